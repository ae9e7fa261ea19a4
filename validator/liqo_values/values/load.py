"""Load a release: the defaults, then each ``-f``, then each ``--set…``, merged as Helm does."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.model.errors import InputError
from liqo_values.model.findings import TWO_HELMS, UNREADABLE, Diagnostic, Label
from liqo_values.model.layers import DEFAULTS_NAME, Layer, LayerKind
from liqo_values.model.nodes import ListNode, MapNode, ScalarNode, dotted, plain
from liqo_values.values.helm_merge import GLOBAL, AssignError, ChartValues, Table, assign, merge_maps, render_values
from liqo_values.values.provenance import Statement, Values, find_value, label, last_say
from liqo_values.values.release_inputs import Assigned, Given, Piece, Step, Unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node, Path, Plain
    from liqo_values.model.source_text import Span
    from liqo_values.parsing.set_flags import Assignment

#: The chart's subcharts. Their own values are those under their name in the chart's (both come from one schema).
SUBCHARTS = ("liqo-crds",)

#: The rules about arguments in scripts and in manifests that Helm rejects.
_REJECTED_ARGUMENT, _REJECTED_MANIFEST = "LQ023", "LQ027"

#: The largest sum of all indices in the arguments of a release, which limits the items of their lists.
MOST_INDICES = 1_000_000


class Loaded(NamedTuple):
    """The merged values, the layers they came from (defaults first), and the diagnostics of the parsers."""

    values: Values
    diagnostics: list[Diagnostic]
    layers: Sequence[Layer] = ()

    @property
    def unreadable(self) -> Diagnostic | None:
        """Why Helm cannot read the values; None if it can."""
        return next((one for one in self.diagnostics if one.unreadable), None)


def load(given: Given, *, defaults: MapNode, subcharts: Mapping[str, MapNode] | None = None) -> Loaded:
    """Read all layers and merge them as Helm 4 does (``cli/values.MergeValues``, then ``ToRenderValues``).

    Args:
        given: What the release is given.
        defaults: The chart's own values.
        subcharts: Name and own values of every subchart; without it, what ``defaults`` has for ``SUBCHARTS``.

    Raises:
        InputError: a file cannot be read, or Helm rejects an argument.
    """
    with _no_collection():
        stack = _Stack()
        steps = given.steps()
        if given.chart.installer and subcharts is None and not given.at:
            steps = stack.begin_as_liqoctl(given, steps)
        for step in steps:
            stack.add(step)
        return _rendered(given, stack, defaults, _subcharts_in(defaults) if subcharts is None else subcharts)


def layered(steps: Sequence[Step]) -> tuple[Table, Values]:
    """Merge layers as ``load`` does, but over no chart; return the result, and as values that know their layers.

    Args:
        steps: The layers.

    Raises:
        InputError: as for ``load``.
    """
    stack = _Stack()
    for step in steps:
        stack.add(step)
    return stack.data, Values(stack.data, given=stack.statements, unread=stack.unread)


def _rendered(given: Given, stack: _Stack, defaults: MapNode, subcharts: Mapping[str, MapNode]) -> Loaded:
    """Merge the layers over the chart's own values and, if there is an umbrella chart, over that chart's own values."""
    lowest = Layer(LayerKind.DEFAULTS, DEFAULTS_NAME)
    at = given.at
    base = [Statement(lowest, (*at, name), own) for name, own in subcharts.items()]
    if at or given.own is None or None in given.own:
        base.append(Statement(lowest, at, defaults))
    outer = _outer_values(given)
    around = [Statement(piece.layer, path, piece.root) for path, pieces, _ in outer for piece in pieces]
    inner = tuple(ChartValues(name, _table(own)) for name, own in subcharts.items())
    own = _own(defaults, subcharts)
    if at:
        chart = _enclosed(ChartValues(str(at[-1]), own, inner), outer)
    else:
        chart = ChartValues("", own if given.own is None else _replaced(given.own, own), inner)
    merged, mismatches = render_values(stack.data, chart)
    data = find_value(merged, at)[1]
    # A null for all of Liqo's values deletes what the umbrella chart has there.
    nulls = [depth for depth in range(1, len(at) + 1) if find_value(stack.data, at[:depth]) == (True, None)]
    repeated = _files(stack.layers) & _files(said.layer for said in around) if around else frozenset()
    shown = [said for said in around if not _files([said.layer]) & repeated]
    counting = [said for said in shown if not any(depth > len(said.path) for depth in nulls)]
    values = Values(
        data if isinstance(data, dict) else {},
        base,
        [*counting, *stack.statements],
        subcharts=tuple(subcharts),
        unread=[(len(counting) + position, unread) for position, unread in stack.unread],
        at=at,
        around=len(counting),
    )
    if given.around and any(_has_null(said.node) for said in around) and not mismatches:
        helm3, refused = render_values(stack.data, chart, helm=3)
        places = dict.fromkeys(_unlike_helm3(find_value(helm3, at)[1] if not refused else None, data, at))
        stack.diagnostics.extend(_ignored_null(around, place) for place in places)
    diagnostics = [
        *_own_diagnostics(outer, repeated),
        *stack.diagnostics,
        *given.diagnostics,
        *(_no_map([*around, *stack.statements], path) for path in mismatches if not _shown_by_schema(merged, path, at)),
    ]
    return Loaded(values, diagnostics, [lowest, *(said.layer for said in shown), *stack.layers])


def _files(layers: Iterable[Layer]) -> frozenset[str]:
    """Return the files of layers: a chart's own values may be a layer as well, which says all that they say."""
    sources = (layer.source for layer in layers if layer.kind is LayerKind.FILE)
    return frozenset(os.path.realpath(source.name) for source in sources if source is not None)


