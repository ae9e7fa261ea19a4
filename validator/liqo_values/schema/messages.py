"""What the chart's schema objects to in the merged values, said in plain words.

Helm validates the merged values of the chart against its schema, and those of every subchart against the subchart's;
the chart's own schema describes the subchart's values as well, so that one pass finds everything.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts import known_keys, target
from liqo_values.fixes import edits
from liqo_values.model import did_you_mean
from liqo_values.model.layers import LayerKind
from liqo_values.model.locations import show
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.schema import renamed_keys
from liqo_values.schema.engine import objections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from liqo_values.model.findings import Fix
    from liqo_values.schema.engine import Objection
    from liqo_values.values.provenance import Origin, Values

#: Sentences in the schema that Helm prints end in the code of their rule.
_CODE = r"\[(LQ\d{3})\]$"
#: Texts that are no less clear without quotes.
_WORD = r"(?a)(?!(?i:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][\w./:-]{0,38}"

#: What texts in place of a boolean mean; of any other text nobody knows.
_BOOLEAN_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "y", "t", "1", "enable", "enabled"), "true"),
    **dict.fromkeys(("false", "no", "off", "n", "f", "0", "disable", "disabled"), "false"),
}

_TYPES = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}

_LIMITS = {
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "text of {} characters or more",
    "maxLength": "text of {} characters or less",
    "minItems": "a list of {} items or more",
    "maxItems": "a list of {} items or less",
    "uniqueItems": "a list without repeated items",
}


class Violation(NamedTuple):
    """One thing that the schema objects to.

    Attributes:
        code: The rule it comes under.
        path: The offending value.
        message: One sentence that stands alone.
        label: A few words for the marked place.
        help: What to write instead.
        at_key: Whether the key is at fault, not the value.
    """

    code: str
    path: Path
    message: str
    label: str
    help: str
    at_key: bool = False
    fix: Fix | None = None


def violations(values: Values) -> list[Violation]:
    """Return what the schema objects to, each place once.

    ``quick_check.conforms`` tells sooner that there is nothing.
    """
    found: dict[Path, Violation] = {}
    for objection in objections(values.data):
        for violation in _explain(objection, values):
            found.setdefault(violation.path, violation)
    return list(found.values())


def _explain(objection: Objection, values: Values) -> list[Violation]:
    code = re.search(_CODE, str(objection.limit)) if objection.keyword == "const" else None
    if code and code[1] in _BY_CODE:
        return _BY_CODE[code[1]](objection, values)
    if objection.keyword == "type":
        return [_wrong_type(objection, values)]
    if objection.keyword == "required":
        return [_missing_key(objection)]
    return [_invalid(objection, values)]


def _old_keys(objection: Objection, values: Values) -> list[Violation]:
    return [
        Violation(
            code="LQ402",
            path=old.path,
            message=renamed_keys.message(old),
            label="is read by nothing",
            help=renamed_keys.remedy(old, values),
            at_key=True,
            fix=renamed_keys.fix(old, values),
        )
        for old in renamed_keys.old_keys(objection.path, objection.instance)
    ]


def _newer_key(objection: Objection, _: Values) -> list[Violation]:
    path = objection.path
    return [
        Violation(
            code="LQ403",
            path=path,
            message=f"`{dotted(path)}` is newer than this chart, which is that of Liqo {target.LIQO}",
            label="is read by later releases only",
            help="remove it until this chart follows a release that has it",
            at_key=True,
        )
    ]


def _unknown_key(objection: Objection, values: Values) -> list[Violation]:
    path = objection.path
    *above, key = path
    section = dotted(tuple(above))
    return [
        Violation(
            code="LQ002",
            path=path,
            message=f"the chart has no key `{dotted(path)}`",
            label=f"no such key in `{section}`" if section else "no such key at the top level",
            help=known_keys.key(str(key), tuple(above)),
            at_key=True,
            fix=_nested(objection, values) or _respelt(path, values),
        )
    ]


def _respelt(path: Path, values: Values) -> Fix | None:
    """Write a misspelt key as the one that was meant, unless that one is given too."""
    *above, key = path
    near = known_keys.beside(str(key), tuple(above))
    if near is None or _user_says(values, (*above, near)):
        return None
    return edits.key(values.origin(path), near, safe=did_you_mean.is_spelt_alike(str(key), near))


def _nested(objection: Objection, values: Values) -> Fix | None:
    """Take a dotted key apart, unless the section that it names is there, or would be there twice."""
    *above, key = objection.path
    section, *steps = str(key).split(".")
    beside = values.get(*above)
    twice = isinstance(beside, dict) and any(other.startswith(f"{section}.") for other in beside if other != key)
    known = steps and known_keys.schema_at((*above, section, *steps))
    if not known or twice or _user_says(values, (*above, section)):
        return None
    return edits.nested(values.origin(objection.path), (section, *steps))


def _user_says(values: Values, path: Path) -> bool:
    return any(origin.layer.kind is not LayerKind.DEFAULTS for origin in values.chain(path))


def _quoted_boolean(objection: Objection, values: Values) -> list[Violation]:
    path, instance = objection.path, objection.instance
    name = dotted(path)
    origin = values.origin(path)
    meant = _BOOLEAN_WORDS.get(str(instance).strip().lower())
    words = [meant] if meant else ["true", "false"]
    if origin is not None and origin.layer.kind is LayerKind.PARAMETER:
        help_text = f"write {_either([f'`{word}`' for word in words])}, and do not force it to be text"
    elif origin is not None and origin.layer.kind is not LayerKind.FILE:
        help_text = "write " + _either([f"`--set {name}={word}`" for word in words])
    else:
        help_text = f"write {_either([f'`{path[-1]}: {word}`' for word in words])}, without quotes"
    message = f"`{name}` is the text {show(instance)}, not a boolean"
    fix = edits.value(origin, meant, safe=True) if meant else None
    return [Violation("LQ004", path, message, "text, not a boolean", help_text, fix=fix)]


#: Sentences in the schema that end in a code are not for the user to read here: the rule says it better.
_BY_CODE: Mapping[str, Callable[[Objection, Values], list[Violation]]] = {
    "LQ002": _unknown_key,
    "LQ004": _quoted_boolean,
    "LQ402": _old_keys,
    "LQ403": _newer_key,
}


def _wrong_type(objection: Objection, values: Values) -> Violation:
    path, instance = objection.path, objection.instance
    wanted = _wanted(objection.limit)
    name = dotted(path) or "the values"
    origin = values.origin(path)
    by_set = origin is not None and origin.layer.kind is LayerKind.SET and '"' not in name
    fix = None
    if by_set and objection.limit == "string" and isinstance(instance, (bool, int, float)):
        help_text = f"write `--set-string {name}={show(instance)}`"
    else:
        right = _right(path, objection.limit, _written(instance, origin))
        help_text = _instead(path, wanted, right)
        fix = edits.value(origin, right, safe=True) if right else None
    return Violation(
        code="LQ003",
        path=path,
        message=f"`{name}` must be {wanted}, not {_type(instance)}",
        label=f"{_type(instance)}, not {wanted}",
        help=help_text,
        fix=fix,
    )


def _missing_key(objection: Objection) -> Violation:
    path = objection.path
    present = objection.instance if isinstance(objection.instance, dict) else {}
    missing = [key for key in objection.limit if key not in present]
    names = " and ".join(f"`{key}`" for key in missing)
    return Violation(
        code="LQ005",
        path=path,
        message=f"`{dotted(path)}` lacks {names}",
        label=f"lacks {names}",
        help=f"add {names}",
    )


def _invalid(objection: Objection, values: Values) -> Violation:
    path, instance = objection.path, objection.instance
    wanted = _limits(objection)
    meant = _meant_word(objection)
    example = _line(path, meant) if meant else _example(path)
    same = bool(meant) and meant.lower() == str(instance).lower()
    return Violation(
        code="LQ005",
        path=path,
        message=f"`{dotted(path)}` must be {wanted}, not {_quoted(instance)}",
        label="not allowed here",
        help=f"write for example `{example}`" if example else f"write {wanted}",
        fix=edits.value(values.origin(path), edits.scalar(meant), safe=same) if meant else None,
    )


def _meant_word(objection: Objection) -> str:
    """Return the allowed word that differs least from the user's."""
    if objection.keyword != "enum" or not isinstance(objection.instance, str):
        return ""
    words = tuple(word for word in objection.limit if isinstance(word, str) and word)
    return did_you_mean.nearest(objection.instance, words) or ""


