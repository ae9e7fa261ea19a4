"""The layers that values come from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source

#: The name of the lowest layer in reports.
DEFAULTS_NAME = "the chart's defaults"
#: How the names of the layers of `liqoctl install` begin in reports.
LIQOCTL_NAME = "liqoctl install"
#: How the names of the values of an installed release begin in reports: the command that prints them.
HELM_NAME = "helm get values"
#: The name of standard input in reports.
STDIN_NAME = "<stdin>"
#: The name of a text that a Python program passes; several are numbered, as in ``<text 2>``.
TEXT_NAME = "<text>"

#: Why nothing is changed in text that does not contain its values as they are.
NOT_VERBATIM = "`fix` changes nothing in text that is quoted, encoded, encrypted or filled in by a tool"


class LayerKind(StrEnum):
    """Where a layer of values comes from, in the order in which Helm applies them."""

    DEFAULTS = "defaults"
    LIQOCTL = "liqoctl"  # what `liqoctl install` finds out, or takes from its flags
    FILE = "file"
    SET_JSON = "set-json"
    SET = "set"
    SET_STRING = "set-string"
    SET_FILE = "set-file"
    SET_LITERAL = "set-literal"
    PARAMETER = "parameter"  # in a manifest, equivalent to one of the options


class Layer(NamedTuple):
    """One source of values.

    Attributes:
        kind: The kind of source.
        name: Its name in reports: a path, ``--set networking.enabled=false``, or ``the chart's defaults``.
        source: The text it was read from (the argument itself for ``--set…``); None for the defaults.
        verbatim: Whether the source contains its values as they are, not in base64, or in quotes that escape some
            characters.
        hcl: Whether they are written in the language of Terraform.
        editable: Whether the source contains them as an argument that can be changed where it is.
    """

    kind: LayerKind
    name: str
    source: Source | None = None
    verbatim: bool = True
    hcl: bool = False
    editable: bool = False

    @property
    def by_user(self) -> bool:
        """Whether the user wrote the values."""
        return self.kind not in (LayerKind.DEFAULTS, LayerKind.LIQOCTL)

    @property
    def is_file(self) -> bool:
        """Whether the values can be read and changed in place."""
        return self.kind is LayerKind.FILE and self.verbatim

    @property
    def is_argument(self) -> bool:
        """Whether the values are an argument in a script, and can be changed there."""
        return self.kind in (LayerKind.PARAMETER, LayerKind.LIQOCTL) and self.editable

    @property
    def obstacle(self) -> str:
        """Why entries in it are not changed as in a values file; empty for values files, and for what nobody wrote."""
        if self.hcl:
            return "`fix` changes only words and plain strings in Terraform"
        if self.is_argument:
            return "`fix` changes only words in arguments"
        return {
            LayerKind.DEFAULTS: "",
            LayerKind.LIQOCTL: "",
            LayerKind.FILE: "" if self.verbatim else NOT_VERBATIM,
            LayerKind.PARAMETER: "`fix` changes no parameters in manifests, and no `set` in Terraform",
        }.get(self.kind, "it is an option of this command")
