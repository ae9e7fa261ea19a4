"""ApplicationSets: the parameters of each Application that generators generate, as far as they are known here.

Mirrors Argo CD's package ``applicationset/generators``: a matrix combines each element of its first generator with
those of the second one, which the first one fills in; a merge overrides elements with those that have the same keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.model.node_lookup import find, items, scalars, text
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import application_set_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.sources.manifests import File

#: An ApplicationSet that generates more Applications is checked once, with its templates unknown.
MOST = 500
_TEMPLATE = r"\{\{(?P<inside>[^{}]*)\}\}"
#: The only expressions that are evaluated, if `goTemplate` is on: a parameter.
_PARAMETER = r"\s*\.([A-Za-z_][\w.]*)\s*"
#: An item of a list of parameters, such as a segment of a path.
_ITEM = r"\s*index\s+\.([A-Za-z_][\w.]*)\s+(\d+)\s*"
#: Generators with `values` that are given, next to parameters that only Argo CD knows.
_WITH_VALUES = ("clusters", "git", "scmProvider", "pullRequest", "clusterDecisionResource", "plugin")
_VALUES = "values"
_NOTHING = "Argo CD generates nothing"
_PAIR = _DEEPEST = 2

#: The parameters of an Application by their dotted names.
Row: TypeAlias = "dict[str, str | int]"


class RejectedError(Exception):
    """Argo CD rejects a generator, and with it the ApplicationSet.

    Attributes:
        node: What it rejects.
        message: Why.
        remedy: What to do about it.
    """

    def __init__(self, node: Node, message: str, remedy: str) -> None:
        super().__init__(message)
        self.node = node
        self.message = f"{message}: {_NOTHING}"
        self.remedy = remedy


class Rows(NamedTuple):
    """What a generator generates.

    Attributes:
        known: The parameters that are known, for each Application.
        complete: Whether these are all Applications, with all parameters that are not lists.
    """

    known: Sequence[Row]
    complete: bool = False


_UNKNOWN = Rows([{}])


def word(value: str | int) -> str:
    """Write a parameter as templates do."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fill(text: str, known: Mapping[str, str | int], *, go_template: bool) -> str:
    """Replace the templates in a text that are known."""

    def value(template: re.Match[str]) -> str:
        found = known.get(name_of(template["inside"], go_template=go_template))
        return template[0] if found is None else word(found)

    return re.sub(_TEMPLATE, value, text) if known and "{{" in text else text


def name_of(inside: str, *, go_template: bool) -> str:
    """Return the name of the parameter that a template is replaced with; of other expressions, these themselves."""
    if not go_template:
        return inside.strip()
    parameter, item = re.fullmatch(_PARAMETER, inside), re.fullmatch(_ITEM, inside)
    if item:
        return f"{item[1]}[{item[2]}]"
    return parameter[1] if parameter else f"{{{{{inside.strip()}}}}}"


