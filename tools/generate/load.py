"""Reads and checks the source files: from flat entries, path by path, to a tree of keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tools.generate.errors import SourceError
from tools.generate.model import ABSENT, Flag, FlagType, Group, Key, OtherReleases, Path, Section, Source, ValueType
from tools.generate.patterns import resolve, substitute
from tools.generate.read import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path as Folder

Entry = dict[str, Any]

TYPES = "types.yaml"
BLOCKS = "blocks.yaml"
SECTIONS = "sections.yaml"
FLAGS = "virtual-kubelet-flags.yaml"
OTHER_RELEASES = "other-releases.yaml"
VALUES = "values"

#: JSON schema keywords that a key can have on top of those of its type.
CONSTRAINTS = {"enum", "minimum", "maximum", "pattern", "expected"}
KEY_ATTRIBUTES = CONSTRAINTS | {
    "type",
    "default",
    "optional",
    "description",
    "examples",
    "since",
    "deprecated",
    "renamedFrom",
    "definition",
}
GROUP_ATTRIBUTES = {"description", "since", "renamedFrom", "others", "examples"}
INHERITANCE_ATTRIBUTES = {"inherits", "description", "examples", "without"}
BLOCK_ATTRIBUTES = {"block", "of", "defaults", "without", "since"}
FLAG_ATTRIBUTES = {"type", "setBy", "description"}
FLAG_VALUES = {"pattern", "expected"}
FLAG_SETTERS = {"liqo", "webhook", "chart", "user"}


def load(directory: Folder) -> Source:
    """Read all source files below ``directory``.

    Raises:
        SourceError: If one of them does not follow the format.
    """
    shared = read(directory, TYPES)
    types = _types(shared["types"], shared["patterns"])
    root = Group(path=())
    builder = _Builder(types, read(directory, BLOCKS), root)
    names = read(directory, SECTIONS)
    _refuse_forgotten_files(directory / VALUES, names)
    sections = []
    for name in names:
        file = f"{VALUES}/{name}.yaml"
        group = builder.section(read(directory, file), file)
        sections.append(Section(name, group))
        for child in group.children.values():
            if child.name in root.children:
                raise SourceError(file, f"{child.name} is in another file too")
            root.children[child.name] = child
    flags = read(directory, FLAGS)
    return Source(
        root,
        tuple(sections),
        types,
        _other_releases(read(directory, OTHER_RELEASES), root),
        _flags(flags["flags"], flags["types"]),
        _flag_types(flags["types"], shared["patterns"]),
    )


def _refuse_forgotten_files(folder: Folder, names: list[str]) -> None:
    forgotten = sorted({path.stem for path in folder.iterdir()} - set(names))
    if forgotten:
        raise SourceError(SECTIONS, f"does not name {', '.join(forgotten)}")


def _types(raw: Mapping[str, Entry], patterns: Mapping[str, str]) -> dict[str, ValueType]:
    try:
        return {
            name: ValueType(
                name, entry.get("label", name), substitute(entry["schema"], patterns), entry.get("shared", False)
            )
            for name, entry in raw.items()
        }
    except KeyError as error:
        raise SourceError(TYPES, f"there is no pattern <{error.args[0]}>") from error


def _other_releases(raw: Entry, root: Group) -> OtherReleases:
    moved: dict[str, str] = {named.renamed_from or "": ".".join(named.path) for named in root.renamed()}
    moved |= raw["moved"]
    for old, new in moved.items():
        if root.at(tuple(new.split("."))) is None:
            raise SourceError(OTHER_RELEASES, f"{old} is said to be {new} now, which does not exist")
    for old in (*moved, *raw["gone"], *raw["newer"]):
        if root.at(tuple(old.split("."))) is not None:
            raise SourceError(OTHER_RELEASES, f"{old} is a key of this chart")
    return OtherReleases(moved, raw["gone"], tuple(raw["newer"]))


def _flag_types(raw: Mapping[str, Entry], patterns: Mapping[str, str]) -> dict[str, FlagType]:
    for name, entry in raw.items():
        if set(entry) != FLAG_VALUES:
            raise SourceError(FLAGS, f"the type {name} needs pattern and expected, and nothing else")
    return {name: FlagType(resolve(entry["pattern"], patterns), entry["expected"]) for name, entry in raw.items()}


def _flags(raw: Mapping[str, Entry], types: Mapping[str, Entry]) -> tuple[Flag, ...]:
    flags = []
    for name, entry in raw.items():
        if set(entry) - {"values"} != FLAG_ATTRIBUTES or entry["setBy"] not in FLAG_SETTERS:
            raise SourceError(FLAGS, f"{name} needs type, setBy and description, and nothing else but values")
        values = str(entry.get("values") or entry["type"])
        if "values" in entry and values not in types:
            raise SourceError(FLAGS, f"{name} has values {values!r}, which is not among the types")
        known = values if values in types else None
        flags.append(Flag(name, entry["type"], entry["setBy"], entry["description"], known))
    return tuple(flags)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Puts the entries of a section together.

    ``place`` names, in all its methods, file and key for the message about a mistake. ``earlier`` gathers the sections
    that are done.
    """

    types: Mapping[str, ValueType]
    blocks: Mapping[str, Mapping[str, Entry]]
    earlier: Group

    def section(self, entries: Mapping[str, Entry], file: str) -> Group:
        root = Group(path=())
        for dotted, entry in entries.items():
            self._add(root, tuple(dotted.split(".")), entry, f"{file}: {dotted}")
        return root

    def _add(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        if "block" in entry:
            self._add_block(root, path, entry, place)
        elif "inherits" in entry:
            self._inherit(root, path, entry, place)
        elif "type" in entry:
            self._add_key(root, path, entry, place)
        else:
            self._describe_group(root, path, entry, place)

    def _add_block(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        _refuse_others(entry, BLOCK_ATTRIBUTES, place)
        keys = self.blocks.get(entry["block"])
        if keys is None:
            raise SourceError(place, f"{BLOCKS} has no block {entry['block']!r}")
        for name, template in keys.items():
            if name not in entry.get("without", ()):
                self._add(root, (*path, name), _filled_in(name, template, entry), f"{place}.{name}")

    def _add_key(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        _refuse_others(entry, KEY_ATTRIBUTES, place)
        parent = self._group(root, path[:-1], place)
        if path[-1] in parent.children:
            raise SourceError(place, "this key is described twice")
        if not entry.get("description"):
            raise SourceError(place, "a key needs a description")
        if ("default" in entry) == entry.get("optional", False):
            raise SourceError(place, "a key has either a default or 'optional: true'")
        parent.children[path[-1]] = Key(
            path=path,
            type=self._type(entry["type"], place),
            description=entry["description"],
            default=entry.get("default", ABSENT),
            constraints={name: value for name, value in entry.items() if name in CONSTRAINTS},
            examples=tuple(entry.get("examples", ())),
            since=entry.get("since", parent.since),
            deprecated=entry.get("deprecated"),
            renamed_from=entry.get("renamedFrom"),
            definition=entry.get("definition"),
        )

    def _inherit(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        """Add a key that is like another one, or all keys of a group that is like another one."""
        _refuse_others(entry, INHERITANCE_ATTRIBUTES, place)
        origin = tuple(entry["inherits"].split("."))
        found = root.at(origin) or self.earlier.at(origin)
        if found is None:
            raise SourceError(place, f"there is no {entry['inherits']} before it to inherit from")
        without = {(*origin, *name.split(".")) for name in entry.get("without", ())}
        for key in [found] if isinstance(found, Key) else list(found.all_keys()):
            if key.path in without:
                continue
            own = (*path, *key.path[len(origin) :])
            self._group(root, own[:-1], place).children[own[-1]] = replace(
                key,
                path=own,
                description=entry.get("description", key.description),
                default=ABSENT,
                examples=tuple(entry.get("examples", key.examples)),
                since=None,
                renamed_from=None,
                definition=key.definition if key.default is ABSENT else None,
                inherits=key.path,
            )

    def _describe_group(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        _refuse_others(entry, GROUP_ATTRIBUTES, place)
        group = self._group(root, path, place)
        if group.children:
            raise SourceError(place, "what is said about a group stands before its keys")
        group.description = entry.get("description")
        group.since = entry.get("since", group.since)
        group.renamed_from = entry.get("renamedFrom")
        group.examples = tuple(entry.get("examples", ()))
        if "others" in entry:
            group.others = self._type(entry["others"], place)

    def _type(self, name: str, place: str) -> ValueType:
        if name not in self.types:
            raise SourceError(place, f"{TYPES} has no type {name!r}")
        return self.types[name]

    def _group(self, root: Group, path: Path, place: str) -> Group:
        """Return the group at ``path``, making it and its parents where they are new."""
        group = root
        for depth, name in enumerate(path, start=1):
            child = group.children.setdefault(name, Group(path=path[:depth], since=group.since))
            if not isinstance(child, Group):
                raise SourceError(place, f"{'.'.join(path[:depth])} is a key, and cannot have keys below it")
            group = child
        return group


def _filled_in(name: str, template: Entry, use: Entry) -> Entry:
    """Return the entry of a block as the section that uses the block has it."""
    if "block" in template:  # a block within a block
        return template | {key: use[key] for key in ("of", "since") if key in use}
    result = template | {"description": template["description"].format(of=use["of"])}
    if "since" in use:
        result["since"] = use["since"]
    if name in use.get("defaults", {}):
        result["default"] = use["defaults"][name]
    return result


def _refuse_others(entry: Entry, known: set[str], place: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise SourceError(place, f"unknown attribute {', '.join(unknown)}; known here: {', '.join(sorted(known))}")
