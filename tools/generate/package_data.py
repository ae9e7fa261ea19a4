"""What the validator carries along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.generate.model import Component, Json, Mode, Source
    from tools.generate.program_model import Flag, FlagType, Given, KubeletFlag, Program

#: Objects that users write by hand; only the names of the others are included.
WRITTEN_BY_HAND = frozenset(
    {"ForeignCluster", "GatewayClient", "GatewayServer", "NamespaceOffloading", "Quota", "ResourceSlice", "Tenant"}
    | {"VirtualNode", "VkOptionsTemplate"}
)
#: What the CRDs do not require, and nothing works without: the tenant of a virtual node is looked up by it.
_NEEDED = {"VirtualNode": ("clusterID",)}
#: What is a whole Deployment, pod or object of any kind: other schemas than Liqo's describe it.
_OPEN = frozenset({"template", "affinity", "tolerations", "metadata", "resources"})


def defaults(source: Source) -> dict[str, Json]:
    """Return the defaults of the chart, those of its subchart included, as nested maps."""
    return source.root.defaults()


def other_releases(source: Source) -> dict[str, Json]:
    """Return the keys that other releases of Liqo have."""
    others = source.others
    return {
        "moved": dict(others.moved),
        "gone": dict(others.gone),
        "extended": dict(others.extended),
        "mistaken": dict(others.mistaken),
        "newer": list(others.newer),
        "groups": list(others.groups),
        "forks": list(others.forks),
    }


def facts(source: Source) -> dict[str, Json]:
    """Return what every check needs: the components, keys that nothing reads, those of the network, and durations."""
    dead: dict[str, Json] = {".".join(key.path): key.ignored for key in source.root.all_keys() if key.ignored}
    return {
        "components": [component(part) for part in source.components],
        "deadKeys": dead,
        "networkOnlyKeys": [".".join(node.path) for node in source.root.of_module()],
        "durations": durations(source),
    }


def durations(source: Source) -> list[Json]:
    """Return the keys of durations that Liqo's programs read."""
    return [".".join(key.path) for key in source.root.all_keys() if key.type.name == "duration"]


def component(part: Component) -> dict[str, Json]:
    """Return the facts about a component, without those that do not apply to it."""
    described: dict[str, Json] = {"name": part.name, "what": part.what}
    if part.module:
        described["module"] = part.module
    return described | ({"switch": ".".join(part.switch)} if part.switch else {})


def modes(source: Source) -> dict[str, Json]:
    """Return what the modes mean to users: texts that are shown."""
    return {
        "modes": {mode.name: _mode(mode) for mode in source.modes.modes},
        "existingNodes": source.modes.existing_nodes,
        "always": list(source.modes.always),
    }


def _mode(mode: Mode) -> dict[str, Json]:
    return {
        "meaning": mode.meaning,
        "pod": dict(mode.pod._asdict()),
        "provide": list(mode.provide),
        "know": list(mode.know),
    }


def programs(source: Source) -> dict[str, Json]:
    """Return Liqo's programs that the chart runs: the folder of each below ``cmd/``, by the name of its binary."""
    folders = {
        container.program
        for component in source.components
        for workload in component.workloads
        for container in workload.containers
        if container.program
    }
    return {binary(folder): folder for folder in sorted(folders, key=binary)}


def binary(folder: str) -> str:
    """Return the name that a program of Liqo has here, by its folder below ``cmd/``."""
    return f"liqo-{folder.rpartition('/')[2].removeprefix('liqo-')}"


def presets(folder: Path) -> dict[str, Json]:
    """Return the texts of the chart's example files by name, without the suffix."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def flags(source: Source) -> dict[str, Json]:
    """Return the flags of the virtual kubelet by name, and the types that the values of all programs' flags have."""
    return {
        "accumulating": list(source.accumulating),
        "types": {
            name: {"pattern": kind.pattern, "expected": kind.expected, **_limits(kind)}
            for name, kind in source.flag_types.items()
        },
        "flags": {flag.flag.name: _kubelet_flag(flag) for flag in source.flags},
    }