def _limits(objection: Objection) -> str:
    """Say what a keyword of the schema allows."""
    keyword, limit = objection.keyword, objection.limit
    if keyword == "enum":
        return _either([_quoted(value) for value in limit])
    if keyword == "const":  # a sentence of ours, or the one value that is allowed
        return re.sub(_CODE, "", limit).strip() if isinstance(limit, str) else _quoted(limit)
    return _LIMITS.get(keyword, "of the form `{}`").format(limit)


def _quoted(value: Plain) -> str:
    """Write a value into a sentence: a word as it is, whatever could be mistaken with its quotes."""
    if isinstance(value, str) and re.fullmatch(_WORD, value):
        return f"`{value}`"
    return show(value) if isinstance(value, str) else f"`{show(value)}`"


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _wanted(types: str | list[str]) -> str:
    names = [types] if isinstance(types, str) else types
    return " or ".join(_TYPES[name] for name in names)


def _type(value: Plain) -> str:
    """Name the type of a value: booleans are no numbers, and nothing is null."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{show(value)}`"
    if isinstance(value, (int, float)):
        return f"the number {show(value)}"
    if isinstance(value, str):
        return f"the text {show(value)}"
    return "a list" if isinstance(value, list) else "a map"


def _written(instance: Plain, origin: Origin | None) -> Plain:
    """Return a number or boolean as the user wrote it: `1.10` is 1.1 to Helm, and meant as a text."""
    if isinstance(instance, (bool, int, float)) and origin is not None and origin.layer.is_file:
        return origin.span.text.strip() if origin.span is not None else instance
    return instance


def _right(path: Path, types: str | list[str], instance: Plain) -> str:
    """Write the user's own value in the right type, as a piece of YAML; empty where that cannot be done."""
    if instance is None or isinstance(instance, (dict, list)):
        return ""
    text = json.dumps(instance if isinstance(instance, str) else show(instance), ensure_ascii=False)
    if types == "array" and known_keys.schema_at((*path, 0)).get("type") == "string":
        return f"[{text}]"
    if types == "string":
        return text
    if types in ("integer", "number") and isinstance(instance, str) and re.fullmatch(r"-?\d+", instance.strip()):
        return instance.strip()
    return ""


def _instead(path: Path, wanted: str, right: str) -> str:
    """Say what to write; best the user's own value in the right type, else an example, else the type."""
    key = path[-1] if path else ""
    if right:
        without = ", without quotes" if right.lstrip("-").isdigit() else ""
        return (f"write `{key}: {right}`" if isinstance(key, str) else f"write `{right}`") + without
    example = _example(path)
    return f"write {wanted}" + (f", for example `{example}`" if example else "")


def _example(path: Path) -> str:
    """Return an example from the schema, as one line of YAML; empty where the schema has none."""
    schema = known_keys.schema_at(path)
    candidates = [*schema.get("examples", ()), schema.get("default")]
    example = next((value for value in candidates if value not in (None, "", [], {})), None)
    if example is None or not path:
        return ""
    return _line(path, example if isinstance(example, str) else json.dumps(example, ensure_ascii=False))


def _line(path: Path, text: str) -> str:
    return f"{path[-1]}: {text}" if isinstance(path[-1], str) else text
