"""Reads and checks the source files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generate import facts, flags, kubernetes
from tools.generate.errors import SourceError
from tools.generate.keys import BLOCKS, TYPES, KeyTree, refuse_others
from tools.generate.model import Group, OtherReleases, Section, Source, ValueType
from tools.generate.patterns import substitute
from tools.generate.read import read_list, read_map

if TYPE_CHECKING:
    from pathlib import Path as Folder

    from tools.generate.read import Entry, Items

SECTIONS = "sections.yaml"
OTHER_RELEASES = "other-releases.yaml"
VALUES = "values"

TYPE_ATTRIBUTES = {"label", "schema", "shared"}


def load(directory: Folder) -> Source:
    """Read all source files below ``directory``.

    Raises:
        SourceError: If one of them does not follow the format.
    """
    shared = read_map(directory, TYPES)
    types = _types(shared["types"], shared["patterns"])
    root = Group(path=())
    sections = _sections(directory, KeyTree(types, read_map(directory, BLOCKS), root))
    flag_types, accumulating = flags.flag_types(directory, shared["patterns"])
    releases = flags.releases(directory)
    parts = facts.components(directory)
    facts.check_components(parts, root)
    return Source(
        root,
        sections,
        types,
        kubernetes.limits(read_map(directory, kubernetes.FILE), shared["patterns"], types),
        _other_releases(read_map(directory, OTHER_RELEASES), root),
        flags.kubelet_flags(directory, flag_types, releases),
        flag_types,
        accumulating,
        flags.programs(directory, flag_types, releases, parts, root),
        parts,
        facts.modes(directory),
    )


def _sections(directory: Folder, tree: KeyTree) -> tuple[Section, ...]:
    """Read the sections, and put their keys below the root of the tree."""
    names = read_list(directory, SECTIONS)
    _refuse_forgotten_files(directory / VALUES, names)
    sections = []
    for name in names:
        entries = read_map(directory, f"{VALUES}/{name}.yaml")
        group = tree.section(entries)
        sections.append(Section(name, group))
        for child in group.children.values():
            if child.name in tree.earlier.children:
                first = next(key for key in entries if key.split(".")[0] == child.name)
                raise SourceError(entries.place(first), f"{child.name} is in another file too")
            tree.earlier.children[child.name] = child
    return tuple(sections)


def _refuse_forgotten_files(folder: Folder, names: Items) -> None:
    found = {path.stem for path in folder.iterdir()}
    for index, name in enumerate(names):
        if name not in found:
            raise SourceError(names.place(index), f"there is no {VALUES}/{name}.yaml")
    forgotten = sorted(found - set(names))
    if forgotten:
        raise SourceError(names.place(0), f"the list does not name {', '.join(forgotten)}")


def _types(raw: Entry, patterns: Entry) -> dict[str, ValueType]:
    types = {}
    for name, entry in raw.items():
        refuse_others(entry, TYPE_ATTRIBUTES, name)
        schema = substitute(entry["schema"], patterns)
        types[name] = ValueType(name, entry.get("label", name), schema, entry.get("shared", False))
    return types


def _other_releases(raw: Entry, root: Group) -> OtherReleases:
    refuse_others(raw, {"moved", "gone", "extended", "mistaken", "newer", "groups", "forks"}, OTHER_RELEASES)
    moved, gone, newer = raw["moved"], raw["gone"], raw["newer"]
    extended: Entry = raw["extended"]
    for old in extended:
        if old not in gone:
            raise SourceError(extended.place(old), f"{old} is not among the keys that are gone")
    for old, new in (*moved.items(), *extended.items()):
        if root.at(tuple(new.split("."))) is None:
            raise SourceError(
                (moved if old in moved else extended).place(old), f"{old} is renamed to {new}, which does not exist"
            )
    renamed = {named.renamed_from or "": named for named in root.renamed()}
    mistaken: Entry = raw["mistaken"]
    placed = [(old, named.place) for old, named in renamed.items()]
    placed += [(old, entries.place(old)) for entries in (moved, gone, mistaken) for old in entries]
    placed += [(old, listed.place(index)) for listed in (newer, raw["forks"]) for index, old in enumerate(listed)]
    for old, place in placed:
        if root.at(tuple(old.split("."))) is not None:
            raise SourceError(place, f"{old} is a key of this chart")
    names = {old: ".".join(named.path) for old, named in renamed.items()}
    lists = (tuple(raw[part]) for part in ("newer", "groups", "forks"))
    return OtherReleases(names | moved, dict(gone), dict(extended), dict(mistaken), *lists)
