"""ApplicationSets: what their generators fill in, if the manifest or the files of the repository say it.

The elements of a list are known, the files and folders of the repository, and the `values` of other generators. A
template in a string of the manifest always results in a string; in text, such as ``values: |`` and ``templatePatch``,
it can result in anything.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, scalars, text
from liqo_values.model.nodes import (
    FilledText,
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
from liqo_values.sources.application_set_generators import MOST, Generators, RejectedError, fill, name_of, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.application_set_generators import Rows
    from liqo_values.sources.manifests import File

KIND = "ApplicationSet"
#: What to do about a template in quotes where a string is not allowed.
REMEDY = (
    "a template in `valuesObject` always results in a string: write the values as text, under `values: |` and without "
    "quotes around the template, or use `parameters` or `templatePatch`"
)
#: What YAML reads as one scalar wherever it stands, and JSON can write.
_WORD = r"(?i)(?!\.(?:inf|nan)|[+-]\.inf)[\w./+-]*(?::[\w./+-]+)*"


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
        return fill(text, self.known, go_template=self._go_template)

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
    found = _generated(manifest, file) or [{}]
    template = find(manifest, "spec", "template")
    if len(found) <= MOST:
        for path in application_set_files.patterns(template, file):
            found = [more for known in found for more in _shown_by(path, known, file, go_template=go_template)]
    if len(found) > MOST:
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
    named = partial(name_of, go_template=go_template)
    return application_set_files.shown_by_names(filled, known, file, named) or [known]


def other_than_strings(manifest: Node) -> Iterator[ScalarNode]:
    """Yield values of elements that Argo CD rejects: without Go templates, it accepts only strings."""
    if is_true(manifest, "spec", "goTemplate"):
        return
    for generator in items(manifest, "spec", "generators"):
        for element in items(generator, "list", "elements"):
            yield from (node for node in scalars(element) if not isinstance(node.value, str))


def is_empty(manifest: Node, file: File) -> bool:
    """Return whether the generators of an ApplicationSet generate no Application.

    Args:
        manifest: The ApplicationSet.
        file: The file that contains it.
    """
    try:
        found = _each(manifest, file)
    except RejectedError:
        return False
    return bool(found) and all(rows.complete and not rows.known for rows in found)


def rejected(manifest: Node, file: File) -> Iterator[RejectedError]:
    """Yield why Argo CD rejects the generators of an ApplicationSet.

    Args:
        manifest: The ApplicationSet.
        file: The file that contains it.
    """
    try:
        _each(manifest, file)
    except RejectedError as error:
        yield error


def _generated(manifest: Node, file: File) -> list[dict[str, str]]:
    """Return the parameters of each Application that is known; none if Argo CD rejects the generators."""
    try:
        found = [row for rows in _each(manifest, file) for row in rows.known]
    except RejectedError:
        return []
    return [{key: word(value) for key, value in row.items()} for row in found]


def _each(manifest: Node, file: File) -> list[Rows]:
    """Return what each generator generates."""
    generators = Generators(file, go_template=is_true(manifest, "spec", "goTemplate"))
    return [generators.rows(one) for one in items(manifest, "spec", "generators")]


def copied(node: Node) -> Node:
    """Return a copy of a tree, which can be filled in on its own."""
    return with_scalars(node, lambda scalar: ScalarNode(scalar.value, scalar.span))