def _own_diagnostics(outer: Sequence[_Outer], repeated: Collection[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the own values of charts, except for files that are layers as well."""
    for piece in (piece for _, pieces, _ in outer for piece in pieces):
        if not _files([piece.layer]) & frozenset(repeated):
            yield from piece.diagnostics


_Outer: TypeAlias = "tuple[Path, list[Piece], Table]"


def _outer_values(given: Given) -> list[_Outer]:
    """Return the path, the own values and the imported values of each chart around Liqo's, from the innermost.

    Without an umbrella chart, these are the files that replace the own values of the chart itself.
    """
    known = {outer.path: outer for outer in given.around}
    found: list[_Outer] = []
    for depth in reversed(range(max(len(given.at), 1))):
        outer = known.get(given.at[:depth]) if given.at else None
        own = [outer.own if outer else None]
        if depth == 0 and given.own is not None:
            own = [piece or own[0] for piece in given.own]
        pieces = [piece for piece in own if piece is not None]
        found.append((given.at[:depth], pieces, _table(outer.imported) if outer else {}))
    return found


def _enclosed(chart: ChartValues, outer: Sequence[_Outer]) -> ChartValues:
    """Put a chart into those around it."""
    for path, pieces, imported in outer:
        chart = ChartValues(str(path[-1]) if path else "", _folded(pieces), (chart,), imported)
    return chart


def _folded(pieces: Sequence[Piece]) -> Table:
    data: Table = {}
    for piece in pieces:
        merge_maps(data, _table(piece.root))
    return data


def _replaced(own: Sequence[Piece | None], defaults: Table) -> Table:
    """Merge the files that a chart's own values are replaced with; None stands for these."""
    data: Table = {}
    for piece in own:
        merge_maps(data, defaults if piece is None else _table(piece.root))
    return data


def _has_null(node: Node) -> bool:
    if isinstance(node, MapNode):
        return any(_has_null(entry.value) for entry in node.entries.values())
    return isinstance(node, ScalarNode) and node.value is None


def _unlike_helm3(helm3: Plain, helm4: Plain, path: Path) -> Iterator[Path]:
    """Yield where the values differ in Helm 3. Several globals can come from one place."""
    if isinstance(helm3, dict) and isinstance(helm4, dict):
        for key in dict.fromkeys([*helm3, *helm4]):
            if helm3.get(key) != helm4.get(key) or (key in helm3) is not (key in helm4):
                yield from _unlike_helm3(helm3.get(key), helm4.get(key), (*path, key))
        return
    yield path[path.index(GLOBAL) :] if GLOBAL in path else path  # Helm copies it from there


def _ignored_null(around: Sequence[Statement], place: Path) -> Diagnostic:
    """Report a null in the own values of an umbrella chart that Helm 3 treats differently."""
    origin = last_say(around, place)
    return Diagnostic(
        f"`{dotted(place)}` is null in the chart's own values: Helm 3 deletes what is there, Helm 4 ignores the null",
        Label(origin and (origin.key_span or origin.span), (origin or around[-1]).layer.name, "is null"),
        "write the value that you want, or the null in a values file that you pass with -f",
        code=TWO_HELMS,
    )


def _shown_by_schema(merged: Table, path: Path, at: Path) -> bool:
    """Return whether the chart's schema also reports that a subchart's values are not a map."""
    exists, value = find_value(merged, path)
    return path[: len(at)] == at and path != at and exists and not isinstance(value, dict)


def _no_map(statements: Sequence[Statement], path: Path) -> Diagnostic:
    """Report that a key does not hold a map of values, so that Helm stops with "type mismatch"."""
    key = dotted(path)
    origin = last_say(statements, path)
    message = f"`{key}` must be a map, since it holds the values of a subchart"
    remedy = f"write the values below `{key}:`, or remove the key"
    place = Label(origin and (origin.key_span or origin.span), origin.layer.name if origin else DEFAULTS_NAME, "here")
    return Diagnostic(message, place, remedy, code=UNREADABLE)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection while large trees grow: it takes half of the time, and there are no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _subcharts_in(defaults: MapNode) -> dict[str, MapNode]:
    sections = ((name, defaults.entries[name].value) for name in SUBCHARTS if name in defaults.entries)
    return {name: section for name, section in sections if isinstance(section, MapNode)}


def _own(defaults: MapNode, subcharts: Mapping[str, MapNode]) -> Table:
    """Return a chart's own values: without default in them, Helm keeps a null for a subchart, and rejects it."""
    return {name: value for name, value in _table(defaults).items() if value != {} or name not in subcharts}


def _table(node: MapNode) -> Table:
    return {key: plain(entry.value) for key, entry in node.entries.items()}


class _Stack:
    """The user's layers, each merged over the previous ones."""

    def __init__(self) -> None:
        self.data: Table = {}
        self.statements: list[Statement] = []
        self.layers: list[Layer] = []
        self.diagnostics: list[Diagnostic] = []
        self._indices = 0
        self.unread: list[tuple[int, Unread]] = []  # each with the number of statements below it

    def begin_as_liqoctl(self, given: Given, steps: Sequence[Step]) -> list[Step]:
        """Merge the files as `liqoctl install` does, and return the steps that are left.

        If one of the files is from `liqoctl install --only-output-values`, it is meant for Helm, and merged as such.
        """
        from liqo_values.values import liqoctl_merge  # noqa: PLC0415 - only for this target chart

        chart = given.chart
        files = [step for step in steps if isinstance(step, Piece)]
        liqoctl_merge.check_options(step.layer for step in steps)
        dumps = [piece for piece in files if liqoctl_merge.is_dump(piece, chart)]
        if dumps:
            self.diagnostics += map(liqoctl_merge.about_dump, dumps)
            return list(steps)
        merged = liqoctl_merge.merge(chart, files, given.flags)
        self.data = _table(merged.root)
        self.statements += merged.statements
        self.layers += merged.layers
        self.diagnostics += [liqoctl_merge.as_liqoctl(one) for piece in files for one in piece.diagnostics]
        self.diagnostics += merged.diagnostics
        return [step for step in steps if not isinstance(step, Piece)]

    def add(self, step: Step) -> None:
        self.layers.append(step.layer)
        if isinstance(step, Unread):
            self.unread.append((len(self.statements), step))
            return
        self.diagnostics.extend(step.diagnostics)
        if isinstance(step, Assigned):
            for assignment in step.assignments:
                self._assign(step.layer, assignment)
            return
        self.statements.append(Statement(step.layer, (), step.root))
        merge_maps(self.data, _table(step.root))

    def _assign(self, layer: Layer, assignment: Assignment) -> None:
        node, path = assignment.value, assignment.path
        self._check_indices(path, assignment.key_span)
        value = None if node is None else plain(node)
        if not path:
            if isinstance(value, dict):
                merge_maps(self.data, value)
        else:
            try:
                assign(self.data, path, value, empty=node is None, cut=assignment.cut)
            except AssignError as error:
                self._conflict(layer, assignment, error)
                return
        if assignment.cut and not find_value(self.data, path)[0]:
            self._note_empty_list(layer, assignment)
        elif node is not None and "" not in path:
            self.statements.append(Statement(layer, path, node, assignment.key_span))

    def _conflict(self, layer: Layer, assignment: Assignment, error: AssignError) -> None:
        """Report an assignment that Helm rejects because of lower layers; the values stay without it.

        Raises:
            InputError: it is an argument of this program, which the user can change at once.
        """
        remedy = "keep the type that it has, or set it in a values file"
        if layer.kind is not LayerKind.PARAMETER:
            raise InputError(f"`{layer.name}`: {error}", remedy, assignment.key_span) from None
        earlier = last_say(self.statements, error.at) if error.at else None
        self.diagnostics.append(
            Diagnostic(
                f"the argument is rejected: {error}",
                Label(assignment.key_span, layer.name, "cannot be set"),
                remedy,
                code=_REJECTED_ARGUMENT if layer.is_argument else _REJECTED_MANIFEST,
                related=(label(earlier, "is set here"),) if earlier is not None else (),
            )
        )

    def _check_indices(self, path: Path, span: Span | None) -> None:
        """Reject arguments that fill long lists with nulls, which need far more memory than the arguments."""
        self._indices += sum(step for step in path if isinstance(step, int))
        if self._indices > MOST_INDICES:
            message = f"the indices of all arguments add up to more than {MOST_INDICES:,}"
            raise InputError(message, "use a values file", span)

    def _note_empty_list(self, layer: Layer, assignment: Assignment) -> None:
        """Record that an argument which ends early, such as ``a[0]``, still creates a list."""
        indices = [depth for depth, step in enumerate(assignment.path) if isinstance(step, int)]
        if indices and find_value(self.data, assignment.path[: indices[0]]) == (True, []):
            made = ListNode([], assignment.key_span)
            self.statements.append(Statement(layer, assignment.path[: indices[0]], made, assignment.key_span))
