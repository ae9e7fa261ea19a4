"""Explain in plain words what a chart's schema rejects in the merged values.

Helm validates the merged values of the chart against its schema, and those of every subchart against the subchart's.
The chart's own schema also describes the values of its subcharts, so that one pass finds everything.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from liqo_values.charts.keys import MODE_KEYS
from liqo_values.fixes import block_entries, edits
from liqo_values.model import did_you_mean
from liqo_values.model.findings import Diagnostic
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import Path, Plain, TemplateText, dotted
from liqo_values.parsing import set_flags
from liqo_values.parsing.yaml_writer import show, written
from liqo_values.schema import argument_values, renamed_keys, several_cidrs, unrendered
from liqo_values.schema.engine import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema import ValidationError

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.findings import Fix
    from liqo_values.model.layers import Layer
    from liqo_values.values.provenance import Origin, Values

#: Sentences in the schema, which Helm prints, end in the code of their rule.
_CODE = r"\[(LQ\d{3})\]$"
#: Strings that are as clear without quotes.
_WORD = r"(?a)(?!(?i:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][\w./:-]{0,38}"

#: What strings in place of a boolean mean; the meaning of any other string is unknown.
_BOOLEAN_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "y", "t", "1", "enable", "enabled"), "true"),
    **dict.fromkeys(("false", "no", "off", "n", "f", "0", "disable", "disabled"), "false"),
}

#: Why the published charts let all of this pass.
_NO_SCHEMA = "this chart has no schema, so Helm does not check it"
#: What it does not let pass, in spite of that.
_CANNOT_RENDER = "Helm cannot render the templates of this chart with it"

_TYPES = {
    "object": "a map",
    "array": "a list",
    "string": "a string",
    "boolean": "`true` or `false`",
    "integer": "an integer",
    "number": "a number",
    "null": "an empty value",
}

_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "a string of at least {} characters",
    "maxLength": "a string of at most {} characters",
    "minItems": "a list of at least {} items",
    "maxItems": "a list of at most {} items",
    "uniqueItems": "a list without duplicates",
}


def diagnostics(values: Values, chart: TargetChart) -> list[Diagnostic]:
    """Return what the chart's schema rejects, each place once.

    ``quick_check.conforms`` is faster if there is nothing to report.
    """
    found: dict[Path, Diagnostic] = {}
    for error in errors(values.data, chart):
        for diagnostic in _Violation(error, values, chart).explained():
            found.setdefault(diagnostic.path, diagnostic)
    if chart.is_ours:
        return list(found.values())
    return [
        diagnostic.replace(help=f"{_who_rejects(diagnostic.path, values, chart)}; {diagnostic.help}")
        for diagnostic in found.values()
    ]


def _who_rejects(path: Path, values: Values, chart: TargetChart) -> str:
    return _CANNOT_RENDER if unrendered.cannot_render(path, values, chart) else _NO_SCHEMA


class _Violation:
    """A violated keyword of the schema, to be explained.

    Attributes:
        path: The path of the value that violates it.
        instance: That value.
        keyword: The keyword, such as ``type``.
        limit: The value of the keyword, such as ``"array"``.
        values: All values.
        chart: The chart that has the schema.
    """

    def __init__(self, error: ValidationError, values: Values, chart: TargetChart) -> None:
        self.path: Path = tuple(error.absolute_path)
        self.instance: Plain = error.instance  # type: ignore[assignment]
        self.keyword = str(error.validator)
        self.limit: Any = error.validator_value
        self.values = values
        self.chart = chart

    def explained(self) -> Iterator[Diagnostic]:
        """Explain what is wrong.

        Sentences in the schema that end in a code are for Helm: here, the rule has a better message.
        """
        sentence = self.limit.get("const") if self.keyword == "not" else self.limit
        code = re.search(_CODE, str(sentence)) if self.keyword in ("const", "not") else None
        match code[1] if code else self.keyword:
            case "LQ002":
                yield self._unknown_key()
            case "LQ004":
                yield self._quoted_boolean()
            case "LQ402":
                yield from self._old_keys()
            case "LQ403":
                yield self._newer_key()
            case "LQ404":
                yield self._our_key()
            case "type":
                yield self._wrong_type()
            case "required":
                yield self._missing_key()
            case _:
                yield self._invalid()

    def _diagnostic(
        self, code: str, message: str, label: str, remedy: str, *, at_key: bool = False, fix: Fix | None = None
    ) -> Diagnostic:
        primary = self.values.label(self.path, label, at_key=at_key)
        related = self.values.overridden(self.path)
        return Diagnostic(message, primary, remedy, code=code, path=self.path, related=related, fix=fix)

    @property
    def _origin(self) -> Origin | None:
        return self.values.origin(self.path)

    @property
    def _argument(self) -> Layer | None:
        """The layer of the argument that sets the value; None if it is not set by one."""
        layer = self._origin.layer if self._origin is not None else None
        return layer if layer is not None and argument_values.is_argument(layer) else None

    def _several(self) -> str:
        """Return what to write instead of several networks; empty if the value is something else."""
        by_argument = self._argument is not None
        return several_cidrs.instead(self.path, self.instance, self.chart, in_argument=by_argument)

    def _old_keys(self) -> Iterator[Diagnostic]:
        return renamed_keys.diagnostics(self.path, self.instance, self.values, self.chart)

    def _newer_key(self) -> Diagnostic:
        if dotted(self.path) in self.chart.keys_of_forks:
            return self._diagnostic(
                "LQ403",
                f"`{dotted(self.path)}` is a key of forks of Liqo, which {self.chart.label} does not have",
                "is read only by forks",
                "remove it, or install the chart of the fork with its images",
                at_key=True,
            )
        return self._diagnostic(
            "LQ403",
            f"`{dotted(self.path)}` is from a later release than this chart, which is for Liqo {self.chart.release}",
            "is read only by later releases",
            "remove it until you use a chart for a release that has it",
            at_key=True,
        )

    def _our_key(self) -> Diagnostic:
        return self._diagnostic(
            "LQ404",
            f"{self.chart.label} does not read `{dotted(self.path)}`",
            "only the chart of liqo-values reads it",
            "remove it, or install the chart of liqo-values",
            at_key=True,
        )

    def _unknown_key(self) -> Diagnostic:
        section = dotted(self.path[:-1])
        fix = self._nested()
        fix = fix if fix is not None and fix.edits else self._respelt() or fix
        return self._diagnostic(
            "LQ002",
            f"the chart has no key `{dotted(self.path)}`",
            f"no such key in `{section}`" if section else "no such key at the top level",
            self._instead() if fix and fix.edits else "; ".join(filter(None, (self._instead(), self._obstacle()))),
            at_key=True,
            fix=fix,
        )

    def _respelt(self) -> Fix | None:
        """Correct a misspelled key, unless the key that was meant is set too."""
        *above, key = self.path
        near = self.chart.keys.similar(str(key), tuple(above))
        if near is None or self.values.set_by_user((*above, near)):
            return None
        safe = did_you_mean.is_spelt_alike(str(key), near) and self._keeps_mode((*above, near))
        return edits.key(self._origin, near, safe=safe)

    def _instead(self) -> str:
        """Return what to write instead of an unknown key."""
        *above, key = self.path
        path = self._path()
        if path and self.values.set_by_user(path):
            return f"remove it, since `{dotted(path)}` is set"
        if not above and self.chart.keys.holds_all(self.instance):
            umbrella = f"if these are values of an umbrella chart, check them with `--prefix {key}`"
            return f"remove `{key}` above the keys in it, which belong at the top level; {umbrella}"
        return self.chart.keys.advice(str(key), tuple(above), self.instance)

    def _obstacle(self) -> str:
        """Return why a dotted key is not split or moved; empty if the user has to decide."""
        path = self._path()
        return "" if not path or self.values.set_by_user(path) else block_entries.obstacle(self.values, self.path, path)

    def _path(self) -> Path:
        """Return the path that a dotted key means; empty if it means none."""
        *above, key = self.path
        below = self.chart.keys.split(str(key), tuple(above))
        return (*above, *below) if below else ()

    def _nested(self) -> Fix | None:
        """Split a dotted key; or move it to its section if that or other dotted keys exist, or one line is too few."""
        *above, key = self.path
        path = self._path()
        if not path or self.values.set_by_user(path):
            return None
        section, *_ = steps = tuple(map(str, path[len(above) :]))
        safe = ".".join(steps) == key and self._keeps_mode(path)
        others = self.values.get(*above)
        several = isinstance(others, dict) and any("." in other for other in others if other != key)
        if not several and not self.values.set_by_user((*above, section)):
            split = edits.nested(self._origin, steps, safe=safe)
            if split:
                return split
        return block_entries.moved(self.values, self.path, path, safe=safe)

    def _keeps_mode(self, path: Path) -> bool:
        """Return whether a corrected key leaves the mode as it is.

        Liqo's own chart installs values with a wrong key as if it were not there: to correct one that decides the mode
        changes what runs already. Our chart rejects them.
        """
        return self.chart.is_ours or path not in MODE_KEYS

    def _quoted_boolean(self) -> Diagnostic:
        name, origin = dotted(self.path), self._origin
        meant = _BOOLEAN_WORDS.get(str(self.instance).strip().lower())
        words = [meant] if meant else ["true", "false"]
        if origin is not None and origin.layer.kind is LayerKind.PARAMETER:
            forced = not isinstance(set_flags.typed(str(self.instance)), str)
            more = (
                ", and do not force it to be a string"
                if forced
                else "; in an argument, only `true` and `false` are booleans"
            )
            remedy = f"write {_either([f'`{word}`' for word in words])}{more if forced or meant else ''}"
        elif origin is not None and origin.layer.kind is not LayerKind.FILE:
            remedy = "write " + _either([f"`--set {name}={word}`" for word in words])
        else:
            remedy = f"write {_either([f'`{self.path[-1]}: {word}`' for word in words])} without quotes"
        if isinstance(self.instance, TemplateText):
            remedy = self.instance.remedy
        message = f"`{name}` is the string {show(self.instance)}, not a boolean"
        fix = edits.value(origin, meant, safe=self._keeps_mode(self.path)) if meant else None
        return self._diagnostic("LQ004", message, "is a string, not a boolean", remedy, fix=fix)

    def _wrong_type(self) -> Diagnostic:
        wanted = type_names(self.limit)
        name, origin = dotted(self.path) or "the values", self._origin
        fix = None
        if isinstance(self.instance, TemplateText):
            remedy = self.instance.remedy
        else:
            right = self._right(_written(self.instance, origin))
            remedy = self._several() or self._what_to_write(wanted, right)
            safe = self.limit != "boolean" or self._keeps_mode(self.path)
            fix = edits.value(origin, right, safe=safe) if right else None
        kind = _type(self.instance)
        return self._diagnostic(
            "LQ003", f"`{name}` must be {wanted}, not {kind}", f"is {kind}, not {wanted}", remedy, fix=fix
        )

    def _missing_key(self) -> Diagnostic:
        present = self.instance if isinstance(self.instance, dict) else {}
        names = " and ".join(f"`{key}`" for key in self.limit if key not in present)
        return self._diagnostic("LQ005", f"`{dotted(self.path)}` lacks {names}", f"lacks {names}", f"add {names}")

    def _invalid(self) -> Diagnostic:
        wanted = self._limits()
        meant = self._meant_word()
        example = self._line(meant) if meant else self._example()
        same = bool(meant) and meant.lower() == str(self.instance).lower()
        return self._diagnostic(
            "LQ005",
            f"`{dotted(self.path)}` must be {wanted}, not {_quoted(self.instance)}",
            "is not allowed here",
            self._several() or (f"write `{example}`, for example" if example else f"write {wanted}"),
            fix=edits.value(self._origin, written(meant), safe=same) if meant else None,
        )

    def _meant_word(self) -> str:
        """Return the allowed word that is closest to the user's."""
        if self.keyword != "enum" or not isinstance(self.instance, str):
            return ""
        words = tuple(word for word in self.limit if isinstance(word, str) and word)
        return did_you_mean.nearest(self.instance, words) or ""

    def _limits(self) -> str:
        """Describe what a keyword of the schema allows."""
        if self.keyword == "enum":
            return _either([_quoted(value) for value in self.limit])
        if self.keyword == "const":  # one of our sentences, or the only value that is allowed
            return re.sub(_CODE, "", self.limit).strip() if isinstance(self.limit, str) else _quoted(self.limit)
        return _LIMITS.get(self.keyword, "in the form `{}`").format(self.limit)

    def _right(self, instance: Plain) -> str:
        """Write the user's value in the right type, as YAML; empty if that is impossible."""
        if instance is None or isinstance(instance, (dict, list)):
            return ""
        text = json.dumps(instance if isinstance(instance, str) else show(instance), ensure_ascii=False)
        if self.limit == "array" and self.chart.keys.schema_at((*self.path, 0)).get("type") == "string":
            items = several_cidrs.items(instance) if isinstance(instance, str) else [show(instance)]
            return json.dumps(items, ensure_ascii=False)
        if self.limit == "string":
            return text
        if self.limit == "boolean":
            return {"0": "false", "1": "true"}.get(str(instance), "")
        whole = isinstance(instance, str) and re.fullmatch(r"-?\d+", instance.strip())
        return str(instance).strip() if self.limit in ("integer", "number") and whole else ""

    def _what_to_write(self, wanted: str, right: str) -> str:
        """Return what to write: the user's value in the right type, or else an example, or else the type."""
        key = self.path[-1] if self.path else ""
        argument = self._argument
        if right and argument is not None and '"' not in dotted(self.path):
            found = argument_values.instead(argument, self.path, self.instance, right, self.limit)
            return found or f"write {wanted}, in a values file"
        if right:
            without = " without quotes" if right.lstrip("-").isdigit() else ""
            return (f"write `{key}: {right}`" if isinstance(key, str) else f"write `{right}`") + without
        switch = _BOOLEAN_WORDS.get(str(self.instance).lower()) if "boolean" in self.limit else None
        if switch and isinstance(self.instance, str):  # of a dependency: Helm ignores a string there, and installs it
            return f"write `{self._line(switch)}` without quotes"
        example = "" if self.limit == "boolean" else self._example()
        return f"write {wanted}" + (f", for example `{example}`" if example else "")

    def _example(self) -> str:
        """Return an example from the schema, as one line of YAML; empty if the schema has none."""
        schema = self.chart.keys.schema_at(self.path)
        candidates = [*schema.get("examples", ()), schema.get("default")]
        example = next((value for value in candidates if value not in (None, "", [], {})), None)
        if example is None or not self.path:
            return ""
        return self._line(example if isinstance(example, str) else json.dumps(example, ensure_ascii=False))

    def _line(self, text: str) -> str:
        """Write a value with its key as in a values file, or alone if it is set by an argument."""
        is_key = bool(self.path) and isinstance(self.path[-1], str) and self._argument is None
        return f"{self.path[-1]}: {text}" if is_key else text


def _quoted(value: Plain) -> str:
    """Write a value into a sentence: a plain word as it is, anything ambiguous with its quotes."""
    if isinstance(value, str) and re.fullmatch(_WORD, value):
        return f"`{value}`"
    return show(value) if isinstance(value, str) else f"`{show(value)}`"


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def type_names(types: str | Sequence[str]) -> str:
    """Return what a value of these types is called."""
    names = [types] if isinstance(types, str) else types
    return " or ".join(_TYPES[name] for name in names)


def _type(value: Plain) -> str:
    """Name the type of a value: a boolean is not a number here."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return f"`{show(value)}`"
    if isinstance(value, (int, float)):
        return f"the number {show(value)}"
    if isinstance(value, str):
        return f"the string {show(value)}"
    return "a list" if isinstance(value, list) else "a map"


def _written(instance: Plain, origin: Origin | None) -> Plain:
    """Return a number or boolean as the user wrote it: Helm reads `1.10` as 1.1, but it is meant as a string."""
    if isinstance(instance, (bool, int, float)) and origin is not None and origin.layer.is_file:
        return origin.span.text.strip() if origin.span is not None else instance
    return instance
