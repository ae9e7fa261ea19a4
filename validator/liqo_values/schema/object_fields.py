"""Checks the fields of one of Liqo's objects against its CRD (``data/objects.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liqo_values.model.did_you_mean import nearest
from liqo_values.model.findings import Diagnostic
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import ListNode, MapNode, Node, Path, Scalar, ScalarNode, dotted
from liqo_values.parsing.placeholders import has_template
from liqo_values.parsing.yaml_writer import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.findings import Label

#: The suffix of required fields.
_REQUIRED = "!"
_TYPES = {"string": "a string", "boolean": "`true` or `false`", "integer": "an integer"}


def diagnostics(
    root: Node,
    shape: Any,  # noqa: ANN401 - JSON
    name: str,
    locate: Callable[[Node, str], Label],
) -> Iterator[Diagnostic]:
    """Yield what the CRD does not allow in an object.

    Args:
        root: The object, or a part of it.
        shape: The fields of the CRD.
        name: The name of the object in messages.
        locate: Returns a label for a part of the object, with a few words about it.
    """
    return _Object(name, locate).compared(root, shape, ())


class _Object:
    def __init__(self, name: str, locate: Callable[[Node, str], Label]) -> None:
        self._name = name
        self._locate = locate

    def compared(self, node: Node, shape: Any, path: Path) -> Iterator[Diagnostic]:  # noqa: ANN401 - JSON
        """Yield what is wrong below a node; null is accepted everywhere, because the API server drops it."""
        if shape is None or (isinstance(node, ScalarNode) and (node.value is None or _filled_in(node.value))):
            return
        if isinstance(shape, dict):
            yield from self._map(node, shape, path) if isinstance(node, MapNode) else [self._wrong(node, path, "a map")]
        elif isinstance(shape, list):
            items = enumerate(node.items) if isinstance(node, ListNode) else ()
            for index, item in items:
                yield from self.compared(item, shape[0], (*path, index))
            if not isinstance(node, ListNode):
                yield self._wrong(node, path, "a list")
        elif not isinstance(node, ScalarNode) or not _fits(node.value, shape):
            yield self._wrong(node, path, _TYPES.get(shape) or _either(shape))

    def _map(self, node: MapNode, shape: dict[str, Any], path: Path) -> Iterator[Diagnostic]:
        fields = {name.removesuffix(_REQUIRED): inner for name, inner in shape.items()}
        for key, entry in node.entries.items():
            if key in fields or "*" in fields:
                yield from self.compared(entry.value, fields.get(key, fields.get("*")), (*path, key))
            elif not has_template(key):
                yield self._unknown(ScalarNode(key, entry.key_span), path, key, list(fields))
        required = [name.removesuffix(_REQUIRED) for name in shape if name.endswith(_REQUIRED)]
        missing = [name for name in required if find(node, name) is None]
        if missing and not any(has_template(key) for key in node.entries):
            yield self._missing(node, path, missing)

    def _diagnostic(self, place: Node, message: str, label: str, remedy: str) -> Diagnostic:
        return Diagnostic(message, self._locate(place, label), remedy)

    def _wrong(self, node: Node, path: Path, wanted: str) -> Diagnostic:
        given = show(node.value) if isinstance(node, ScalarNode) else "a map" if isinstance(node, MapNode) else "a list"
        message = f"`{dotted(path)}` of the {self._name} must be {wanted}, not {given}"
        return self._diagnostic(node, message, "is not allowed here", f"write {wanted}")

    def _unknown(self, place: ScalarNode, path: Path, key: str, known: list[str]) -> Diagnostic:
        near = nearest(key, tuple(known))
        listed = ", ".join(f"`{name}`" for name in known[:8])
        advice = f"did you mean `{near}`?" if near else f"the fields here are {listed}"
        message = f"the {self._name} has no field `{dotted((*path, key))}`"
        return self._diagnostic(place, message, "is not a field", advice)

    def _missing(self, node: Node, path: Path, names: list[str]) -> Diagnostic:
        listed = " and ".join(f"`{dotted((*path, name))}`" for name in names)
        message = f"the {self._name} lacks {listed}"
        return self._diagnostic(node, message, "is incomplete", f"add {'it' if len(names) == 1 else 'them'}")


def _filled_in(value: Scalar) -> bool:
    return isinstance(value, str) and has_template(value)


def _fits(value: Scalar, shape: str) -> bool:
    if shape == "string":
        return isinstance(value, str)
    if shape == "boolean":
        return isinstance(value, bool)
    if shape == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return value in shape.split("|")


def _either(shape: str) -> str:
    *others, last = (f"`{word}`" for word in shape.split("|"))
    return f"{', '.join(others)} or {last}" if others else last
