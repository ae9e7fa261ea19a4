"""Reads and checks what the chart consists of, and what its modes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from liqo_values.charts.chart_facts import RemotePod
from tools.generate.errors import SourceError
from tools.generate.keys import MODULES, refuse_others
from tools.generate.model import Component, Container, Group, Key, Mode, Modes, Path, Workload
from tools.generate.read import Entry, Items, read_map

if TYPE_CHECKING:
    from pathlib import Path as Folder

COMPONENTS = "components.yaml"
MODES = "modes.yaml"

COMPONENT_ATTRIBUTES = {"what", "module", "switch", "workloads"}
WORKLOAD_ATTRIBUTES = {"values", "containers"}
CONTAINER_ATTRIBUTES = {"program", "values"}
MODE_ATTRIBUTES = {"networking", "reflection", "meaning", "pod", "provide", "know"}
POD_ATTRIBUTES = {"ip", "ipNote", "services", "traffic"}

_Kind = TypeVar("_Kind")


def components(directory: Folder) -> tuple[Component, ...]:
    """Read the components, without a look at the values that they name.

    Raises:
        SourceError: If the file does not follow the format.
    """
    entries = read_map(directory, COMPONENTS)
    return tuple(_component(name, _get(entries, name, name, Entry), entries.place(name)) for name in entries)


def _component(name: str, entry: Entry, place: str) -> Component:
    refuse_others(entry, COMPONENT_ATTRIBUTES, name)
    module = entry.get("module")
    if module is not None and module not in MODULES:
        raise SourceError(entry.place("module"), f"{name}: there is no module {module!r}")
    workloads = _get(entry, "workloads", name, Entry) if "workloads" in entry else ()
    return Component(
        name=name,
        what=_get(entry, "what", name, str),
        module=module,
        switch=_path(_get(entry, "switch", name, str)) if "switch" in entry else None,
        workloads=tuple(_workload(title, _get(entry["workloads"], title, name, Entry)) for title in workloads),
        place=place,
    )


def _workload(title: str, entry: Entry) -> Workload:
    refuse_others(entry, WORKLOAD_ATTRIBUTES, title)
    kind, _, name = title.partition(" ")
    if not name:
        raise SourceError(entry.place(), f"{title}: a workload is named by its kind and its name")
    values = _path(_get(entry, "values", title, str))
    containers = []
    raw = _get(entry, "containers", title, Entry)
    for container in raw:
        attributes = _get(raw, container, title, Entry)
        refuse_others(attributes, CONTAINER_ATTRIBUTES, container)
        own = _path(attributes["values"]) if "values" in attributes else values
        containers.append(Container(container, own, attributes.get("program"), attributes.place()))
    return Workload(kind, name, values, tuple(containers), entry.place("values"))


def check_components(parts: tuple[Component, ...], root: Group) -> None:
    """Make sure that the values exist that components name, and belong to the same module.

    Raises:
        SourceError: If they do not.
    """
    for component in parts:
        if component.switch is not None:
            switch = root.at(component.switch)
            if not isinstance(switch, Key) or switch.type.name != "boolean":
                raise SourceError(component.place, f"{component.name}: {'.'.join(component.switch)} is not a switch")
        for workload in component.workloads:
            placed = [(workload.values, workload.place)]
            placed += [((*container.values, "image"), container.place) for container in workload.containers]
            for path, place in placed:
                group = root.at(path)
                if not isinstance(group, Group):
                    raise SourceError(place, f"{workload.title}: there are no values {'.'.join(path)}")
                if group.module != component.module:
                    problem = f"{workload.title}: {'.'.join(path)} and {component.name} belong to different modules"
                    raise SourceError(place, problem)


def modes(directory: Folder) -> Modes:
    """Read the modes.

    Raises:
        SourceError: If the file does not follow the format.
    """
    raw = read_map(directory, MODES)
    refuse_others(raw, {"modes", "existingNodes", "always"}, MODES)
    entries = _get(raw, "modes", MODES, Entry)
    found: dict[tuple[bool, bool], Mode] = {}
    for name in entries:
        mode = _mode(name, _get(entries, name, name, Entry))
        other = found.setdefault((mode.networking, mode.reflection), mode)
        if other is not mode:
            raise SourceError(entries.place(name), f"{name}: {other.name} has the same facts")
    return Modes(
        tuple(found.values()), _get(raw, "existingNodes", MODES, str), tuple(_get(raw, "always", MODES, Items))
    )


def _mode(name: str, entry: Entry) -> Mode:
    refuse_others(entry, MODE_ATTRIBUTES, name)
    pod = _get(entry, "pod", name, Entry)
    refuse_others(pod, POD_ATTRIBUTES, name)
    return Mode(
        name=name,
        networking=_get(entry, "networking", name, bool),
        reflection=_get(entry, "reflection", name, bool),
        meaning=_get(entry, "meaning", name, str),
        pod=RemotePod(
            ip=_get(pod, "ip", name, str),
            ip_note=_get(pod, "ipNote", name, str),
            services=_get(pod, "services", name, str),
            traffic=_get(pod, "traffic", name, str),
        ),
        provide=tuple(_get(entry, "provide", name, Items)),
        know=tuple(_get(entry, "know", name, Items)) if "know" in entry else (),
    )


def _get(entry: Entry, attribute: str, subject: str, kind: type[_Kind]) -> _Kind:
    """Return an attribute that has to be there, and of a kind."""
    value = entry.get(attribute)
    if not isinstance(value, kind):
        wanted = {str: "text", bool: "true or false", Entry: "a map", Items: "a list"}[kind]
        raise SourceError(entry.place(attribute), f"{subject}: {attribute} has to be {wanted}")
    return value


def _path(dotted: str) -> Path:
    return tuple(dotted.split("."))
