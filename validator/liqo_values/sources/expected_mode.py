"""The annotation of an object that says which mode is expected of the release that it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import MapNode, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import release
from liqo_values.values.expectation import Expectation, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File

#: Where annotations are in an object.
ANNOTATIONS = ("metadata", "annotations")
ANNOTATION = "liqo-values/expect-mode"
_OURS = "liqo-values/"
_LABELS = ("metadata", "labels")
_WRITE = "write the name of a mode, such as `offloading-only`"


def annotated(file: File, root: Node | None, fill: Callable[[str], str] = str) -> list[Expectation]:
    """Return what an object expects; nothing without the annotation.

    An annotation or label that looks like it and is not is an expectation of which the mode is not known.

    Args:
        file: The file that contains the object.
        root: The object.
        fill: Fills in the templates that are known.
    """
    found = [
        _of_text(file, node, fill) if key == ANNOTATION else _unclear(file, node, _misspelt(key))
        for key, node in _ours(root, ANNOTATIONS)
    ]
    remedy = f"write `{ANNOTATION}` in `{'.'.join(ANNOTATIONS)}`"
    for key, node in _ours(root, _LABELS):
        found.append(_unclear(file, node, Unclear(f"the label `{key}` expects nothing", remedy)))
    return [one for one in found if one is not None]


def without_effect(file: File, root: Node | None) -> list[Expectation]:
    """Return what the annotation of an ApplicationSet expects: nothing, since it is not one of its Applications."""
    unclear = Unclear(
        f"`{ANNOTATION}` of an ApplicationSet expects nothing of its Applications",
        f"write it in `spec.template.{'.'.join(ANNOTATIONS)}`",
    )
    found = [_unclear(file, node, unclear) for _, node in _ours(root, ANNOTATIONS)]
    return [one for one in found if one is not None]


def _ours(root: Node | None, path: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Yield the annotations or labels that are for this program."""
    section = find(root, *path)
    for key, entry in section.entries.items() if isinstance(section, MapNode) else ():
        if key.startswith(_OURS):
            yield key, entry.value


def _of_text(file: File, node: Node, fill: Callable[[str], str]) -> Expectation | None:
    place = release.label(file, node, "expected")
    if place is None or not isinstance(node, ScalarNode):
        return _unclear(file, node, Unclear(f"`{ANNOTATION}` must be a text", _WRITE))
    # Words such as `off` are no strings in YAML, but have been written all the same.
    written = node.value if isinstance(node.value, str) else place.span.text if place.span else ""
    mode = fill(file.written(written)).strip()
    if placeholders.has_template(mode):
        return _unclear(
            file,
            node,
            Unclear(
                f"the expected mode is not known: `{mode}` is filled in by a template",
                "write the mode, or expect it in the project file",
                mistake=False,
            ),
        )
    return Expectation(mode, place)


def _misspelt(key: str) -> Unclear:
    return Unclear(f"there is no annotation `{key}`", f"did you mean `{ANNOTATION}`?")


def _unclear(file: File, node: Node, unclear: Unclear) -> Expectation | None:
    place = release.label(file, node, "expects nothing" if unclear.mistake else "filled in by a template")
    return None if place is None else Expectation("", place, unclear=unclear)
