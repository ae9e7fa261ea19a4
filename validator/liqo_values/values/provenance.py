"""The merged values of a release, and which layer set each of them.

The values themselves are merged once, without positions (``values.helm_merge``). The origin of a value is looked up
in the layers on request, which costs nothing for the many values that no rule asks about.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError
from liqo_values.model.findings import Label
from liqo_values.model.layers import DEFAULTS_NAME, Layer, LayerKind
from liqo_values.model.nodes import ListNode, MapNode, Node, Path, Plain, Unknown, plain
from liqo_values.parsing import masking
from liqo_values.parsing.yaml_writer import show
from liqo_values.values.helm_merge import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.source_text import Span
    from liqo_values.values.release_inputs import Unread


#: The most statements that are searched for one release; this takes a few seconds.
MOST_LOOKED_AT = 3_000_000


class Origin(NamedTuple):
    """What one layer sets at one path.

    Attributes:
        layer: The layer.
        value: What it sets there; for a map, its own part of it. None if it sets null, or removes the path by setting
            null, a scalar or a shorter list on a parent.
        span: The value's place, or that of what removes it; None for the defaults.
        key_span: The key's place; for ``--set`` the whole path as written. None for defaults and items of a list.
    """

    layer: Layer
    value: Plain
    span: Span | None
    key_span: Span | None


class How(Enum):
    """What a layer does to a path."""

    SETS = "sets"
    NULL = "null"  # sets null there, or on a parent
    HIDES = "hides"  # replaces a parent with something else


class Say(NamedTuple):
    """What a layer does to a path, and where."""

    how: How
    depth: int  # how many steps of the path lead to what is set
    origin: Origin


class _Silence(NamedTuple):
    """The layer has a map or list at ``depth`` steps of the path, and nothing further on it."""

    depth: int
    beside: Origin | None = None  # it sets another item, which creates a list if no lower layer has one


class Statement(NamedTuple):
    """What a layer sets at one place: a values file at the root, an assignment at its path.

    Attributes:
        layer: The layer.
        path: The path of the place.
        node: What it sets there.
        key_span: Where the path is written; None if it is not, or for a whole file.
        whole: The list that an appended item is part of, with all its items; None for everything else.
    """

    layer: Layer
    path: Path
    node: Node
    key_span: Span | None = None
    whole: list[Plain] | None = None

    def on(self, path: Path) -> Say | _Silence:
        """Return what this statement means for ``path``."""
        for depth, (ours, theirs) in enumerate(zip(self.path, path, strict=False)):
            if ours != theirs:
                return self._beside(depth, ours, theirs)
        if len(path) < len(self.path):
            inner = self._from(len(path))
            return Say(How.SETS, len(path), Origin(self.layer, inner, self.node.span, self.key_span))
        return self._inside(path)

    def appends_to(self, path: Path, earlier: Say) -> bool:
        """Return whether this is an item appended to a list, of which an earlier statement already tells."""
        if self.whole is None:
            return False
        by_same_layer = len(path) + 1 == len(self.path) and earlier.origin.layer == self.layer
        return by_same_layer or earlier.how is How.HIDES

    def _from(self, depth: int) -> Plain:
        """Return the layer's part of the value at the first ``depth`` steps of the path."""
        if self.whole is not None:
            return _wrapped(self.path[depth:-1], self.whole)
        return _wrapped(self.path[depth:], plain(self.node))

    def _beside(self, depth: int, ours: str | int, theirs: str | int) -> Say | _Silence:
        if self.whole is not None:
            return _Silence(depth)
        taken = Origin(self.layer, None, self.node.span, self.key_span)
        if isinstance(ours, int) and isinstance(theirs, int):
            return _Silence(depth, taken)
        if isinstance(ours, int) or isinstance(theirs, int):
            return Say(How.HIDES, depth, taken)
        return _Silence(depth)

    def _inside(self, path: Path) -> Say | _Silence:
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
                how = How.HIDES if isinstance(node, MapNode | ListNode) or node.value is not None else How.NULL
                return Say(how, depth, Origin(self.layer, None, node.span, key_span))
        value = plain(node)
        how = How.NULL if value is None else How.SETS
        return Say(how, len(path), Origin(self.layer, value, node.span, key_span))