def program_flags(source: Source) -> dict[str, Json]:
    """Return the flags of all other programs, and where the user's arguments for them are."""
    return {program.name: _program(program) for program in source.programs}


def _limits(kind: FlagType) -> dict[str, Json]:
    given = {
        "minimum": kind.minimum,
        "maximum": kind.maximum,
        "numbers": kind.numbers,
        "nanoseconds": kind.nanoseconds,
        "decimal": kind.decimal,
    }
    return {} if kind.maximum is None else {name: limit for name, limit in given.items() if limit}


def _kubelet_flag(flag: KubeletFlag) -> dict[str, Json]:
    return {**_described(flag.flag), "setBy": flag.set_by, "description": flag.description}


def _program(program: Program) -> dict[str, Json]:
    described: dict[str, Json] = {"what": program.what, "parser": program.parser, "everywhere": program.everywhere}
    places = {"arguments": program.arguments, "switch": program.switch, "unless": program.unless}
    described |= {name: ".".join(path) for name, path in places.items() if path}
    if program.module:
        described["module"] = program.module
    flags: dict[str, Json] = {flag.name: _described(flag) for flag in program.flags}
    return described | {"flags": flags, "given": {given.flag: _given(given) for given in program.given}}


def _described(flag: Flag) -> dict[str, Json]:
    described: dict[str, Json] = {"type": flag.type}
    if flag.values and flag.values != flag.type:
        described["values"] = flag.values
    if flag.since:
        described["since"] = flag.since
    if flag.earlier:
        described["earlier"] = {"until": flag.earlier.until, "type": flag.earlier.type}
    return described


def _given(given: Given) -> dict[str, Json]:
    described: dict[str, Json] = {}
    for name, path in (("key", given.key), ("when", given.when)):
        if path:
            described[name] = ".".join(path)
    return described | ({"last": True} if given.last else {})


def objects(crds: Iterable[str]) -> dict[str, Json]:
    """Return, by kind, the group and version of Liqo's objects, and what those that users write can contain.

    A map is described by its fields, a map with any keys by the field ``*``, a list by one item in a list, and a scalar
    by its type or by the allowed words, joined by bars. Whatever is not described is null. The name of a required field
    ends in ``!``.
    """
    found: dict[str, Json] = {}
    for text in crds:
        spec = yaml.safe_load(text)["spec"]
        (version,) = spec["versions"]
        kind = spec["names"]["kind"]
        schema = version["schema"]["openAPIV3Schema"] if kind in WRITTEN_BY_HAND else {}
        own = {"spec": schema.get("properties", {}).get("spec", {})}
        if kind in _NEEDED:
            own["spec"]["required"] = [*own["spec"].get("required", ()), *_NEEDED[kind]]
        fields = _fields({"properties": own, "required": schema.get("required", ())})
        found[kind] = {"group": spec["group"], "version": version["name"], "fields": fields}
    return dict(sorted(found.items()))


def _condensed(schema: dict[str, Any], name: str = "") -> Json:
    if name in _OPEN or schema.get("x-kubernetes-preserve-unknown-fields") or "x-kubernetes-int-or-string" in schema:
        return None
    if "properties" in schema:
        return _fields(schema)
    if "additionalProperties" in schema:
        return {"*": _condensed(schema["additionalProperties"])}
    if "items" in schema:
        return [_condensed(schema["items"])]
    if "enum" in schema:
        return "|".join(map(str, schema["enum"]))
    kind = schema.get("type")
    return kind if kind in ("string", "boolean", "integer") else None


def _fields(schema: dict[str, Any]) -> dict[str, Json]:
    required = [key for key in schema.get("required", ()) if "default" not in schema["properties"].get(key, {})]
    properties: dict[str, Any] = schema["properties"]
    return {f"{key}!" if key in required else key: _condensed(inner, key) for key, inner in properties.items()}
