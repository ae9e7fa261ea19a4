"""ApplicationSets: what their generators fill in, if the manifest or the files of the repository say it.

The elements of a list are known, the files and folders of the repository, and the `values` of other generators. A
template in a string of the manifest always results in a string; in text, such as ``values: |`` and ``templatePatch``,
it can result in anything.
"""

from __future__ import annotations

import re
from functools import partial
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
from liqo_values.sources import application_set_files

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
_MOST = 500
_TEMPLATE = r"\{\{(?P<inside>[^{}]*)\}\}"
#: The only expressions that are evaluated, if `goTemplate` is on: a parameter.
_PARAMETER = r"\s*\.([A-Za-z_][\w.]*)\s*"
#: An item of a list of parameters, such as a segment of a path.
_ITEM = r"\s*index\s+\.([A-Za-z_][\w.]*)\s+(\d+)\s*"
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
        return self.known.get(_name(template["inside"], go_template=self._go_template), template[0])

    def fill_in(self, root: Node) -> None:
        """Replace the unknown values of a tree of values that are known now."""
        for node in scalars(root) if self.known else ():
            if isinstance(node.value, Unknown):
                filled = self.fill(node.value)
                if not placeholders.has_template(filled):
                    node.value = _result(node.value, filled)


def _name(inside: str, *, go_template: bool) -> str:
    """Return the name of the parameter that a template is replaced with; of other expressions, these themselves."""
    if not go_template:
        return inside.strip()
    parameter, item = re.fullmatch(_PARAMETER, inside), re.fullmatch(_ITEM, inside)
    if item:
        return f"{item[1]}[{item[2]}]"
    return parameter[1] if parameter else f"{{{{{inside.strip()}}}}}"


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
    generators = items(manifest, "spec", "generators")
    found = [known for one in generators for known in _generated(one, file, go_template=go_template)] or [{}]
    template = find(manifest, "spec", "template")
    if len(found) <= _MOST:
        for path in application_set_files.patterns(template, file):
            found = [more for known in found for more in _shown_by(path, known, file, go_template=go_template)]
    if len(found) > _MOST:
        found = [{}]
    texts = [node.value for node in scalars(template) if isinstance(node.value, str)] if template else []
    written = [file.written(one) for one in [*texts, text(manifest, "spec", "templatePatch")]]
    different: dict[tuple[str, ...], Parameters] = {}
    for known in found:
        one = Parameters(known, go_template=go_template)
        different.setdefault(tuple(one.fill(line) for line in written if "{{" in line), one)
    return list(different.values())


def _shown_by(path: str, known: dict[str, str], file: File, *, go_template: bool) -> list[dict[str, str]]:
    """Return what the names of files add to what is known, if a path still has templates."""
    filled = Parameters(known, go_template=go_template).fill(path)
    name_of = partial(_name, go_template=go_template)
    return application_set_files.shown_by_names(filled, known, file, name_of) or [known]


def other_than_strings(manifest: Node) -> Iterator[ScalarNode]:
    """Yield values of elements that Argo CD rejects: without Go templates, it accepts only strings."""
    if is_true(manifest, "spec", "goTemplate"):
        return
    for generator in items(manifest, "spec", "generators"):
        for element in items(generator, "list", "elements"):
            yield from (node for node in scalars(element) if not isinstance(node.value, str))


def _generated(generator: Node, file: File, *, go_template: bool) -> Sequence[dict[str, str]]:
    """Return the parameters of each Application of a generator."""
    if any(find(generator, key) is not None for key in ("template", "selector")):
        return [{}]
    elements = find(generator, "list", "elements")
    if isinstance(elements, ListNode) and find(generator, "list", "elementsYaml") is None:
        return [dict(_flat(element, "", file)) for element in elements.items]
    both = items(generator, "matrix", "generators")
    if both:
        rows = [_generated(one, file, go_template=go_template) for one in both]
        return [{key: value for known in row for key, value in known.items()} for row in product(*rows)]
    given = (find(generator, kind, _VALUES) for kind in _WITH_VALUES)
    values = {key: value for one in given if one is not None for key, value in _flat(one, f"{_VALUES}.", file)}
    in_git = application_set_files.generated(find(generator, "git"), file, go_template=go_template)
    return [
        {**path, **{key: value for one in elements for key, value in _flat(one, "", file)}, **values}
        for path, elements in in_git
    ] or [values]


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