class Values:
    """The values that Helm passes to the schema and the templates, and the layers that they come from.

    Attributes:
        data: The merged values, plain.
    """

    __slots__ = ("_around", "_at", "_defaults", "_given", "_looked_at", "_subcharts", "_unread", "data")

    def __init__(
        self,
        data: dict[str, Plain],
        defaults: Sequence[Statement] = (),
        given: Sequence[Statement] = (),
        *,
        subcharts: Sequence[str] = (),
        unread: Sequence[tuple[int, Unread]] = (),
        at: Path = (),
        around: int = 0,
    ) -> None:
        self.data = data
        self._defaults = defaults
        self._given = given
        self._subcharts = subcharts
        self._unread = unread
        self._looked_at = 0
        self._at = at  # the path of these values in the statements
        self._around = around  # how many of the given statements are an umbrella chart's own values

    def with_data(self, data: Plain) -> Values:
        """Return other values of the same layers."""
        return Values(
            data if isinstance(data, dict) else {},
            self._defaults,
            self._given,
            subcharts=self._subcharts,
            unread=self._unread,
            at=self._at,
            around=self._around,
        )

    def get(self, *path: str | int) -> Plain:
        """Return the effective value at ``path``; None if there is none."""
        return find_value(self.data, path)[1]

    def chain(self, path: Path) -> list[Origin]:
        """Return what every layer sets at ``path``, lowest first; the last one decided. Empty if no layer sets it.

        This also works for parts of a map and items of a list. Settings that no longer count, because a later layer
        deleted a parent and another one created it again, are left out.
        """
        return [say.origin for say in self._says(path)]

    def origin(self, path: Path) -> Origin | None:
        """Return the layer that decided ``path``: the last of its chain."""
        says = self._says(path)
        return says[-1].origin if says else None

    def given_map(self, path: Path) -> tuple[MapNode, Path] | None:
        """Return all that the file which decided ``path`` gives, and the path of these values in it.

        None if it is not in a file that contains its values as they are.
        """
        origin = self.origin(path) or self.deleted(path)
        if origin is None or not origin.layer.is_file:
            return None
        for statement in reversed(self._given):
            if statement.layer is origin.layer and not statement.path and isinstance(statement.node, MapNode):
                return statement.node, self._at
        return None

    def set_by_user(self, path: Path) -> bool:
        """Return whether a layer of the user decided ``path``, even with the chart's default value."""
        origin = self.origin(path)
        return origin is not None and origin.layer.by_user

    def written_by(self, layer: Layer, paths: Iterable[Path]) -> bool:
        """Return whether one layer sets all these paths, even if later ones override them."""
        own = [statement for statement in self._given if statement.layer == layer]
        return writes_all(own, ((*self._at, *path) for path in paths))

    def label(self, path: Path, text: str, *, at_key: bool = False) -> Label:
        """Point to what the layer that decided ``path`` set there; the arguments are those of ``label``."""
        return label(self.origin(path), text, at_key=at_key)

    def overridden(self, path: Path) -> tuple[Label, ...]:
        """Point to everything at ``path`` that a later layer overrode, latest first; maps are merged instead."""
        labels = []
        for origin, later in pairwise(self.chain(path)):
            merged = isinstance(origin.value, dict) and isinstance(later.value, dict)
            labels.append(label(origin, f"`{show(origin.value)}`, {'merged' if merged else 'overridden'}"))
        return tuple(reversed(labels))

    def deleted(self, path: Path) -> Origin | None:
        """Return the null that deleted ``path`` or a parent; None if ``path`` exists, or was never deleted."""
        exists, _ = find_value(self.data, path)
        if exists:
            return None
        given = effective(self._given, (*self._at, *path), self._around)
        return given[-1].origin if given and given[-1].how is How.NULL else None

    def deletions(self) -> Iterator[tuple[Path, Origin]]:
        """Yield the defaults that a null deleted; for a whole section, only its name."""
        for statement in self._defaults:
            if statement.path == self._at:
                yield from self._deleted_below(plain(statement.node), self.data, ())

    def _deleted_below(self, defaults: Plain, data: Plain, path: Path) -> Iterator[tuple[Path, Origin]]:
        if not isinstance(defaults, dict) or not isinstance(data, dict):
            return
        for name, value in defaults.items():
            here = (*path, name)
            if name in data:
                yield from self._deleted_below(value, data[name], here)
            elif (origin := self.deleted(here)) is not None:
                yield here, origin

    def credentials(self) -> Iterator[str]:
        """Yield the credentials in all layers of the user, as they are and as they are written."""
        for statement in self._given:
            inside = any(isinstance(step, str) and masking.is_credential(step) for step in statement.path)
            yield from masking.credentials(statement.node, inside=inside)
            yield from statement.layer.source.secrets if statement.layer.source else ()

    @property
    def files(self) -> list[tuple[Layer, MapNode]]:
        """The values files with their content, lowest first; none for an umbrella chart, whose files hold more."""
        statements = [] if self._at else [one for one in self._given if not one.path]
        return [(one.layer, one.node) for one in statements if isinstance(one.node, MapNode)]

    @property
    def written(self) -> list[Statement]:
        """What the layers of the user set, lowest first, by the paths of these values; what is around them is left out.

        Other values of an umbrella chart are around them.
        """
        depth, found = len(self._at), []
        for one in self._given:
            node: Node = one.node
            for step in self._at[len(one.path) :]:
                entry = node.entries.get(str(step)) if isinstance(node, MapNode) else None
                node = entry.value if entry else MapNode()
            if all(ours == theirs for ours, theirs in zip(one.path, self._at, strict=False)):
                found.append(one._replace(path=one.path[depth:], node=node))
        return found

    @property
    def secrets(self) -> masking.Secrets:
        """The credentials, to be masked."""
        return masking.Secrets(self.credentials())

    def unknown(self, path: Path) -> Unknown | None:
        """Return the template at ``path``, or in place of a parent."""
        value: Plain = self.data
        for step in (*path, None):
            if isinstance(value, Unknown):
                return value
            if step is not None:
                value = find_value(value, (step,))[1]
        return None

    def doubt(self, path: Path) -> Unread | None:
        """Return a layer that could not be read and that may decide ``path`` differently."""
        for position, unread in reversed(self._unread):
            if not unread.may_set((*self._at, *path)):
                continue
            self._count(len(self._given) - position)
            if not any(isinstance(statement.on((*self._at, *path)), Say) for statement in self._given[position:]):
                return unread
        return None

    @property
    def unread(self) -> list[Unread]:
        """The layers that could not be read, lowest first."""
        return [unread for _, unread in self._unread]

    def _count(self, statements: int) -> None:
        """Count the statements that were searched: the number of findings and that of layers multiply."""
        self._looked_at += statements
        if self._looked_at > MOST_LOOKED_AT:
            message = f"there are too many findings for a release of {len(self._given):,} layers and arguments"
            raise InputError(message, "write the values into fewer files, or fix the first findings")

    def _says(self, path: Path) -> list[Say]:
        here = (*self._at, *path)
        says = self._said(here)
        if says and says[-1].how is How.NULL and self.get(*path) is not None:
            # Helm drops a null for a whole subchart, and one of an umbrella chart's own values.
            return [say for say in says if say.origin.layer.kind is LayerKind.DEFAULTS]
        return says + [say for outer in self._globals(here) for say in self._said(outer) if say.how is How.SETS]

    def _said(self, path: Path) -> list[Say]:
        self._count(len(self._given))
        default = [say for say in effective(self._defaults, path)[-1:] if say.how is How.SETS]
        return default + effective(self._given, path, self._around)

    def _globals(self, path: Path) -> Iterator[Path]:
        """Yield the paths of the parent charts' globals that Helm copies to a path, outermost last."""
        depth = len(self._at)
        inside = depth + (len(path) > depth + 1 and path[depth] in self._subcharts)
        if len(path) > inside and path[inside] == GLOBAL:
            for outer in range(inside - 1, -1, -1):
                yield (*path[:outer], *path[inside:])


