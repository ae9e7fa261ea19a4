"""What Helm makes of values that are written without quotes, and what nobody sees: LQ009 to LQ011."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.fixes import edits
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import show, written
from liqo_values.rules.context import Context
from liqo_values.rules.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.values.provenance import Origin

_OCTAL = r"[-+]?0[0-7_]*[1-7][0-7_]*"
#: Blanks of other kinds, and characters without width.
_UNSEEN = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|[\u00ad\u200b-\u200f\u2060\ufeff]"
_WIDE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
#: Quotes of books and word processors, around a whole value.
_BOOKISH = "(?s)[\u201c\u201e\u201d\u00ab\u00bb\u2018\u2019](.*)[\u201d\u201c\u00bb\u00ab\u2019\u2018]"


@rule("LQ009", "rewritten-text", Severity.WARNING)
def rewritten_text(context: Context) -> Iterator[Diagnostic]:
    """A text without quotes that Helm reads as a number or boolean.

    ## What it does
    Reports labels, annotations and node selectors whose value arrives otherwise than it is written: `1.10` as `1.1`,
    `0755` as `493`, `1e3` as `1000`, `yes` as `true`. Numbers and booleans that read as they are written are fine.

    ## What breaks at run time
    The label has another value than the one that is written: a node selector finds no node, and what selects by the
    label finds nothing.
    """
    for path, value in _leaves(context.values.data):
        if isinstance(value, str) or not _takes_text(context, path[:-1]):
            continue
        origin = context.values.origin(path)
        written = _written(origin)
        if written and _printed(value) != written:
            yield Diagnostic(
                message=f"`{dotted(path)}` is written `{written}`, and arrives as `{_printed(value)}`",
                path=path,
                primary=context.at(path, f"is read as {_kind(value)}"),
                help=f"write `{json.dumps(written)}`, in quotes",
                fix=edits.value(origin, json.dumps(written), safe=True),
            )


@rule("LQ010", "octal-number", Severity.WARNING)
def octal_number(context: Context) -> Iterator[Diagnostic]:
    """A number that begins with a zero.

    ## What it does
    Reports numbers such as `010` where a number is meant: a zero at the beginning makes them octal.

    ## What breaks at run time
    `replicas: 010` starts eight replicas.
    """
    for path, value in _leaves(context.values.data):
        if isinstance(value, bool) or not isinstance(value, int) or _takes_text(context, path[:-1]):
            continue
        written = _written(context.values.origin(path))
        if re.fullmatch(_OCTAL, written):
            yield Diagnostic(
                message=f"`{dotted(path)}` is written `{written}`, which is octal for {show(value)}",
                path=path,
                primary=context.at(path, f"is {show(value)}"),
                help=f"write `{written.lstrip('0')}`, or `{show(value)}`",
            )


@rule("LQ011", "invisible-character", Severity.WARNING)
def invisible_character(context: Context) -> Iterator[Diagnostic]:
    """Characters that came along from a web page or a word processor.

    ## What it does
    Reports keys and values with blanks that are none to YAML, with characters without width, and values in quotes that
    only people take for quotes.

    ## What breaks at run time
    The text is not the one that is seen. A name with such a character names nothing, and most of them are refused in
    the cluster.
    """
    for path, value in _leaves(context.values.data):
        if (
            isinstance(value, str)
            and not value.isascii()
            and (re.search(_UNSEEN, value) or re.fullmatch(_BOOKISH, value))
        ):
            yield from _unseen(context, path, value)
    for path in _keys(context.values.data):
        if not str(path[-1]).isascii() and re.search(_UNSEEN, str(path[-1])):
            yield from _unseen(context, path, str(path[-1]), at_key=True)


def _unseen(context: Context, path: Path, text: str, *, at_key: bool = False) -> Iterator[Diagnostic]:
    origin = context.values.origin(path)
    if origin is None:
        return
    found = re.search(_UNSEEN, text)
    what = f"the character U+{ord(found[0]):04X}, which nobody sees" if found else "quotes that are none to YAML"
    clean = _clean(text)
    write = edits.key(origin, clean, safe=True) if at_key else edits.value(origin, written(clean), safe=True)
    yield Diagnostic(
        message=f"the {'key' if at_key else 'value of'} `{dotted(path)}` has {what}",
        path=path,
        primary=context.at(path, "is not what it looks like", at_key=at_key),
        help=f"write `{clean}`, typed by hand",
        fix=write,
    )


def _clean(text: str) -> str:
    match = re.fullmatch(_BOOKISH, text)
    return re.sub(_UNSEEN, "", re.sub(_WIDE, " ", match[1] if match else text)).strip()


def _leaves(value: Plain, path: Path = ()) -> Iterator[tuple[Path, Plain]]:
    """Yield everything in a map or list that is no map, list or null."""
    inside: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in inside:
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner, (*path, step))
        elif inner is not None:
            yield (*path, step), inner


def _keys(value: Plain, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _keys(inner, (*path, key))


def _written(origin: Origin | None) -> str:
    """Return how a value is written in a file; empty where it is not, or stands elsewhere as an anchor."""
    if origin is None or origin.span is None or not origin.layer.is_file:
        return ""
    text = origin.span.text.strip()
    return "" if text.startswith(("*", "&", "!")) else text


def _takes_text(context: Context, path: Path) -> bool:
    """Tell whether there is a map whose keys are free and whose values are texts, such as labels."""
    others = context.chart.keys.schema_at(path).get("additionalProperties")
    types = others.get("type", ()) if isinstance(others, dict) else ()
    return "string" in types and "number" in types


def _printed(value: Plain) -> str:
    """Write a number or boolean as the chart's templates do."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return show(value)


def _kind(value: Plain) -> str:
    return "a boolean" if isinstance(value, bool) else "a number"
