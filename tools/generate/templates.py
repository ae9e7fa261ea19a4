"""Named templates that hold data as JSON.

Helm reads JSON in a fraction of the time that YAML takes, and reads it at every use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generate import json_text, kubernetes, package_data
from tools.generate.errors import GenerationError
from tools.generate.model import Absent
from tools.generate.value_types import value_types

if TYPE_CHECKING:
    from tools.generate.model import Json, JsonSchema, Key, Mode, Source
    from tools.generate.program_model import FlagType, Program


def flag_types_template(source: Source) -> str:
    """Return the named template that describes the values of flags, for each type."""
    limited = {name: kind for name, kind in source.flag_types.items() if kind.maximum is not None}
    types: dict[str, Json] = {
        "types": {name: kind.pattern for name, kind in source.flag_types.items()},
        "limits": {name: _digits(kind, kind.maximum or 0) for name, kind in limited.items()},
    }
    comment = ("A regular expression for whole values of each type of flags, and limits for numbers in it.",)
    return _template("liqo.flags.types", comment, types)


def flags_template(source: Source) -> str:
    """Return the named template that lists the flags of the virtual kubelet."""
    flags: dict[str, Json] = {flag.flag.name: flag.flag.values or "text" for flag in source.flags}
    comment = (
        "Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does: the type",
        "of the values of each (see liqo.flags.types). Only a bool stands alone.",
    )
    return _template("liqo.virtualKubelet.flags", comment, {"flags": flags})


def program_flags_template(source: Source) -> str:
    """Return the named template that lists the flags of all other programs to which users can give arguments."""
    programs: list[Json] = [_program(program) for program in source.programs if program.arguments]
    comment = (
        "Liqo's other programs, where users set their arguments, and the type of the values of each flag, as in",
        "liqo.virtualKubelet.flags.",
    )
    return _template("liqo.programs.all", comment, {"programs": programs})


def _program(program: Program) -> dict[str, Json]:
    places = {"switch": program.switch, "unless": program.unless}
    found: dict[str, Json] = {"what": program.what, "parser": program.parser, "common": program.everywhere}
    found["path"] = [*(program.arguments or ())]
    found |= {name: [*path] for name, path in places.items() if path}
    flags: dict[str, Json] = {flag.name: flag.values or "text" for flag in program.flags}
    return found | ({"module": program.module} if program.module else {}) | {"flags": flags}


def _digits(kind: FlagType, maximum: int) -> dict[str, Json]:
    """Return the limits as digits in every base that Go reads: templates cannot count that far."""
    if kind.nanoseconds:
        return {"nanoseconds": True}
    formats = {"8": "o", "2": "b", "10": "d", "16": "x"}
    if kind.numbers or kind.decimal:
        formats = {"10": "d"}
    largest: dict[str, Json] = {base: format(maximum, digits) for base, digits in formats.items()}
    smallest: dict[str, Json] = {base: format(-kind.minimum, digits) for base, digits in formats.items()}
    return {"numbers": kind.numbers or ".*[0-9].*", "largest": largest, "smallest": smallest}


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


def limits_template(source: Source) -> str:
    """Return the named template with what the API server rejects although the schema accepts it."""
    comment = ("What the API server rejects although the schema accepts it: limits by type, and those of all values.",)
    return _template("liqo.kubernetes.known", comment, kubernetes.document(source))


def types_template(schema: JsonSchema) -> str:
    """Return the named template with the types of all keys."""
    comment = ("The types of the chart's keys, of which the keys in sections are maps; * stands for names of users.",)
    return _template("liqo.values.types", comment, value_types(schema))


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
