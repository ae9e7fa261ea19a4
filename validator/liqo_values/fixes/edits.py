"""Edits of the user's files that fix a finding; rules build their fixes with these functions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Edit, Fix
from liqo_values.model.source_text import Span
from liqo_values.parsing.yaml_writer import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.values.provenance import Origin

#: The text before and after an item that is alone on its line.
_DASH = r"[ \t]*-[ \t]+"
_REST = r"[ \t]*(#[^\n]*)?\r?(\n|\Z)"
#: What a flow mapping cannot contain in text without quotes, and how other values begin that stay as they are.
_NOT_IN_FLOW = r"""[^"'].*[,\[\]{}?]|[\[{&*!|>]"""

#: A number or boolean without quotes, tag or anchor.
_PLAIN = r"(?a)[-+.\w]+"
#: Text that means the same in an argument of `--set`, whatever quotes a script has around it.
_SAME_IN_QUOTES = r"(?a)[-\w./:@%]+"
#: Why a place cannot be changed.
_NOTHING_WRITTEN = "the value is blank"
_OPTION = "the value is an option of the command"
_NOT_ONE_WORD = "quotes, escapes or variables of the script are part of it"
_SHARED_LINE = "it shares its line with something else"
_PROPERTIES = "an anchor, an alias or a tag belongs to it"


def _quoted_as(span: Span, text: str) -> str:
    """Keep the quotes around replaced text, because JSON needs them."""
    return json.dumps(text) if span.text.startswith('"') and written(text) == text else text


def hindered(title: str, obstacle: str, *, safe: bool) -> Fix | None:
    """Return a fix that cannot be applied; None if nothing prevents it that users could know of."""
    return Fix(title, (), safe, obstacle) if obstacle else None


def together(title: str, fixes: Sequence[Fix | None], *, safe: bool) -> Fix | None:
    """Join fixes; if one of them cannot be applied, none is."""
    parts = [fix for fix in fixes if fix is not None]
    if len(parts) < len(fixes):
        return None
    obstacle = next((part.obstacle for part in parts if part.obstacle), "")
    return Fix(title, () if obstacle else tuple(edit for part in parts for edit in part.edits), safe, obstacle)


def value(origin: Origin | None, text: str, *, safe: bool) -> Fix | None:
    """Replace a value with ``text``, which is YAML."""
    title = f"write `{text}`"
    if origin is None or origin.span is None:
        return None
    if origin.layer.is_argument:
        return _argument(origin.span, text, text, safe=safe)
    if origin.layer.hcl:
        from liqo_values.fixes import hcl_edits  # noqa: PLC0415 - only for Terraform

        return hcl_edits.value(origin, text, safe=safe) or hindered(title, origin.layer.obstacle, safe=safe)
    if origin.layer.obstacle or not origin.span.text.strip():
        return hindered(title, origin.layer.obstacle or _NOTHING_WRITTEN, safe=safe)
    return Fix(title, (Edit(origin.span, _quoted_as(origin.span, text)),), safe)


def quoted(origin: Origin | None, *, safe: bool) -> Fix | None:
    """Put a scalar into quotes as it is written."""
    if origin is None or origin.span is None:
        return None
    text = origin.span.text
    title = f'write `"{text}"`'
    if not (origin.layer.is_file or origin.layer.hcl):
        return hindered(title, origin.layer.obstacle, safe=safe)
    if re.fullmatch(_PLAIN, text) is None:
        return hindered(title, origin.layer.obstacle or _PROPERTIES, safe=safe)
    return Fix(title, (Edit(origin.span, f'"{text}"'),), safe)


def key(origin: Origin | None, name: str, *, safe: bool) -> Fix | None:
    """Rename a key."""
    if origin is None or origin.key_span is None:
        return None
    title = f"write `{name}`"
    if origin.layer.is_argument:
        above = origin.key_span.text.rpartition(".")[0]
        return _argument(origin.key_span, f"{above}.{name}" if above else name, name, safe=safe)
    if origin.layer.hcl:
        from liqo_values.fixes import hcl_edits  # noqa: PLC0415 - only for Terraform

        return hcl_edits.key(origin, name, safe=safe) or hindered(title, origin.layer.obstacle, safe=safe)
    if not origin.layer.is_file:
        return hindered(title, origin.layer.obstacle, safe=safe)
    return Fix(title, (Edit(origin.key_span, _quoted_as(origin.key_span, written(name))),), safe)


def argument(origin: Origin | None, path: str, *, safe: bool) -> Fix | None:
    """Write another path in an argument of `--set` in a script."""
    if origin is None or origin.key_span is None or not origin.layer.is_argument:
        return None
    return _argument(origin.key_span, path, path, safe=safe)


def _argument(span: Span, text: str, shown: str, *, safe: bool) -> Fix | None:
    """Replace a part of an argument in a script, unless that could mean something else in its quotes, or is a flag."""
    title = f"write `{shown}`"
    if span.text.startswith("-"):
        return hindered(title, _OPTION, safe=safe)
    if not all(re.fullmatch(_SAME_IN_QUOTES, one) for one in (span.text, text)):
        return hindered(title, _NOT_ONE_WORD, safe=safe)
    return Fix(title, (Edit(span, text),), safe)


def word(span: Span, written: str, text: str, *, safe: bool) -> Fix:
    """Replace a word of a script, if it is written as it is read."""
    obstacle = "" if span.text == written else _NOT_ONE_WORD
    return Fix(f"write `{text}`", () if obstacle else (Edit(span, text),), safe, obstacle)


def nested(origin: Origin | None, path: Sequence[str], *, safe: bool) -> Fix | None:
    """Replace the key of a scalar with a path, written with flow mappings."""
    if origin is None or not origin.layer.is_file or origin.span is None or origin.key_span is None:
        return None
    text = origin.span.text
    if (
        not text.strip()
        or "\n" in text
        or re.match(_NOT_IN_FLOW, text)
        or _has_properties(origin.key_span, origin.span)
    ):
        return None
    name, *steps = (_quoted_as(origin.key_span, step) for step in path)
    value = "".join(f"{{{step}: " for step in steps) + text + "}" * len(steps)
    return Fix(f"write `{name}: {value}`", (Edit(origin.key_span, name), Edit(origin.span, value)), safe)


def without_item(origin: Origin | None, *, safe: bool) -> Fix | None:
    """Remove a list item that is alone on its line."""
    if origin is None or origin.span is None:
        return None
    span, title = origin.span, f"remove `{origin.span.text}`"
    if not origin.layer.is_file:
        return hindered(title, origin.layer.obstacle, safe=safe)
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    rest = re.compile(_REST).match(text, span.end)
    if not re.compile(_DASH).fullmatch(text, start, span.start) or rest is None or "\n" in span.text:
        return hindered(title, _SHARED_LINE, safe=safe)
    return Fix(title, (Edit(Span(span.source, start, rest.end()), ""),), safe)


def without_key(origin: Origin | None, *, safe: bool) -> Fix | None:
    """Remove a key and its value that are alone on their line; the map must have another key that stays."""
    if origin is None or origin.span is None or origin.key_span is None:
        return None
    source, title = origin.span.source, f"remove `{origin.key_span.text}`"
    if not origin.layer.is_file:
        return hindered(title, origin.layer.obstacle, safe=safe)
    start = source.text.rfind("\n", 0, origin.key_span.start) + 1
    rest = re.compile(_REST).match(source.text, origin.span.end)
    if (
        source.text[start : origin.key_span.start].strip(" ")
        or rest is None
        or "\n" in source.text[start : origin.span.end]
    ):
        return hindered(title, _SHARED_LINE, safe=safe)
    if _has_properties(origin.key_span, origin.span):
        return hindered(title, _PROPERTIES, safe=safe)
    return Fix(title, (Edit(Span(source, start, rest.end()), ""),), safe)


def _has_properties(key: Span, value: Span) -> bool:
    """Return whether something is between a key and its value, such as an anchor that other values refer to."""
    return key.source.text[key.end : value.start].strip() != ":"
