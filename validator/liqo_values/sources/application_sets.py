"""ApplicationSets: what their generators fill in, if the manifest says it itself.

The elements of a list are known, and the `values` of other generators. A template in a string of the manifest always
results in a string; in text, such as ``values: |`` and ``templatePatch``, it can result in anything.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, scalars, text
from liqo_values.model.nodes import (
    FilledText,
    ListNode,
    MapNode,
    Node,
    Scalar,
    ScalarNode,
    Unknown,
    UnknownText,
    with_scalars,
)
from liqo_values.parsing import placeholders
from liqo_values.parsing.scalars import resolve, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.sources.manifests import File

KIND = "ApplicationSet"
#: What to do about a template in quotes where a string is not allowed.
REMEDY = (
    "a template in `valuesObject` always results in a string: write the values as text, under `values: |` and without "
    "quotes around the template, or use `parameters` or `templatePatch`"
)
#: An ApplicationSet that generates more Applications is checked once, with its templates unknown.
_MOST = 50
_TEMPLATE = r"\{\{(?P<inside>[^{}]*)\}\}"
#: The only expression that is evaluated, if `goTemplate` is on: a parameter.
_PARAMETER = r"\s*\.([A-Za-z_][\w.]*)\s*"
#: What YAML reads as one scalar wherever it stands, and JSON can write.
_WORD = r"(?i)(?!\.(?:inf|nan)|[+-]\.inf)[\w./+-]*(?::[\w./+-]+)*"
#: Generators with `values` that are given, next to parameters that only Argo CD knows.
_WITH_VALUES = ("clusters", "git", "scmProvider", "pullRequest", "clusterDecisionResource", "plugin")
_VALUES = "values"


class Parameters:
    """What a generator fills in for one Application.

    Args:
        known: The parameters that are known, by their dotted names.
        go_template: Whether templates are those of Go.
    """

    def __init__(self, known: dict[str, str] | None = None, *, go_template: bool = False) -> None:
        self.known = known or {}
        self._go_template = go_template

    def fill(self, text: str) -> str:
        """Replace the templates in a text that are known."""
        return re.sub(_TEMPLATE, self._value, text) if self.known and "{{" in text else text

    def _value(self, template: re.Match[str]) -> str:
        name = template["inside"].strip()
        if self._go_template:
            parameter = re.fullmatch(_PARAMETER, template["inside"])
            name = parameter[1] if parameter else ""
        return self.known.get(name, template[0])

    def fill_in(self, root: Node) -> None:
        """Replace the unknown values of a tree of values that are known now."""
        for node in scalars(root) if self.known else ():
            if isinstance(node.value, Unknown):
                filled = self.fill(node.value)
                if not placeholders.has_template(filled):
                    node.value = _result(node.value, filled)


def _result(template: Unknown, filled: str) -> Scalar:
    """Return the value that a template results in: a string, or whatever YAML reads."""
    if isinstance(template, UnknownText):
        return FilledText.of(filled, template.remedy)
    if not re.fullmatch(_WORD, filled):
        return Unknown(filled)
    return to_json(resolve(filled, None, plain=True))


def parameters(manifest: Node, file: File) -> list[Parameters]:
    """Return what the generators of an ApplicationSet fill in: one for each Application that differs.

    Args:
        manifest: The ApplicationSet.
        file: The file that contains it.
    """
    go_template = is_true(manifest, "spec", "goTemplate")
    found = [known for one in items(manifest, "spec", "generators") for known in _generated(one, file)]
    if not found or len(found) > _MOST:
        found = [{}]
    template = find(manifest, "spec", "template")
    texts = [node.value for node in scalars(template) if isinstance(node.value, str)] if template else []
    written = [file.written(one) for one in [*texts, text(manifest, "spec", "templatePatch")]]
    different: dict[tuple[str, ...], Parameters] = {}
    for known in found:
        one = Parameters(known, go_template=go_template)
        different.setdefault(tuple(one.fill(line) for line in written if "{{" in line), one)
    return list(different.values())


def other_than_strings(manifest: Node) -> Iterator[ScalarNode]:
    """Yield values of elements that Argo CD rejects: without Go templates, it accepts only strings."""
    if is_true(manifest, "spec", "goTemplate"):
        return
    for generator in items(manifest, "spec", "generators"):
        for element in items(generator, "list", "elements"):
            yield from (node for node in scalars(element) if not isinstance(node.value, str))


def _generated(generator: Node, file: File) -> Sequence[dict[str, str]]:
    """Return the parameters of each Application of a generator."""
    if any(find(generator, key) is not None for key in ("template", "selector")):
        return [{}]
    elements = find(generator, "list", "elements")
    if isinstance(elements, ListNode) and find(generator, "list", "elementsYaml") is None:
        return [dict(_flat(element, "", file)) for element in elements.items]
    both = items(generator, "matrix", "generators")
    if both:
        rows = [_generated(one, file) for one in both]
        return [{key: value for known in row for key, value in known.items()} for row in product(*rows)]
    given = (find(generator, kind, _VALUES) for kind in _WITH_VALUES)
    return [dict(_flat(values, f"{_VALUES}.", file)) for values in given if values is not None] or [{}]


def _flat(node: Node, prefix: str, file: File) -> Iterator[tuple[str, str]]:
    """Yield the strings, booleans and integers of a map with their dotted names."""
    for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
        value = entry.value
        if isinstance(value, MapNode):
            yield from _flat(value, f"{prefix}{key}.", file)
        elif isinstance(value, ScalarNode) and isinstance(value.value, bool | int | str):
            word = str(value.value).lower() if isinstance(value.value, bool) else file.written(str(value.value))
            if not placeholders.has_template(word):
                yield f"{prefix}{key}", word


def copied(node: Node) -> Node:
    """Return a copy of a tree, which can be filled in on its own."""
    return with_scalars(node, lambda scalar: ScalarNode(scalar.value, scalar.span))
