"""Defaults, then each ``-f``, then each ``--set…``: merged as Helm does, every value keeping where it came from.

The values themselves are merged once, without positions (``source.merging``). Where one came from is looked up in the
layers when somebody asks: that costs nothing for the many values nobody asks about, and every layer stays as written.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.given import Assigned, Given, Layer, Step, Unread
from liqo_values.source.kinds import DEFAULTS_NAME, LayerKind
from liqo_values.source.merging import GLOBAL, AssignError, Table, assign, coalesce, merge_maps
from liqo_values.source.problem import InputError, Problem
from liqo_values.source.tree import ListNode, MapNode, Node, Path, Plain, Unknown, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.source.setargs import Assignment
    from liqo_values.source.text import Span

__all__ = ["SUBCHARTS", "Given", "Layer", "LayerKind", "Loaded", "Origin", "Values", "load"]

#: The chart's subcharts. Their own values are those under their name in the chart's (both come from one schema).
SUBCHARTS = ("liqo-crds",)


class Origin(NamedTuple):
    """One layer's say on one path.

    Attributes:
        layer: The layer.
        value: What it sets there; for a map, its own part of it. None where it sets null, or takes the path away
            by putting null, a scalar or a shorter list in place of what is around it.
        span: The value's place, or that of what takes it away; None for the defaults.
        key_span: The key's place; for ``--set`` the whole path as written. None for defaults and items of a list.
    """

    layer: Layer
    value: Plain
    span: Span | None
    key_span: Span | None


class _How(Enum):
    SETS = "sets"
    NULL = "null"  # sets null there, or on a map around it
    HIDES = "hides"  # puts something else in place of what is around it


class _Say(NamedTuple):
    how: _How
    depth: int  # how many steps of the path lead to what is set
    origin: Origin


class _Silence(NamedTuple):
    """The layer has a map or list at ``depth`` steps of the path, and nothing further on it."""

    depth: int
    beside: Origin | None = None  # it sets another item: where no layer gave a list before, that makes a new list


class _Statement(NamedTuple):
    """What a layer puts at one place: a values file at the root, an assignment at its path."""

    layer: Layer
    path: Path
    node: Node
    key_span: Span | None = None

    def on(self, path: Path) -> _Say | _Silence:
        """Return what this statement means for ``path``."""
        for depth, (ours, theirs) in enumerate(zip(self.path, path, strict=False)):
            if ours != theirs:
                return self._beside(depth, ours, theirs)
        if len(path) < len(self.path):
            inner = _wrapped(self.path[len(path) :], plain(self.node))
            return _Say(_How.SETS, len(path), Origin(self.layer, inner, self.node.span, self.key_span))
        return self._inside(path)

    def _beside(self, depth: int, ours: str | int, theirs: str | int) -> _Say | _Silence:
        taken = Origin(self.layer, None, self.node.span, self.key_span)
        if isinstance(ours, int) and isinstance(theirs, int):
            return _Silence(depth, taken)
        if isinstance(ours, int) or isinstance(theirs, int):
            return _Say(_How.HIDES, depth, taken)
        return _Silence(depth)

    def _inside(self, path: Path) -> _Say | _Silence:
        node, key_span = self.node, self.key_span
        for depth in range(len(self.path), len(path)):
            step = path[depth]
            if isinstance(node, MapNode) and isinstance(step, str):
                entry = node.entries.get(step)
                if entry is None:
                    return _Silence(depth)
                node, key_span = entry.value, entry.key_span
            elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
                node, key_span = node.items[step], None
            else:
                how = _How.HIDES if isinstance(node, MapNode | ListNode) or node.value is not None else _How.NULL
                return _Say(how, depth, Origin(self.layer, None, node.span, key_span))
        value = plain(node)
        how = _How.NULL if value is None else _How.SETS
        return _Say(how, len(path), Origin(self.layer, value, node.span, key_span))


class Values:
    """What Helm hands to the schema and the templates, and the layers that led to it.

    Attributes:
        data: The merged values, plain.
    """

    __slots__ = ("_defaults", "_given", "_subcharts", "_unread", "data")

    def __init__(
        self,
        data: dict[str, Plain],
        defaults: Sequence[_Statement] = (),
        given: Sequence[_Statement] = (),
        subcharts: Sequence[str] = (),
        unread: Sequence[tuple[int, Unread]] = (),
    ) -> None:
        self.data = data
        self._defaults = defaults
        self._given = given
        self._subcharts = subcharts
        self._unread = unread

    def get(self, *path: str | int) -> Plain:
        """Return the effective value at ``path``, None where there is none."""
        return _find(self.data, path)[1]

    def chain(self, path: Path) -> list[Origin]:
        """Return every layer's say on ``path``, lowest first; the last one decided. Empty where nobody set it.

        Works for parts of a map and items of a list as well. Says that no longer count, because a later layer
        deleted what is around the path and another one began it anew, are left out.
        """
        return [say.origin for say in self._says(path)]

    def origin(self, path: Path) -> Origin | None:
        """Return the layer that decided ``path``: the last of its chain."""
        says = self._says(path)
        return says[-1].origin if says else None

    def deleted(self, path: Path) -> Origin | None:
        """Return the null that deleted ``path`` or a map around it; None where it exists, or was never deleted."""
        exists, _ = _find(self.data, path)
        if exists:
            return None
        given = _effective(self._given, path)
        return given[-1].origin if given and given[-1].how is _How.NULL else None

    def unknown(self, path: Path) -> Unknown | None:
        """Return the template that stands at ``path``, or in place of what is around it."""
        value: Plain = self.data
        for step in (*path, None):
            if isinstance(value, Unknown):
                return value
            if step is not None:
                value = _find(value, (step,))[1]
        return None

    def doubt(self, path: Path) -> Unread | None:
        """Return a layer that could not be read, and that may say something else on ``path`` than what counts here."""
        for position, unread in reversed(self._unread):
            if not any(isinstance(statement.on(path), _Say) for statement in self._given[position:]):
                return unread
        return None

    @property
    def unread(self) -> list[Unread]:
        """The layers that could not be read, lowest first."""
        return [unread for _, unread in self._unread]

    def _says(self, path: Path) -> list[_Say]:
        default = [say for say in _effective(self._defaults, path)[-1:] if say.how is _How.SETS]
        says = default + _effective(self._given, path)
        if len(path) > 1 and path[0] in self._subcharts:
            if path[1] == GLOBAL:  # a subchart gets the chart's globals, over its own
                says += [say for say in self._says((GLOBAL, *path[2:])) if say.how is _How.SETS]
            if says and says[-1].how is _How.NULL and self.get(*path) is not None:
                return default  # a null for a whole subchart uncovers the subchart's own values
        return says


def _find(value: Plain, path: Path) -> tuple[bool, Plain]:
    """Follow a path; return whether it exists, and what is there."""
    for step in path:
        if isinstance(value, dict):
            if step not in value:
                return False, None
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return False, None
    return True, value


def _effective(statements: Sequence[_Statement], path: Path) -> list[_Say]:
    """Return what the statements, lowest first, say on a path, without what a later one made void."""
    says: list[_Say] = []
    for statement in statements:
        said = statement.on(path)
        if isinstance(said, _Say):
            says.append(said)
            continue
        if says and says[-1].depth < len(path) and said.depth >= says[-1].depth:
            says.clear()  # what was taken away is begun anew
        if said.beside is not None and not says:
            says.append(_Say(_How.HIDES, said.depth + 1, said.beside))
    return says


def _wrapped(path: Path, value: Plain) -> Plain:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [*[None] * step, value]
    return value


def _below(statement: _Statement, prefix: str) -> Iterator[_Statement]:
    """Yield what a statement means for the values below a key, and for the globals beside it."""
    path, node = statement.path, statement.node
    if path:
        if path[0] in (prefix, GLOBAL):
            yield statement._replace(path=path[1:] if path[0] == prefix else path)
    elif isinstance(node, MapNode):
        for key in (GLOBAL, prefix):
            entry = node.entries.get(key)
            if entry is not None:
                yield _Statement(statement.layer, () if key == prefix else (GLOBAL,), entry.value, entry.key_span)


class Loaded(NamedTuple):
    """The merged values, the layers they came from (defaults first), and what the readers noticed in each."""

    values: Values
    problems: list[tuple[Layer, Problem]]
    layers: Sequence[Layer] = ()


def load(given: Given, *, defaults: MapNode, subcharts: Mapping[str, MapNode] | None = None) -> Loaded:
    """Read all layers and merge them as Helm 4 does (``cli/values.MergeValues``, then ``CoalesceValues``).

    Args:
        given: What the release is given.
        defaults: The chart's own values.
        subcharts: Name and own values of every subchart; without it, what ``defaults`` has for ``SUBCHARTS``.

    Raises:
        InputError: a file that cannot be had, or an argument that Helm refuses.
    """
    lowest = Layer(LayerKind.DEFAULTS, DEFAULTS_NAME)
    own_values = subcharts if subcharts is not None else _subcharts_in(defaults)
    stack = _Stack()
    with _no_collection():
        for step in given.steps():
            stack.add(step)
        stack.problems.extend(given.problems)
        if given.prefix:
            stack.descend(given.prefix)
    coalesce(stack.data, _table(defaults), {name: _table(own) for name, own in own_values.items()})
    base = [_Statement(lowest, (name,), own) for name, own in own_values.items()]
    base.append(_Statement(lowest, (), defaults))
    values = Values(stack.data, base, stack.statements, tuple(own_values), stack.unread)
    return Loaded(values, stack.problems, [lowest, *stack.layers])


@contextmanager
def _no_collection() -> Iterator[None]:
    """Spare Python the search for cycles while large trees grow: there are none, and it takes half of the time."""
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
    """The user's layers, merged one over the other."""

    def __init__(self) -> None:
        self.data: Table = {}
        self.statements: list[_Statement] = []
        self.layers: list[Layer] = []
        self.problems: list[tuple[Layer, Problem]] = []
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
        self.problems.extend((step.layer, problem) for problem in step.problems)
        self.statements.append(_Statement(step.layer, (), step.root))
        merge_maps(self.data, _table(step.root))

    def descend(self, prefix: str) -> None:
        """Go on with the values below a key: those of a subchart, which gets the globals of the chart around it too."""
        globals_given = self.data.get(GLOBAL)
        below = self.data.get(prefix, {})
        kept = [(position, moved) for position, said in enumerate(self.statements) for moved in _below(said, prefix)]
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
        said = [origin for origin in _effective(self.statements, (prefix,)) if origin.how is not _How.HIDES][-1:]
        for origin in (say.origin for say in said):
            message = f"the values of Liqo stand below `{prefix}`, which must be a map"
            remedy = f"write the values below `{prefix}:`, or remove the key"
            problem = Problem("LQ001", message, remedy, origin.key_span or origin.span)
            self.problems.append((origin.layer, problem))

    def _assign(self, layer: Layer, assignment: Assignment) -> None:
        node, path = assignment.value, assignment.path
        value = None if node is None else plain(node)
        if not path:
            if isinstance(value, dict):
                merge_maps(self.data, value)
        else:
            try:
                assign(self.data, path, value, empty=node is None, cut=assignment.cut)
            except AssignError as error:
                message = f"`{layer.name}`: {error}"
                remedy = "set it as what it is, or in a values file"
                raise InputError(message, remedy, assignment.key_span) from None
        if assignment.cut and not _find(self.data, path)[0]:
            self._note_empty_list(layer, assignment)
        elif node is not None and "" not in path:
            self.statements.append(_Statement(layer, path, node, assignment.key_span))

    def _note_empty_list(self, layer: Layer, assignment: Assignment) -> None:
        """Remember that an argument which ends early, such as ``a[0]``, has nevertheless made a list."""
        indices = [depth for depth, step in enumerate(assignment.path) if isinstance(step, int)]
        if indices and _find(self.data, assignment.path[: indices[0]]) == (True, []):
            made = ListNode([], assignment.key_span)
            self.statements.append(_Statement(layer, assignment.path[: indices[0]], made, assignment.key_span))
