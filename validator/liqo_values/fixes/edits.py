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


def _quoted_as(span: Span, text: str) -> str:
    """Keep the quotes around replaced text, because JSON needs them."""
    return json.dumps(text) if span.text.startswith('"') and written(text) == text else text


#: Text that means the same in an argument of `--set`, whatever quotes a script has around it.
_SAME_IN_QUOTES = r"(?a)[-\w./:@%]+"


def value(origin: Origin | None, text: str, *, safe: bool) -> Fix | None:
    """Replace a value with ``text``, which is YAML."""
    if origin is not None and origin.layer.is_argument:
        return _argument(origin.span, text, text, safe=safe)
    if origin is not None and origin.layer.hcl:
        from liqo_values.fixes import hcl_edits  # noqa: PLC0415 - only for Terraform

        return hcl_edits.value(origin, text, safe=safe)
    if not _in_file(origin) or origin is None or origin.span is None or not origin.span.text.strip():
        return None
    return Fix(f"write `{text}`", (Edit(origin.span, _quoted_as(origin.span, text)),), safe)


def quoted(origin: Origin | None, *, safe: bool) -> Fix | None:
    """Put a scalar into quotes as it is written."""
    if origin is None or origin.span is None or not (_in_file(origin) or origin.layer.hcl):
        return None
    text = origin.span.text
    if re.fullmatch(_PLAIN, text) is None:
        return None
    return Fix(f'write `"{text}"`', (Edit(origin.span, f'"{text}"'),), safe)


def key(origin: Origin | None, name: str, *, safe: bool) -> Fix | None:
    """Rename a key."""
    if origin is not None and origin.layer.is_argument:
        above = origin.key_span.text.rpartition(".")[0] if origin.key_span else ""
        return _argument(origin.key_span, f"{above}.{name}" if above else name, name, safe=safe)
    if origin is not None and origin.layer.hcl:
        from liqo_values.fixes import hcl_edits  # noqa: PLC0415 - only for Terraform

        return hcl_edits.key(origin, name, safe=safe)
    if not _in_file(origin) or origin is None or origin.key_span is None:
        return None
    return Fix(f"write `{name}`", (Edit(origin.key_span, _quoted_as(origin.key_span, written(name))),), safe)


def argument(origin: Origin | None, path: str, *, safe: bool) -> Fix | None:
    """Write another path in an argument of `--set` in a script."""
    if origin is None or not origin.layer.is_argument:
        return None
    return _argument(origin.key_span, path, path, safe=safe)


def _argument(span: Span | None, text: str, shown: str, *, safe: bool) -> Fix | None:
    """Replace a part of an argument in a script; None if that could mean something else in its quotes, or is a flag."""
    if (
        span is None
        or span.text.startswith("-")
        or not all(re.fullmatch(_SAME_IN_QUOTES, one) for one in (span.text, text))
    ):
        return None
    return Fix(f"write `{shown}`", (Edit(span, text),), safe)


def nested(origin: Origin | None, path: Sequence[str], *, safe: bool) -> Fix | None:
    """Replace the key of a scalar with a path, written with flow mappings."""
    if not _in_file(origin) or origin is None or origin.span is None or origin.key_span is None:
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
    if not _in_file(origin) or origin is None or origin.span is None:
        return None
    span = origin.span
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    rest = re.compile(_REST).match(text, span.end)
    if not re.compile(_DASH).fullmatch(text, start, span.start) or rest is None or "\n" in span.text:
        return None
    return Fix(f"remove `{span.text}`", (Edit(Span(span.source, start, rest.end()), ""),), safe)


def without_key(origin: Origin | None, *, safe: bool) -> Fix | None:
    """Remove a key and its value that are alone on their line; the map must have another key that stays."""
    if not _in_file(origin) or origin is None or origin.span is None or origin.key_span is None:
        return None
    source = origin.span.source
    start = source.text.rfind("\n", 0, origin.key_span.start) + 1
    rest = re.compile(_REST).match(source.text, origin.span.end)
    if (
        source.text[start : origin.key_span.start].strip(" ")
        or rest is None
        or "\n" in source.text[start : origin.span.end]
        or _has_properties(origin.key_span, origin.span)
    ):
        return None
    return Fix(f"remove `{origin.key_span.text}`", (Edit(Span(source, start, rest.end()), ""),), safe)


def _has_properties(key: Span, value: Span) -> bool:
    """Return whether something is between a key and its value, such as an anchor that other values refer to."""
    return key.source.text[key.end : value.start].strip() != ":"


def _in_file(origin: Origin | None) -> bool:
    """Return whether a value is in a file as it is; command-line arguments cannot be edited."""
    return origin is not None and origin.layer.is_file
