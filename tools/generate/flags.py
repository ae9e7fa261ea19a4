"""Reads and checks the flags of Liqo's programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.generate.errors import SourceError
from tools.generate.keys import refuse_others
from tools.generate.patterns import resolve
from tools.generate.program_model import EarlierType, Flag, FlagType, Given, KubeletFlag, Program
from tools.generate.read import Entry, Items, read_map

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path as Folder

    from tools.generate.model import Component, Group, Path

TYPES = "flag-types.yaml"
KUBELET = "virtual-kubelet-flags.yaml"
PROGRAMS = "program-flags.yaml"
#: The program whose flags are in a file of their own.
VIRTUAL_KUBELET = "virtual-kubelet"

_TYPE_NEEDS = {"pattern", "expected"}
_TYPE_LIMITS = {"minimum", "maximum", "numbers", "nanoseconds", "decimal"}
_KUBELET_NEEDS = {"type", "setBy", "description"}
_SETTERS = {"liqo", "webhook", "chart", "user"}
_FLAG_ATTRIBUTES = {"type", "values", "since", "earlier"}
_PROGRAM_ATTRIBUTES = {"what", "parser", "common", "unless", "groups", "flags", "given", "givenLast"}
_PARSERS = {"pflag", "flag", "none"}
_COMMON = {"published"}


def flag_types(directory: Folder, patterns: Entry) -> tuple[dict[str, FlagType], tuple[str, ...]]:
    """Return the types by name, and the names of those whose flags keep all values.

    Raises:
        SourceError: If the file does not follow the format.
    """
    raw = read_map(directory, TYPES)
    refuse_others(raw, {"types", "accumulating"}, TYPES)
    types: Entry = raw["types"]
    for name, entry in types.items():
        if set(entry) - _TYPE_LIMITS != _TYPE_NEEDS:
            message = f"the type {name} needs pattern and expected, and nothing else but limits"
            raise SourceError(types.place(name), message)
    return {name: _type(entry, patterns) for name, entry in types.items()}, tuple(raw["accumulating"])


def _type(entry: Entry, patterns: Entry) -> FlagType:
    return FlagType(
        resolve(entry["pattern"], patterns, entry.place("pattern")),
        entry["expected"],
        entry.get("minimum", 0),
        entry.get("maximum"),
        entry.get("numbers"),
        entry.get("nanoseconds", False),
        entry.get("decimal", False),
    )


def kubelet_flags(directory: Folder, types: Collection[str], releases: Collection[str]) -> tuple[KubeletFlag, ...]:
    """Return the flags of the virtual kubelet.

    Raises:
        SourceError: If the file does not follow the format.
    """
    raw: Entry = read_map(directory, KUBELET)["flags"]
    return tuple(_kubelet_flag(name, entry, raw.place(name), types, releases) for name, entry in raw.items())


def _kubelet_flag(
    name: str, entry: Entry, place: str, types: Collection[str], releases: Collection[str]
) -> KubeletFlag:
    if set(entry) - {"values", "earlier"} != _KUBELET_NEEDS or entry["setBy"] not in _SETTERS:
        problem = f"{name} needs type, setBy and description, and nothing else but values and earlier"
        raise SourceError(place, problem)
    typed = {key: entry[key] for key in ("type", "values", "earlier") if key in entry}
    flag = _flag(name, Entry(typed, entry.file, entry.line, entry.lines), place, types, releases)
    return KubeletFlag(flag, entry["setBy"], entry["description"])


def programs(
    directory: Folder,
    types: Collection[str],
    releases: Collection[str],
    parts: tuple[Component, ...],
    root: Group,
) -> tuple[Program, ...]:
    """Return the other programs, in the order of the file.

    Raises:
        SourceError: If the file does not follow the format, or lists other programs than ``components.yaml``.
    """
    raw = read_map(directory, PROGRAMS)
    refuse_others(raw, {"groups", "programs"}, PROGRAMS)
    listed: Entry = raw["programs"]
    deployed = {
        container.program: (component, workload.values)
        for component in parts
        for workload in component.workloads
        for container in workload.containers
        if container.program not in (None, VIRTUAL_KUBELET)
    }
    if set(deployed) != set(listed):
        differ = ", ".join(sorted(map(str, set(deployed) ^ set(listed))))
        raise SourceError(raw.place("programs"), f"lists other programs than components.yaml: {differ}")
    found = []
    for name, entry in listed.items():
        refuse_others(entry, _PROGRAM_ATTRIBUTES, name)
        component, values = deployed[name]
        arguments = (*values, "pod", "extraArgs")
        found.append(
            Program(
                name=name,
                what=entry["what"],
                parser=_one_of(entry, "parser", "pflag", _PARSERS),
                everywhere="common" not in entry or not _one_of(entry, "common", "", _COMMON),
                arguments=arguments if root.at(arguments) else None,
                module=component.module,
                switch=component.switch,
                unless=_key(entry, "unless", root) if "unless" in entry else None,
                flags=tuple(_flags(name, entry, raw["groups"], types, releases)),
                given=tuple(_given(name, entry, root)),
            )
        )
    return tuple(found)


def _one_of(entry: Entry, attribute: str, default: str, allowed: Collection[str]) -> str:
    value = str(entry.get(attribute, default))
    if attribute in entry and value not in allowed:
        raise SourceError(entry.place(attribute), f"{attribute} has to be one of {', '.join(sorted(allowed))}")
    return value


def _flags(
    program: str, entry: Entry, groups: Entry, types: Collection[str], releases: Collection[str]
) -> Iterator[Flag]:
    """Yield the flags of a program, those of its groups last."""
    sources: list[Entry] = [entry["flags"]] if "flags" in entry else []
    for number, group in enumerate(entry.get("groups", ())):
        if group not in groups:
            raise SourceError(entry["groups"].place(number), f"{program}: there is no group {group}")
        sources.append(groups[group])
    for source in sources:
        for name, given in source.items():
            place = source.place(name)
            described = given if isinstance(given, Entry) else Entry({"type": given}, source.file, source.line, {})
            yield _flag(name, described, place, types, releases)


def _flag(name: str, entry: Entry, place: str, types: Collection[str], releases: Collection[str]) -> Flag:
    refuse_others(entry, _FLAG_ATTRIBUTES, name)
    if "values" in entry and entry["values"] not in types:
        raise SourceError(place, f"{name} has values {entry['values']!r}, which is not among the types")
    earlier = None
    if "earlier" in entry:
        earlier = EarlierType(_release(entry["earlier"]["until"], place, releases), entry["earlier"]["type"])
    since = _release(entry["since"], place, releases) if "since" in entry else None
    return Flag(name, str(entry["type"]), _format(entry, types), since, earlier)


def _format(entry: Entry, types: Collection[str]) -> str | None:
    """Return the type that describes the values of a flag; None if it takes any text."""
    name = str(entry.get("values") or entry["type"])
    return name if name in types else None


def _release(release: Any, place: str, releases: Collection[str]) -> str:  # noqa: ANN401 - what YAML holds
    if str(release) not in releases:
        raise SourceError(place, f"{release} is not among the releases in published.yaml")
    return str(release)


def _given(program: str, entry: Entry, root: Group) -> Iterator[Given]:
    """Yield the flags that the chart gives a program."""
    known = {*entry.get("flags", ())}
    for attribute in ("given", "givenLast"):
        given: Entry = entry.get(attribute, Entry({}, entry.file, entry.line, {}))
        for flag, key in given.items():
            if flag not in known:
                raise SourceError(given.place(flag), f"{program} has no flag {flag}")
            conditional = isinstance(key, Entry)
            by = _key(key, "key", root) if conditional else _key(given, flag, root) if key else None
            when = None
            if conditional:
                when = by if key["when"] == "set" else _key(key, "when", root)
            yield Given(flag, by, when, attribute == "givenLast")


def _key(entry: Entry, attribute: str, root: Group) -> Path:
    path = tuple(str(entry[attribute]).split("."))
    if root.at(path) is None:
        raise SourceError(entry.place(attribute), f"our chart has no key {entry[attribute]}")
    return path


def releases(directory: Folder) -> Items:
    """Return the known releases, as text."""
    listed: Items = read_map(directory, "published.yaml")["releases"]
    return Items([str(release) for release in listed], listed.file, listed.lines)
