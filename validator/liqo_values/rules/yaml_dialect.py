"""How Helm reads unquoted values, and characters that are not what they look like."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.fixes import edits
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import show, written
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.values.provenance import Origin

#: What precedes a value with a tag, which says what the value is meant as.
_TAGGED = r"(^|[\s,\[{])!\S*[ \t]+(&\S+[ \t]+)?$"
_OCTAL = r"[-+]?0[0-7_]*[1-7][0-7_]*"
#: Unusual spaces, and zero-width characters.
_INVISIBLE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|[\u00ad\u200b-\u200f\u2060\ufeff]"
_WIDE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
#: Typographic quotes around a whole value.
_TYPOGRAPHIC = "(?s)[\u201c\u201e\u201d\u00ab\u00bb\u2018\u2019](.*)[\u201d\u201c\u00bb\u00ab\u2019\u2018]"


@rule("LQ009", "rewritten-text", Severity.WARNING, charts=ALL_CHARTS)
def rewritten_text(context: Context) -> Iterator[Diagnostic]:
    """An unquoted string that Helm reads as a number or boolean.

    ## What it does
    Reports labels, annotations and node selectors whose value changes when Helm reads it: `1.10` becomes `1.1`, `0755`
    becomes `493`, `1e3` becomes `1000`, and `yes` becomes `true`. Numbers and booleans that stay as you wrote them are
    not reported, and neither are values that the API server rejects (LQ821).

    ## What breaks at run time
    The label has a different value from the one in the file: a node selector matches no node, and a label selector
    matches nothing.
    """
    for path, value in context.leaves:
        if isinstance(value, str) or not _takes_text(context, path[:-1]):
            continue
        origin = context.values.origin(path)
        written = _written(origin)
        if written and _printed(value) != written and not _rejected(context, path):
            yield Diagnostic(
                message=f"`{dotted(path)}` is written `{written}`, but Helm reads it as `{_printed(value)}`",
                path=path,
                primary=context.at(path, f"is read as {_kind(value)}"),
                help=f"write `{json.dumps(written)}`, in quotes",
                fix=edits.value(origin, json.dumps(written), safe=True),
            )


@rule("LQ010", "octal-number", Severity.WARNING, charts=ALL_CHARTS)
def octal_number(context: Context) -> Iterator[Diagnostic]:
    """A number that starts with a zero.

    ## What it does
    Reports integers such as `010`: a leading zero makes a number octal.

    ## What breaks at run time
    `replicas: 010` starts eight replicas.
    """
    for path, value in context.leaves:
        if isinstance(value, bool) or not isinstance(value, int) or _takes_text(context, path[:-1]):
            continue
        written = _written(context.values.origin(path))
        if re.fullmatch(_OCTAL, written):
            yield Diagnostic(
                message=f"`{dotted(path)}` is written `{written}`, which is octal for {show(value)}",
                path=path,
                primary=context.at(path, f"is {show(value)}"),
                help=f"write `{_decimal(written)}` or `{show(value)}`",
            )


def _decimal(octal: str) -> str:
    """Return what an octal number looks like to someone who reads it as decimal."""
    sign = "-" if octal.startswith("-") else ""
    return sign + octal.lstrip("+-").replace("_", "").lstrip("0")


@rule("LQ011", "invisible-character", Severity.WARNING, charts=ALL_CHARTS)
def invisible_character(context: Context) -> Iterator[Diagnostic]:
    """An invisible character or typographic quotes, pasted from a web page or word processor.

    ## What it does
    Reports keys and values that contain zero-width characters or spaces other than the usual one, and values in
    typographic quotes, which are not quotes in YAML.

    ## What breaks at run time
    The string is not what it looks like. A name with such a character matches nothing, and the cluster rejects most of
    them.
    """
    for path, value in context.leaves:
        if (
            isinstance(value, str)
            and not value.isascii()
            and (re.search(_INVISIBLE, value) or re.fullmatch(_TYPOGRAPHIC, value))
        ):
            yield from _invisible(context, path, value)
    for path, key in context.keys:
        if not key.isascii() and re.search(_INVISIBLE, key):
            yield from _invisible(context, path, key, at_key=True)


def _invisible(context: Context, path: Path, text: str, *, at_key: bool = False) -> Iterator[Diagnostic]:
    origin = context.values.origin(path)
    if origin is None:
        return
    found = re.search(_INVISIBLE, text)
    what = f"the invisible character U+{ord(found[0]):04X}" if found else "typographic quotes, which YAML keeps"
    clean = _clean(text)
    write = edits.key(origin, clean, safe=True) if at_key else edits.value(origin, written(clean), safe=True)
    yield Diagnostic(
        message=f"the {'key' if at_key else 'value of'} `{dotted(path)}` contains {what}",
        path=path,
        primary=context.at(path, "is not what it looks like", at_key=at_key),
        help=f"type `{clean}` by hand",
        fix=write,
    )


def _clean(text: str) -> str:
    match = re.fullmatch(_TYPOGRAPHIC, text)
    return re.sub(_INVISIBLE, "", re.sub(_WIDE, " ", match[1] if match else text)).strip()


def _rejected(context: Context, path: Path) -> bool:
    """Return whether the API server rejects a value that is not a string, since Liqo's own chart does not quote it."""
    if context.chart.is_ours:
        return False
    from liqo_values.rules import published_texts  # noqa: PLC0415 - values for our chart do not need it

    return published_texts.is_number_in_text_map(context, path)


def _written(origin: Origin | None) -> str:
    """Return how a value is written in its file; empty if not in a file, or if aliased or tagged."""
    if origin is None or origin.span is None or not origin.layer.is_file:
        return ""
    span = origin.span
    start = span.source.text.rfind("\n", 0, span.start) + 1
    tagged = re.search(_TAGGED, span.source.text[start : span.start])
    return "" if tagged or span.text.startswith("*") else span.text.strip()


def _takes_text(context: Context, path: Path) -> bool:
    """Tell whether ``path`` is a map with free keys and string values, such as labels."""
    others = context.chart.keys.schema_at(path).get("additionalProperties")
    types = others.get("type", ()) if isinstance(others, dict) else ()
    return "string" in types and "number" in types


def _printed(value: Plain) -> str:
    """Format a number or boolean as the chart's templates do."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return show(value)


def _kind(value: Plain) -> str:
    return "a boolean" if isinstance(value, bool) else "a number"
