"""From the flat entries of a section, path by path, to a tree of keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tools.generate.errors import SourceError
from tools.generate.model import ABSENT, Group, Key, Path, ValueType
from tools.generate.read import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES = "types.yaml"
BLOCKS = "blocks.yaml"

#: Parts of Liqo that can be switched off as a whole.
MODULES = ("networking",)

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
    "module",
    "ignored",
}
GROUP_ATTRIBUTES = {"description", "since", "renamedFrom", "others", "examples", "module"}
INHERITANCE_ATTRIBUTES = {"inherits", "description", "examples", "without"}
BLOCK_ATTRIBUTES = {"block", "of", "defaults", "without", "since"}


def refuse_others(entry: Entry, known: set[str], subject: str) -> None:
    """Make sure that an entry has no other attributes than those known.

    Raises:
        SourceError: If it has, at the first of them.
    """
    unknown = sorted(set(entry) - known, key=lambda name: entry.lines[name])
    if unknown:
        problem = f"{subject}: unknown attribute {', '.join(unknown)}; known here: {', '.join(sorted(known))}"
        raise SourceError(entry.place(unknown[0]), problem)


@dataclass(frozen=True, slots=True)
class KeyTree:
    """Puts the entries of a section together.

    ``place`` is, in all its methods, the file and line of the entry in the section that the path comes from. What is
    wrong with an attribute is reported at that attribute, which for the keys of a block is in another file.

    Attributes:
        types: The types of values by name.
        blocks: The blocks by name.
        earlier: The sections that are done.
    """

    types: Mapping[str, ValueType]
    blocks: Entry
    earlier: Group

    def section(self, entries: Entry) -> Group:
        """Return a group with the keys of one section.

        Raises:
            SourceError: If an entry does not follow the format.
        """
        root = Group(path=())
        for dotted, entry in entries.items():
            if not isinstance(entry, Entry):
                raise SourceError(entries.place(dotted), f"{dotted}: needs attributes, such as type and description")
            self._add(root, tuple(dotted.split(".")), entry, entries.place(dotted))
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
        refuse_others(entry, BLOCK_ATTRIBUTES, _dotted(path))
        keys = self.blocks.get(entry["block"])
        if keys is None:
            raise SourceError(entry.place("block"), f"{_dotted(path)}: {BLOCKS} has no block {entry['block']!r}")
        group = self._group(root, path, place)
        group.since = entry.get("since", group.since)
        for name, template in keys.items():
            if name not in entry.get("without", ()):
                self._add(root, (*path, name), _filled_in(name, template, entry), place)

    def _add_key(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        refuse_others(entry, KEY_ATTRIBUTES, _dotted(path))
        parent = self._group(root, path[:-1], place)
        if path[-1] in parent.children:
            raise SourceError(place, f"{_dotted(path)}: this key is described twice")
        if not (entry.get("description") or "ignored" in entry):
            raise SourceError(place, f"{_dotted(path)}: a key needs a description")
        if ("default" in entry) == entry.get("optional", False):
            raise SourceError(place, f"{_dotted(path)}: a key has either a default or 'optional: true'")
        parent.children[path[-1]] = Key(
            path=path,
            type=self._type(entry, "type", path),
            description=_description(entry),
            default=entry.get("default", ABSENT),
            constraints={name: value for name, value in entry.items() if name in CONSTRAINTS},
            examples=tuple(entry.get("examples", ())),
            since=entry.get("since", parent.since),
            deprecated=entry.get("deprecated"),
            renamed_from=entry.get("renamedFrom"),
            definition=entry.get("definition"),
            module=_module(entry, parent, path),
            ignored=entry.get("ignored"),
            place=place,
        )

    def _inherit(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        """Add a key that is like another one, or all keys of a group that is like another one."""
        refuse_others(entry, INHERITANCE_ATTRIBUTES, _dotted(path))
        origin = tuple(entry["inherits"].split("."))
        found = root.at(origin) or self.earlier.at(origin)
        if found is None:
            problem = f"{_dotted(path)}: there is no {entry['inherits']} before it to inherit from"
            raise SourceError(entry.place("inherits"), problem)
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
                module=None,
                place=place,
            )

    def _describe_group(self, root: Group, path: Path, entry: Entry, place: str) -> None:
        refuse_others(entry, GROUP_ATTRIBUTES, _dotted(path))
        group = self._group(root, path, place)
        if group.children:
            raise SourceError(place, f"{_dotted(path)}: the entry of a group comes before those of its keys")
        group.place = place
        group.description = entry.get("description")
        group.since = entry.get("since", group.since)
        group.renamed_from = entry.get("renamedFrom")
        group.examples = tuple(entry.get("examples", ()))
        group.module = _module(entry, group, path)
        if "others" in entry:
            group.others = self._type(entry, "others", path)

    def _type(self, entry: Entry, attribute: str, path: Path) -> ValueType:
        name = entry[attribute]
        if name not in self.types:
            raise SourceError(entry.place(attribute), f"{_dotted(path)}: {TYPES} has no type {name!r}")
        return self.types[name]

    def _group(self, root: Group, path: Path, place: str) -> Group:
        """Return the group at ``path``, making it and its parents if they are new."""
        group = root
        for depth, name in enumerate(path, start=1):
            child = group.children.setdefault(name, _below(group, name))
            if not isinstance(child, Group):
                raise SourceError(place, f"{_dotted(path[:depth])} is a key, and cannot have keys below it")
            group = child
        return group


def _description(entry: Entry) -> str:
    """Return what a key does, and of a key that nothing reads what to do instead."""
    remedy = [f"Has no effect: {entry['ignored']}."] if "ignored" in entry else []
    return " ".join([*filter(None, [entry.get("description")]), *remedy])


def _below(group: Group, name: str) -> Group:
    """Return a new group in another one, which passes on what holds for all that is in it."""
    return Group(path=(*group.path, name), since=group.since, module=group.module)


def _module(entry: Entry, parent: Group, path: Path) -> str | None:
    """Return the module that an entry names, or that its parent belongs to."""
    module: str | None = entry.get("module", parent.module)
    if module is not None and module not in MODULES:
        raise SourceError(entry.place("module"), f"{_dotted(path)}: there is no module {module!r}")
    return module


def _filled_in(name: str, template: Entry, use: Entry) -> Entry:
    """Return the entry of a block as the section that uses the block has it."""
    passed_on = {key: use[key] for key in ("of", "since") if key in use}
    if "block" in template:  # a block within a block
        return template.replaced(**passed_on)
    passed_on["description"] = template["description"].format(of=passed_on.pop("of"))
    if name in use.get("defaults", {}):
        passed_on["default"] = use["defaults"][name]
    return template.replaced(**passed_on)


def _dotted(path: Path) -> str:
    return ".".join(path)
