"""Load a release: the defaults, then each ``-f``, then each ``--set…``, merged as Helm does."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError
from liqo_values.model.findings import UNREADABLE, Diagnostic, Label
from liqo_values.model.layers import DEFAULTS_NAME, Layer, LayerKind
from liqo_values.model.nodes import ListNode, MapNode, plain
from liqo_values.values.helm_merge import GLOBAL, AssignError, Table, assign, coalesce, merge_maps
from liqo_values.values.provenance import How, Statement, Values, effective, find_value, statements_below
from liqo_values.values.release_inputs import Assigned, Given, Step, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Path
    from liqo_values.model.source_text import Span
    from liqo_values.parsing.set_flags import Assignment

#: The chart's subcharts. Their own values are those under their name in the chart's (both come from one schema).
SUBCHARTS = ("liqo-crds",)

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
    """Read all layers and merge them as Helm 4 does (``cli/values.MergeValues``, then ``CoalesceValues``).

    Args:
        given: What the release is given.
        defaults: The chart's own values.
        subcharts: Name and own values of every subchart; without it, what ``defaults`` has for ``SUBCHARTS``.

    Raises:
        InputError: a file cannot be read, or Helm rejects an argument.
    """
    lowest = Layer(LayerKind.DEFAULTS, DEFAULTS_NAME)
    own_values = subcharts if subcharts is not None else _subcharts_in(defaults)
    stack = _Stack()
    with _no_collection():
        for step in given.steps():
            stack.add(step)
        stack.diagnostics.extend(given.diagnostics)
        if given.prefix:
            stack.descend(given.prefix)
    coalesce(stack.data, _table(defaults), {name: _table(own) for name, own in own_values.items()})
    base = [Statement(lowest, (name,), own) for name, own in own_values.items()]
    base.append(Statement(lowest, (), defaults))
    values = Values(stack.data, base, stack.statements, tuple(own_values), stack.unread)
    return Loaded(values, stack.diagnostics, [lowest, *stack.layers])


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

    def add(self, step: Step) -> None:
        self.layers.append(step.layer)
        if isinstance(step, Unread):
            self.unread.append((len(self.statements), step))
            return
        if isinstance(step, Assigned):
            for assignment in step.assignments:
                self._assign(step.layer, assignment)
            return
        self.diagnostics.extend(step.diagnostics)
        self.statements.append(Statement(step.layer, (), step.root))
        merge_maps(self.data, _table(step.root))

    def descend(self, prefix: str) -> None:
        """Go on with the values below a key: those of a subchart, which gets the globals of the chart around it too."""
        globals_given = self.data.get(GLOBAL)
        below = self.data.get(prefix, {})
        kept = [
            (position, moved)
            for position, said in enumerate(self.statements)
            for moved in statements_below(said, prefix)
        ]
        nulls = [number for number, (_, said) in enumerate(kept) if not said.path and plain(said.node) is None]
        if below is None and any(isinstance(said.node, MapNode) for _, said in kept if not said.path):
            kept = kept[nulls[-1] + 1 :]  # null takes away what was there before it
        elif not isinstance(below, dict):
            self._refuse_prefix(prefix)
        self.data = below if isinstance(below, dict) else {}
        if isinstance(globals_given, dict):
            own = self.data.get(GLOBAL)
            merge_maps(own, globals_given) if isinstance(own, dict) else self.data.update({GLOBAL: globals_given})
        self.statements = [statement for _, statement in kept]
        self.unread = [(sum(position < number for position, _ in kept), unread) for number, unread in self.unread]

    def _refuse_prefix(self, prefix: str) -> None:
        """Note that there is no map of values below the key; Helm stops with "type mismatch"."""
        said = [origin for origin in effective(self.statements, (prefix,)) if origin.how is not How.HIDES][-1:]
        for origin in (say.origin for say in said):
            message = f"the values of Liqo stand below `{prefix}`, which must be a map"
            remedy = f"write the values below `{prefix}:`, or remove the key"
            place = Label(origin.key_span or origin.span, origin.layer.name, "here")
            self.diagnostics.append(Diagnostic(message, place, remedy, code=UNREADABLE))

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
                message = f"`{layer.name}`: {error}"
                remedy = "keep the type that it has, or set it in a values file"
                raise InputError(message, remedy, assignment.key_span) from None
        if assignment.cut and not find_value(self.data, path)[0]:
            self._note_empty_list(layer, assignment)
        elif node is not None and "" not in path:
            self.statements.append(Statement(layer, path, node, assignment.key_span))

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
