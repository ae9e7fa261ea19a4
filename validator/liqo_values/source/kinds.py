"""The kinds of layers that values come from."""

from __future__ import annotations

from enum import StrEnum

#: What reports call the lowest layer.
DEFAULTS_NAME = "the chart's defaults"
#: What reports call standard input.
STDIN_NAME = "<stdin>"


class LayerKind(StrEnum):
    """Where a layer of values comes from, in the order in which Helm applies them."""

    DEFAULTS = "defaults"
    FILE = "file"
    SET_JSON = "set-json"
    SET = "set"
    SET_STRING = "set-string"
    SET_FILE = "set-file"
    SET_LITERAL = "set-literal"
    PARAMETER = "parameter"  # in a manifest, as good as one of the former