class Generators:
    """Reads the generators of an ApplicationSet.

    Args:
        file: The file that contains it.
        go_template: Whether its templates are those of Go.
    """

    def __init__(self, file: File, *, go_template: bool) -> None:
        self._file = file
        self._go_template = go_template

    def rows(self, generator: Node, above: Row | None = None, depth: int = 0) -> Rows:
        """Return what a generator generates.

        Args:
            generator: The generator.
            above: What the first generator of a matrix fills in.
            depth: In how many others it is.

        Raises:
            RejectedError: Argo CD rejects it.
        """
        if find(generator, "template") is not None:
            return _UNKNOWN
        found = self._rows(generator, above or {}, depth)
        selector = find(generator, "selector")
        if selector is None:
            return found
        if not found.complete:
            return _UNKNOWN
        return found._replace(known=[row for row in found.known if _matches(row, selector)])

    def _rows(self, generator: Node, above: Row, depth: int) -> Rows:
        elements, listed = find(generator, "list", "elements"), find(generator, "list", "elementsYaml")
        if isinstance(elements, ListNode) and listed is None:
            read = [self._flat(element, "", above) for element in elements.items]
            return Rows([dict(row) for row, _ in read], all(complete for _, complete in read))
        for kind, expand in (("matrix", self._matrix), ("merge", self._merged)):
            section = find(generator, kind)
            if section is not None and depth == _DEEPEST:
                message = f"a `{kind}` cannot be in two others"
                raise RejectedError(
                    section, message, "list what it generates as elements, or use an ApplicationSet each"
                )
            if section is not None:
                return expand(section, above, depth + 1)
        return self._other(generator, above)

    def _other(self, generator: Node, above: Row) -> Rows:
        """Return what the files of the repository say, and the `values` that a generator is given."""
        given = [one for kind in _WITH_VALUES if (one := find(generator, kind, _VALUES)) is not None]
        git = find(generator, "git")
        in_git = application_set_files.generated(
            git, self._file, lambda path: self._fill(path, above), go_template=self._go_template
        )
        found: list[Row] = []
        complete = bool(in_git)
        for path, elements in in_git:
            row: Row = dict(path)
            for one in elements:
                inner, whole = self._flat(one, "", {})
                row, complete = {**inner, **row}, complete and whole
            found.append(row)
        rows: list[Row] = []
        for row in found or [{}]:
            values = [self._flat(one, f"{_VALUES}.", {**above, **row}) for one in given]
            complete = complete and all(whole for _, whole in values)
            rows.append({**row, **{key: value for inner, _ in values for key, value in inner.items()}})
        return Rows(rows, complete)

    def _matrix(self, matrix: Node, above: Row, depth: int) -> Rows:
        first, second = self._pair(matrix)
        left = self.rows(first, above, depth)
        filled_in = any("{{" in self._file.written(str(node.value)) for node in scalars(second))
        right = None if filled_in else self.rows(second, above, depth)
        found: list[Row] = []
        complete = left.complete
        for row in left.known:
            others = right or self.rows(second, {**above, **row}, depth)
            complete = complete and others.complete
            found += [self._combined(matrix, row, other) for other in others.known]
            if len(found) > MOST:
                return _UNKNOWN
        return Rows(found, complete)

    def _pair(self, matrix: Node) -> tuple[Node, Node]:
        both = items(matrix, "generators")
        if len(both) != _PAIR:
            raise RejectedError(matrix, "`matrix` needs two generators", "list two, which may be matrices themselves")
        return both[0], both[1]

    def _combined(self, matrix: Node, first: Row, second: Row) -> Row:
        """Combine an element of each generator: with Go templates, the first one wins."""
        if self._go_template:
            return {**second, **first}
        for key, value in first.items():
            if second.get(key, value) != value:
                message = f"both generators of the matrix have `{key}`, with different values"
                raise RejectedError(matrix, message, "give it another name in one of them, or set `goTemplate: true`")
        return {**first, **second}

    def _merged(self, merge: Node, above: Row, depth: int) -> Rows:
        generators, keys = items(merge, "generators"), [text(key) for key in items(merge, "mergeKeys")]
        if len(generators) < _PAIR:
            raise RejectedError(
                merge, "`merge` needs at least two generators", "list the elements that override others"
            )
        if not keys:
            raise RejectedError(merge, "`merge` needs `mergeKeys`", "list what the elements of all generators have")
        base, *others = (self.rows(one, above, depth) for one in generators)
        if not base.complete:
            return Rows([_agreed(base, others)])
        found = self._by_key(merge, keys, base)
        complete = True
        for other in others:
            if not other.complete:  # may override anything but the keys
                found = {key: {name: row[name] for name in keys if name in row} for key, row in found.items()}
                complete = False
                continue
            for key, row in self._by_key(merge, keys, other).items():
                if key in found:
                    found[key] = {**found[key], **row}
        return Rows([*found.values()], complete)

    def _by_key(self, merge: Node, keys: Sequence[str], rows: Rows) -> dict[object, Row]:
        """Return elements by the values of their merge keys, which are different for each."""
        found: dict[object, Row] = {}
        for row in rows.known:
            key = tuple(self._part(row, name) for name in keys)
            if key in found:
                names = ", ".join(f"`{name}`" for name in keys)
                message = f"a generator of the merge has several elements with the same {names}"
                raise RejectedError(find(merge, "mergeKeys") or merge, message, "give each element a value of its own")
            found[key] = row
        return found

    def _part(self, row: Row, name: str) -> object:
        """Return the value of a merge key, which may be a map with Go templates; None if there is none."""
        if not self._go_template:
            return row.get(name)
        found = {key: value for key, value in row.items() if key == name or key.startswith((f"{name}.", f"{name}["))}
        typed = ((key, type(value), value) for key, value in sorted(found.items()))
        return tuple(typed) if "." not in name else None

    def _fill(self, text: str, known: Row) -> str:
        return fill(text, known, go_template=self._go_template)

    def _flat(self, node: Node, prefix: str, above: Row) -> tuple[Row, bool]:
        """Return the strings, booleans and integers of a map with their dotted names, and whether that is all."""
        row: Row = {}
        complete = isinstance(node, MapNode)
        for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
            value = entry.value
            if isinstance(value, MapNode):
                inner, whole = self._flat(value, f"{prefix}{key}.", above)
                row, complete = {**row, **inner}, complete and whole
            elif isinstance(value, ScalarNode) and isinstance(value.value, bool | int):
                row[f"{prefix}{key}"] = value.value
            elif isinstance(value, ScalarNode) and isinstance(value.value, str):
                written = self._fill(self._file.written(value.value), above)
                if placeholders.has_template(written):
                    complete = False
                else:
                    row[f"{prefix}{key}"] = written
            elif isinstance(value, ScalarNode) and value.value is not None:
                complete = False
        return row, complete


def _agreed(base: Rows, others: Sequence[Rows]) -> Row:
    """Return what all elements have with the same value, whichever of them are overridden."""
    if not all(other.complete for other in others):
        return {}
    first, *more = base.known
    overriding = [row for other in others for row in other.known]
    return {
        key: value
        for key, value in first.items()
        if all(row.get(key) == value for row in more) and all(row.get(key, value) == value for row in overriding)
    }


def _matches(row: Row, selector: Node) -> bool:
    """Return whether the selector of a generator selects an element."""
    labels = find(selector, "matchLabels")
    wanted = labels.entries.items() if isinstance(labels, MapNode) else ()
    if any(_label(row, key) != _text(entry.value) for key, entry in wanted):
        return False
    return all(_holds(row, one) for one in items(selector, "matchExpressions"))


def _holds(row: Row, expression: Node) -> bool:
    value = _label(row, text(expression, "key"))
    listed = [_text(one) for one in items(expression, "values")]
    match text(expression, "operator"):
        case "In":
            return value in listed
        case "NotIn":
            return value not in listed
        case "Exists":
            return value is not None
        case _:
            return value is None


def _label(row: Row, key: str) -> str | None:
    return word(row[key]) if key in row else None


def _text(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""