def label(origin: Origin | None, text: str, *, at_key: bool = False) -> Label:
    """Point to what a layer set; a value without its own place (a default, a deleted key) has the best place there is.

    Args:
        origin: What the layer set; None means the chart's defaults.
        text: A few words about it.
        at_key: Mark the key instead of the value.
    """
    if origin is None:
        return Label(None, DEFAULTS_NAME, text)
    first, second = (origin.key_span, origin.span) if at_key else (origin.span, origin.key_span)
    span = first or second
    if span is not None and span.start == span.end:  # a blank value has no characters to mark
        span = second or first
    return Label(span, origin.layer.name, text)


def find_value(value: Plain, path: Path) -> tuple[bool, Plain]:
    """Follow a path; return whether it exists, and its value."""
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


def effective(statements: Sequence[Statement], path: Path, around: int = 0) -> list[Say]:
    """Return the statements that still count for a path, lowest first.

    Args:
        statements: The statements of the layers, lowest first.
        path: The path of the value.
        around: How many of the statements, from the first, are the own values of the umbrella chart. The other layers
            are merged with each other before they are merged over these.
    """
    below = effective(statements[:around], path) if around else []
    says: list[Say] = []
    begun = -1  # the depth at which a later layer replaced the maps around the path
    for statement in statements[around:]:
        said = statement.on(path)
        if isinstance(said, Say):
            if says and statement.appends_to(path, says[-1]):
                says.pop()
            says.append(said)
            continue
        if says and says[-1].depth < len(path) and said.depth >= says[-1].depth:
            says.clear()  # a later layer replaced what was deleted
        begun = max(begun, said.depth)
        if said.beside is not None and not says:
            says.append(Say(How.HIDES, said.depth + 1, said.beside))
    if below and not says and below[-1].depth < len(path) and begun >= below[-1].depth:
        below.clear()
    return below + says


def writes_all(statements: Sequence[Statement], paths: Iterable[Path]) -> bool:
    """Return whether the statements set something at each of these paths."""
    return all(any(isinstance(statement.on(path), Say) for statement in statements) for path in paths)


def last_say(statements: Sequence[Statement], path: Path) -> Origin | None:
    """Return the last layer whose value at a path is not a map."""
    found = [said.origin for said in (one.on(path) for one in statements) if isinstance(said, Say)]
    return next((origin for origin in reversed(found) if not isinstance(origin.value, dict)), None)


def _wrapped(path: Path, value: Plain) -> Plain:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [*[None] * step, value]
    return value
