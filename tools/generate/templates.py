"""Named templates that hold data as JSON.

Helm reads JSON in a fraction of the time that YAML takes, and reads it at every use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generate import json_text, package_data
from tools.generate.errors import GenerationError
from tools.generate.model import Absent

if TYPE_CHECKING:
    from tools.generate.model import FlagType, Json, Key, Mode, Source


def flags_template(source: Source) -> str:
    """Return the named template that lists the flags and the values that they take."""
    types: dict[str, Json] = {name: kind.pattern for name, kind in source.flag_types.items()}
    limited = {name: kind for name, kind in source.flag_types.items() if kind.maximum is not None}
    known: dict[str, Json] = {
        "types": types,
        "limits": {name: _digits(kind, kind.maximum or 0) for name, kind in limited.items()},
        "flags": {flag.name: flag.values or "text" for flag in source.flags},
    }
    comment = (
        "Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does: the type",
        "of the values of each, and a regular expression for whole values of each type, with limits for numbers in it.",
        "Only a bool stands alone.",
    )
    return _template("liqo.virtualKubelet.flags", comment, known)


def _digits(kind: FlagType, maximum: int) -> dict[str, Json]:
    """Return the limits as digits in every base that Go reads: templates cannot count that far."""
    if kind.nanoseconds:
        return {"nanoseconds": True}
    largest: dict[str, Json] = {"8": f"{maximum:o}", "2": f"{maximum:b}", "10": str(maximum), "16": f"{maximum:x}"}
    if kind.numbers or kind.minimum:
        largest = {"10": largest["10"]}
    return {"numbers": kind.numbers or ".*[0-9].*", "largest": largest, "smallest": str(-kind.minimum)}


def facts_template(source: Source) -> str:
    """Return the named template with what the notes print: components, dead keys, modes; and with the durations."""
    components: list[Json] = [package_data.component(part) for part in source.components]
    ignored: list[Json] = [_ignored(key) for key in source.root.all_keys() if key.ignored]
    modes: dict[str, Json] = {mode.name: _mode(mode) for mode in source.modes.modes}
    comment = (
        "What the notes print: the components, the keys that nothing reads, and what the modes mean; and the keys of",
        "durations that Liqo's programs read.",
    )
    facts: dict[str, Json] = {
        "components": components,
        "durations": package_data.durations(source),
        "ignored": ignored,
        "modes": modes,
    }
    return _template("liqo.facts", comment, facts)


def _ignored(key: Key) -> dict[str, Json]:
    usual = {} if isinstance(key.default, Absent) else {"default": key.default}
    return {"path": ".".join(key.path), **usual, "instead": key.ignored}


def _mode(mode: Mode) -> dict[str, Json]:
    pod: dict[str, Json] = {"ip": mode.pod.ip_note, "services": mode.pod.services, "traffic": mode.pod.traffic}
    return {"pod": pod, "provide": list(mode.provide), "know": list(mode.know)}


def _template(name: str, comment: tuple[str, ...], content: dict[str, Json]) -> str:
    """Return a named template.

    Raises:
        GenerationError: If a text in it would begin an action.
    """
    text = json_text.lines(content).rstrip()
    if "{{" in text:
        message = f"the template {name} would evaluate what a text in schema/ has after {{{{"
        raise GenerationError(message)
    return "\n".join(
        [
            "{{- /*",
            *comment,
            "Generated from schema/ by `make generate`: change it there.",
            "*/ -}}",
            "",
            f'{{{{- define "{name}" -}}}}',
            text,
            "{{- end -}}",
            "",
        ]
    )
