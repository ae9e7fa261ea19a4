"""What to write instead of a value of the wrong type in an argument, where quotes and brackets of YAML are text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import dotted
from liqo_values.parsing import set_flags

if TYPE_CHECKING:
    from liqo_values.model.layers import Layer
    from liqo_values.model.nodes import Path, Plain

#: The options whose argument is not JSON, and the parameters of manifests and scripts that correspond to them.
_KINDS = (LayerKind.SET, LayerKind.SET_STRING, LayerKind.SET_FILE, LayerKind.SET_LITERAL, LayerKind.PARAMETER)
#: Characters that separate values, or end a list.
_SYNTAX = ",{}\\"


def is_argument(layer: Layer) -> bool:
    """Return whether values of a layer are set by an argument that is not JSON."""
    return layer.kind in _KINDS


def instead(layer: Layer, path: Path, value: Plain, right: str, wanted: object) -> str:
    """Return what to write.

    Args:
        layer: The layer of the argument.
        path: The path of the value.
        value: The value.
        right: The value of the right type, as YAML.
        wanted: The type that the value must have.

    Returns:
        A clause; empty if an argument cannot set the value.
    """
    option, more, text = "--set", "", right
    if wanted == "array":
        listed = json.loads(right)
        if any(character in item for item in listed for character in _SYNTAX):
            return ""
        text = f"{{{','.join(listed)}}}"
    elif wanted == "string":
        option, more, text = "--set-string", ", and force it to be a string", json.loads(right)
    elif isinstance(value, str) and not isinstance(set_flags.typed(value), str):
        more = ", and do not force it to be a string"
    if layer.kind is LayerKind.PARAMETER:
        return f"write `{text}`{more}"
    return f"write `{option} {dotted(path)}={text}`"
