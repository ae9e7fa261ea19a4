"""What the source files say, as a tree: groups of keys, and keys with type, default and description."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.chart_facts import RemotePod
    from tools.generate.program_model import FlagType, KubeletFlag, Program

#: What JSON can hold, and the values of a chart with it.
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Path = tuple[str, ...]
#: A JSON schema, or a part of one, as the source files or the generated ones have it.
JsonSchema = dict[str, Any]


class Absent(Enum):
    """The default of a key that has none, since None is a value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

#: Replaces, in a path, the names that users give the entries of a map.
ANY_NAME: Final = "*"


@dataclass(frozen=True, slots=True)
class ValueType:
    """One entry of ``types`` in types.yaml.

    Attributes:
        name: Its name in the source files.
        label: What the table of values calls it.
        schema: Its JSON schema, in the notation of the source files (see ``json_schema.expand``).
        shared: Whether the generated schema states it once, among the definitions, instead of at each key.
    """

    name: str
    label: str
    schema: JsonSchema
    shared: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A value that users can set.

    Attributes:
        default: The default; ABSENT for a key that is accepted without being in chart/values.yaml.
        constraints: JSON schema keywords of this key alone, on top of those of its type.
        definition: Name under which schema and README state it once, for all components that have it.
        inherits: The key whose value applies if this one is not given; None if it does not inherit.
        module: The only module that reads it; None if others do, too.
        ignored: What to do instead, if nothing reads it; else None.
        place: File and line of its entry.
    """

    path: Path
    type: ValueType
    description: str
    default: Json | Absent = ABSENT
    constraints: JsonSchema = field(default_factory=dict)
    examples: tuple[Json, ...] = ()
    since: str | None = None
    deprecated: str | None = None
    renamed_from: str | None = None
    definition: str | None = None
    inherits: Path | None = None
    module: str | None = None
    ignored: str | None = None
    place: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]


@dataclass(slots=True)
class Group:
    """A map whose keys are known, or with ``ANY_NAME`` for its child a map of such maps, by names of the user.

    Attributes:
        others: Type of the keys that users may add; None where they may not.
        examples: Examples of a map of maps.
        module: The only module that reads what is in it; None if others do, too.
        place: File and line of its entry; empty if it has none.
    """

    path: Path
    description: str | None = None
    since: str | None = None
    renamed_from: str | None = None
    others: ValueType | None = None
    examples: tuple[Json, ...] = ()
    module: str | None = None
    place: str = ""
    children: dict[str, Group | Key] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]

    @property
    def named_by_user(self) -> bool:
        """Whether it is a map of maps, by names of the user."""
        return ANY_NAME in self.children

    def at(self, path: Path) -> Group | Key | None:
        """Return what is at a path below this group; None if the path does not exist."""
        node: Group | Key | None = self
        for name in path:
            node = node.children.get(name) if isinstance(node, Group) else None
        return node

    def all_keys(self) -> Iterator[Key]:
        """Yield all keys below this group, in order."""
        for child in self.children.values():
            if isinstance(child, Group):
                yield from child.all_keys()
            else:
                yield child

    def all_groups(self) -> Iterator[Group]:
        """Yield all groups below this one, in order."""
        for child in self.children.values():
            if isinstance(child, Group):
                yield child
                yield from child.all_groups()

    def rows(self) -> Iterator[Group | Key]:
        """Yield what users look up: all keys below this group, each map of maps before the keys in it."""
        if self.named_by_user:
            yield self
        for child in self.children.values():
            if isinstance(child, Group):
                yield from child.rows()
            else:
                yield child

    def renamed(self) -> Iterator[Group | Key]:
        """Yield this group and everything below it that had another name before Liqo 1.0, in order."""
        if self.renamed_from:
            yield self
        for child in self.children.values():
            if isinstance(child, Group):
                yield from child.renamed()
            elif child.renamed_from:
                yield child

    def of_module(self) -> Iterator[Group | Key]:
        """Yield what only a module reads, below this group and itself: of a whole group only the group, in order."""
        if self.module:
            yield self
            return
        for child in self.children.values():
            if isinstance(child, Group):
                yield from child.of_module()
            elif child.module:
                yield child

    def defaults(self) -> dict[str, Json]:
        """Return the defaults of all keys below this group as nested maps, in order."""
        result: dict[str, Json] = {}
        for name, child in self.children.items():
            if name == ANY_NAME:
                continue
            if isinstance(child, Group):
                result[name] = child.defaults()
            elif not isinstance(child.default, Absent):
                result[name] = child.default
        return result


@dataclass(frozen=True, slots=True)
class OtherReleases:
    """Keys that the published chart has in other releases of Liqo; each speaks for all keys below it.

    Attributes:
        moved: Those of before 1.0, with what they are called now.
        gone: Those of before 1.0 that have no successor, with what there is instead.
        extended: Lists among them whose items were added to a default, with the key that is the whole list now.
        mistaken: Those of no release that users write, with what there is instead.
        newer: Those of later releases.
        groups: The API groups of Liqo's objects in them that are none of this release.
        forks: Those of forks.
    """

    moved: dict[str, str]
    gone: dict[str, str]
    extended: dict[str, str]
    mistaken: dict[str, str]
    newer: tuple[str, ...]
    groups: tuple[str, ...]
    forks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a workload.

    Attributes:
        values: The values that its image is under.
        program: Liqo's program that it runs: its folder below ``cmd/`` of Liqo's sources; None for another one.
        place: File and line of its entry.
    """

    name: str
    values: Path
    program: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Workload:
    """An object that makes pods, or from which Liqo makes some.

    Attributes:
        kind: Its kind.
        name: Its name in a release called ``liqo``.
        values: The values that its pods are described by.
        place: File and line of its entry.
    """

    kind: str
    name: str
    values: Path
    containers: tuple[Container, ...]
    place: str

    @property
    def title(self) -> str:
        """Kind and name."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the chart.

    Attributes:
        name: Its folder among the chart's templates, or its subchart.
        what: What it is, in a few words.
        module: The module that it is a part of; None if it is always deployed.
        switch: The key that turns it on and off; None if there is none.
        place: File and line of its entry.
    """

    name: str
    what: str
    module: str | None
    switch: Path | None
    workloads: tuple[Workload, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode.

    Attributes:
        networking: Whether the networking module is on.
        reflection: Whether IP reflection is on.
        meaning: The mode in one line.
        provide: What users still have to provide.
        know: What is worth knowing about this mode.
    """

    name: str
    networking: bool
    reflection: bool
    meaning: str
    pod: RemotePod
    provide: tuple[str, ...]
    know: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Modes:
    """All modes.

    Attributes:
        existing_nodes: What a change of IP reflection does not do.
        always: What is worth knowing in every mode.
    """

    modes: tuple[Mode, ...]
    existing_nodes: str
    always: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One source file.

    Attributes:
        name: Its name, without suffix.
        group: The keys in it, below the root of the values: its only child, or several where it holds single keys.
    """

    name: str
    group: Group


@dataclass(frozen=True, slots=True)
class Source:
    """Everything under ``schema/``.

    Attributes:
        limits: What the API server rejects of values that the types accept, by the name of a type or a part of one.
    """

    root: Group
    sections: tuple[Section, ...]
    types: dict[str, ValueType]
    limits: dict[str, JsonSchema]
    others: OtherReleases
    flags: tuple[KubeletFlag, ...]
    flag_types: dict[str, FlagType]
    accumulating: tuple[str, ...]
    programs: tuple[Program, ...]
    components: tuple[Component, ...]
    modes: Modes
