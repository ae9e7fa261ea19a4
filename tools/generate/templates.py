"""Named templates that hold data as JSON.

Helm reads JSON in a fraction of the time that YAML takes, and reads it at every use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generate import json_text, package_data
from tools.generate.errors import GenerationError
from tools.generate.model import Absent

if TYPE_CHECKING:
    from tools.generate.model import Json, Key, Mode, Source


def flags_template(source: Source) -> str:
    """Return the named template that tells which flags there are and which values they take."""
    types: dict[str, Json] = {name: kind.pattern for name, kind in source.flag_types.items()}
    known: dict[str, Json] = {"types": types, "flags": {flag.name: flag.values or "text" for flag in source.flags}}
    comment = (
        "Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does: the type",
        "of the values of each, and a regular expression for whole values of each type. Only a bool stands alone.",
    )
    return _template("liqo.virtualKubelet.flags", comment, known)


def facts_template(source: Source) -> str:
    """Return the named template with what NOTES.txt prints: components, keys that nothing reads, what modes mean."""
    components: list[Json] = [package_data.component(part) for part in source.components]
    ignored: list[Json] = [_ignored(key) for key in source.root.all_keys() if key.ignored]
    modes: dict[str, Json] = {mode.name: _mode(mode) for mode in source.modes.modes}
    comment = ("What the notes print: the components, the keys that nothing reads, and what the modes mean.",)
    return _template("liqo.facts", comment, {"components": components, "ignored": ignored, "modes": modes})


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
