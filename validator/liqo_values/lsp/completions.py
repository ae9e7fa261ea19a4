"""What editors propose: the keys of the target chart at the cursor's place in the values, and values of keys.

A text is often not YAML while somebody writes it. A check of the same text with a stand-in at the cursor says where in
the values the cursor is, whatever contains the values: the keys around it, the release and its target chart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from liqo_values.charts import key_values
from liqo_values.lsp.document_checks import source_of
from liqo_values.parsing import yaml_writer
from liqo_values.sources import own_values
from liqo_values.values.written_places import Written, written_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.target import TargetChart
    from liqo_values.lsp.document_checks import DocumentChecks
    from liqo_values.lsp.open_documents import Document
    from liqo_values.model.nodes import Path

#: The word in place of what is written at the cursor; no text has it.
_STAND_IN = "liqoValuesCursor"
#: The text of a line before the cursor; the group is what is written. The cursor is in an argument of `--set`, in a
#: key, or in a value, which can also be the dotted path of a parameter: what follows the last dot is then written.
_IN_ARGUMENT = r""".*--set(?:-\w+)?[= \t]+["']?(?:[^\s"']*[,.=])?([\w-]*)$"""
_IN_KEY = r"""(?:.*[{,]|[ \t]*(?:- +)*)[ \t]*["']?([\w.-]*)$"""
_IN_VALUE = r"""[^#]*?:[ \t]+["']?(?:[\w-]+\.)*([\w-]*)$"""
_REST = r"[\w-]*"
#: A value in a map without braces.
_TOP_KEY = r"(?m)^([A-Za-z][\w.-]*):"


class _Cursor(NamedTuple):
    """Where something is written.

    Attributes:
        before: The text up to it.
        after: The text after it.
        value: What a key needs after it, if nothing is there; empty if it is not a key.
    """

    before: str
    after: str
    value: str

    def with_stand_in(self, line_end: int) -> str:
        """Return the text with the stand-in, with a value even if only a part of a key is written.

        The value is no null, which some tools leave out.
        """
        rest = self.after[:line_end]
        has_value = not self.value or re.match(r"""["']?[ \t]*[:=]""", rest) is not None
        return self.before + _STAND_IN + ("" if has_value else self.value) + self.after


def proposed(document: Document, offset: int, checks: DocumentChecks) -> list[types.CompletionItem]:
    """Return what can be written at a place."""
    cursor = _cursor(document, offset)
    if cursor is None:
        return []
    found = _written(document, cursor, checks)
    if found is None:
        return []
    chart, written = found
    return list(_keys(chart, written, cursor.value) if written.at_key else _values(chart, written.path))


def _cursor(document: Document, offset: int) -> _Cursor | None:
    text = document.text
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:offset]
    places = ((_IN_ARGUMENT, "=0"), (_IN_KEY, ": 0"), (_IN_VALUE, ""))
    found = ((match, value) for pattern, value in places if (match := re.match(pattern, line)))
    match, value = next(found, (None, ""))
    if match is None:
        return None
    rest = re.compile(_REST).match(text, offset)
    begin = start + match.start(1)
    is_value = value == "=0" and text[begin - 1] == "="
    return _Cursor(text[:begin], text[rest.end() if rest else offset :], "" if is_value else value)


def _written(document: Document, cursor: _Cursor, checks: DocumentChecks) -> tuple[TargetChart, Written] | None:
    """Return the stand-in in the values, and the chart of its release."""
    end = re.search(r"[\r\n]|$", cursor.after)
    line_end = end.start() if end else 0
    whole = cursor.with_stand_in(line_end)
    up_to_here = whole[: len(whole) - len(cursor.after) + line_end]
    # What is wrong below the cursor must not matter: the text up to it is enough to know where it is.
    return next(filter(None, (_found_in(text, document, checks) for text in (whole, f"{up_to_here}\n"))), None)


def _found_in(text: str, document: Document, checks: DocumentChecks) -> tuple[TargetChart, Written] | None:
    folder = checks.folder_of(document.path)
    source = source_of(document, folder).with_text(text)
    texts = checks.texts(folder) | {document.path: source}
    for named in (False, True) if _may_be_values(document) else (False,):
        for result in checks.check(document.path, texts=texts, named=named).results:
            written = written_key(result.values, source.name, _STAND_IN)
            if written is not None:
                return result.chart, written
    return None


def _may_be_values(document: Document) -> bool:
    """Return whether a file with few keys may be one with values for Liqo."""
    keys = set(re.findall(_TOP_KEY, document.text))
    return own_values.is_named(document.path) or not keys or all(own_values.possible_layer(f"{key}:") for key in keys)


def _keys(chart: TargetChart, written: Written, value: str) -> Iterator[types.CompletionItem]:
    """Yield the keys of the map around the stand-in that it does not have yet, with what separates key and value."""
    section: Path = written.path[:-1]
    is_argument = value != ": 0"
    for name in chart.keys.below(section):
        known = key_values.known(chart, (*section, name))
        if known is None or known.instead or name in written.siblings:
            continue
        yield types.CompletionItem(
            label=name,
            kind=types.CompletionItemKind.Property,
            detail=" or ".join(known.types) or None,
            documentation=known.description or None,
            insert_text=name if is_argument else f"{name}:" if "object" in known.types else f"{name}: ",
        )


def _values(chart: TargetChart, path: Path) -> Iterator[types.CompletionItem]:
    """Yield the values that a key can have, the default first."""
    known = key_values.known(chart, path)
    choices = sorted(known.choices, key=lambda choice: choice != known.default) if known else []
    for number, choice in enumerate(choices):
        yield types.CompletionItem(
            label=yaml_writer.written(choice),
            kind=types.CompletionItemKind.Value,
            detail="default" if known and choice == known.default and type(choice) is type(known.default) else None,
            sort_text=str(number),
        )
