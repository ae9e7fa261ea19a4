"""Holding an object of Liqo's against the fields that its CRD has (``data/objects.json``)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.model.locations import show
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import ListNode, MapNode, Node, Path, Scalar, ScalarNode, dotted
from liqo_values.parsing.placeholders import has_template

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the name of a field ends in that has to be there.
_REQUIRED = "!"
_TYPES = {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number"}


class Fault(NamedTuple):
    """Something that the CRD does not allow.

    Attributes:
        place: What is at fault; of a key, something with the place of the key.
        message: What is wrong, to stand behind the name of the object.
        label: A few words for the marked place.
        help: What to write instead.
    """

    place: Node
    message: str
    label: str
    help: str


def faults(node: Node, shape: Any, path: Path = ()) -> Iterator[Fault]:  # noqa: ANN401 - what JSON holds
    """Yield what is wrong below a node; null is taken everywhere, as the API server drops it."""
    if shape is None or (isinstance(node, ScalarNode) and (node.value is None or _filled_in(node.value))):
        return
    if isinstance(shape, dict):
        yield from _in_map(node, shape, path) if isinstance(node, MapNode) else [_wrong(node, path, "a map")]
    elif isinstance(shape, list):
        yield from _in_list(node, shape[0], path) if isinstance(node, ListNode) else [_wrong(node, path, "a list")]
    elif not isinstance(node, ScalarNode) or not _fits(node.value, shape):
        yield _wrong(node, path, _TYPES.get(shape) or _either(shape))


def _in_map(node: MapNode, shape: dict[str, Any], path: Path) -> Iterator[Fault]:
    fields = {name.removesuffix(_REQUIRED): inner for name, inner in shape.items()}
    for key, entry in node.entries.items():
        if key in fields or "*" in fields:
            yield from faults(entry.value, fields.get(key, fields.get("*")), (*path, key))
        elif not has_template(key):
            yield _unknown(ScalarNode(key, entry.key_span), path, key, list(fields))
    required = [name.removesuffix(_REQUIRED) for name in shape if name.endswith(_REQUIRED)]
    missing = [name for name in required if find(node, name) is None]
    if missing and not any(has_template(key) for key in node.entries):
        yield _missing(node, path, missing)


def _in_list(node: ListNode, shape: Any, path: Path) -> Iterator[Fault]:  # noqa: ANN401 - what JSON holds
    for index, item in enumerate(node.items):
        yield from faults(item, shape, (*path, index))


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


def _wrong(node: Node, path: Path, wanted: str) -> Fault:
    given = show(node.value) if isinstance(node, ScalarNode) else "a map" if isinstance(node, MapNode) else "a list"
    return Fault(node, f"`{dotted(path)}` must be {wanted}, not {given}", "not allowed here", f"write {wanted}")


def _unknown(place: ScalarNode, path: Path, key: str, known: list[str]) -> Fault:
    near = get_close_matches(key, known, 1)
    advice = f"did you mean `{near[0]}`?" if near else f"known here are {', '.join(f'`{name}`' for name in known[:8])}"
    return Fault(place, f"there is no field `{dotted((*path, key))}`", "no such field", advice)


def _missing(node: Node, path: Path, names: list[str]) -> Fault:
    listed = ", ".join(f"`{dotted((*path, name))}`" for name in names)
    what = f"{listed} is missing" if len(names) == 1 else f"{listed} are missing"
    return Fault(node, what, "is not complete", f"add {'it' if len(names) == 1 else 'them'}")
