"""What editors propose in the project file, which has a schema of its own."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from liqo_values.charts import selection
from liqo_values.engine.layer_index import files_in
from liqo_values.engine.project_file import NAME
from liqo_values.engine.project_schema import part_at
from liqo_values.engine.rule_selection import ALL
from liqo_values.lsp.project_document import RULES, SEVERITIES, places, root
from liqo_values.model.nodes import ListNode, MapNode, ScalarNode
from liqo_values.parsing import yaml_writer
from liqo_values.rules import rule_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.engine.project_schema import Part
    from liqo_values.lsp.document_checks import DocumentChecks
    from liqo_values.lsp.open_documents import Document
    from liqo_values.lsp.project_document import Place
    from liqo_values.model.nodes import Path as KeyPath

#: The word in place of what is written at the cursor; no text has it.
_STAND_IN = "liqoValuesCursor"
#: The text of a line before the cursor: what separates, a quote, and what is written.
_BEFORE = r"""(?P<separated>[^#]*(?:[:,-][ \t]+|[\[{,][ \t]*)|[ \t]*)(?P<quote>["']?)(?P<written>[^\[\]{},#"']*)$"""
#: The rest of what is written, after the cursor.
_REST = r"[\w./@*~-]*"
_OPENED = {"[": "]", "{": "}"}
#: The keys whose values are clusters, and files or patterns of them.
_CLUSTERS = ("consumer", "provider", "cluster")
_FILES = ("files", "forEach", "exclude", "baseline")
_CHART, _STACKS = "chart", "stacks"
#: The most files to propose.
_MOST_FILES = 1000
#: What a rule that reports errors can be lowered to.
_NOT_OFF = ("warning", "error")
_KEY, _VALUE = types.CompletionItemKind.Property, types.CompletionItemKind.Value


class _Cursor(NamedTuple):
    """Where something is written.

    Attributes:
        start: The offset of its beginning.
        end: The offset of its end.
        texts: The text with the stand-in instead of it, the likeliest first.
        before_colon: Whether a colon follows.
    """

    start: int
    end: int
    texts: Sequence[str]
    before_colon: bool


class _Proposal(NamedTuple):
    """What can be written.

    Attributes:
        label: What editors list.
        text: What they write.
        detail: One line about it.
        about: The text about it.
        kind: What it is.
    """

    label: str
    text: str
    detail: str = ""
    about: str = ""
    kind: types.CompletionItemKind = _VALUE


def proposed(document: Document, offset: int, checks: DocumentChecks) -> list[types.CompletionItem]:
    """Return what can be written at a place."""
    cursor = _cursor(document.text, offset)
    found = next(filter(None, map(_stand_in, cursor.texts)), None) if cursor is not None else None
    if cursor is None or found is None:
        return []
    start, end = (types.Position(*document.lines.position(at)) for at in (cursor.start, cursor.end))
    names = _Names(document, checks)
    return [
        types.CompletionItem(
            label=one.label,
            kind=one.kind,
            detail=one.detail or None,
            documentation=one.about or None,
            sort_text=f"{number:04}",
            text_edit=types.TextEdit(types.Range(start, end), one.text),
        )
        for number, one in enumerate(_proposals(found, names, before_colon=cursor.before_colon))
    ]


def _cursor(text: str, offset: int) -> _Cursor | None:
    """Return what is written at a place; None in a comment."""
    begin = text.rfind("\n", 0, offset) + 1
    found = re.match(_BEFORE, text[begin:offset])
    if found is None:
        return None
    rest = re.compile(_REST).match(text, offset)
    start, end = begin + found.start("written"), rest.end() if rest else offset
    line_end = re.compile(r"[^\r\n]*").match(text, end)
    after = text[end : line_end.end() if line_end else end]
    before_colon = re.match(r"""["']?[ \t]*:""", after) is not None
    is_value = found["separated"].rstrip().endswith(":")
    quote = found["quote"] if found["quote"] and not after.startswith(found["quote"]) else ""
    words = [_STAND_IN + quote] if is_value or before_colon or found["quote"] else [f"{_STAND_IN}: 0", _STAND_IN]
    line = f"{after}{_closing(text[begin:start], after)}"
    below = text[end + len(after) :]
    # What is wrong below the cursor must not matter: the text up to it is enough to know where it is.
    texts = [f"{text[:start]}{word}{line}{more}" for word in words for more in (below, "\n")]
    return _Cursor(start, end, texts, before_colon)


def _closing(before: str, after: str) -> str:
    """Return the brackets that close what is opened on a line."""
    opened: list[str] = []
    for character in before:
        if character in _OPENED:
            opened.append(_OPENED[character])
        elif opened and character == opened[-1]:
            opened.pop()
    closed = sum(after.count(bracket) for bracket in _OPENED.values())
    return "".join(reversed(opened[: max(0, len(opened) - closed)]))


def _stand_in(text: str) -> Place | None:
    """Return where the stand-in is in a text."""
    return next((one for one in places(text) if one.word == _STAND_IN), None)


class _Names:
    """The names that values of the project file refer to."""

    def __init__(self, document: Document, checks: DocumentChecks) -> None:
        self._document = document
        self._checks = checks

    def clusters(self) -> Iterator[str]:
        """Yield what clusters are called: stacks in the text, and the clusters of what was checked."""
        whole = root(self._document.text)
        listed = whole.entries.get(_STACKS) if isinstance(whole, MapNode) else None
        for stack in listed.value.items if listed and isinstance(listed.value, ListNode) else ():
            name = stack.entries.get("name") if isinstance(stack, MapNode) else None
            each = isinstance(stack, MapNode) and "forEach" in stack.entries
            if name is not None and not each and isinstance(name.value, ScalarNode):
                yield str(name.value.value)
        yield from self._checks.names_of_clusters(self._document.path)

    def files(self) -> Iterator[str]:
        """Yield the files around the project file that may be for Liqo, relative to it."""
        folder = Path(self._document.path).parent
        paths = (path for path in files_in(folder) if Path(path).name != NAME)
        for path in islice(paths, _MOST_FILES):
            yield os.path.relpath(path, folder).replace(os.sep, "/")


def _proposals(found: Place, names: _Names, *, before_colon: bool) -> Iterator[_Proposal]:
    """Yield what can be written instead of the stand-in."""
    path = found.path[:-1] if found.at_key else found.path
    part = part_at(path)
    if part is None:
        return
    if found.at_key and (part.keys or part.any_key):
        yield from _keys(path, part, found.siblings, colon=not before_colon)
    elif part.items is not None:
        item, of_item = (*path, 0), part.items
        if not of_item.keys:
            inner = _values(item, of_item, names)
            yield from (one._replace(text=f"- {one.text}" if found.at_key else f"[{one.text}]") for one in inner)
        elif found.at_key:
            inner = _keys(item, of_item, frozenset(), colon=True)
            yield from (one._replace(label=f"- {one.label}", text=f"- {one.text}") for one in inner)
    else:
        yield from _values(path, part, names)


def _keys(path: KeyPath, part: Part, siblings: frozenset[str], *, colon: bool) -> Iterator[_Proposal]:
    """Yield the keys that a map does not have yet, those that it needs first, with what separates key and value."""
    for key in sorted(part.keys, key=lambda one: one not in part.required):
        inner = part_at((*path, key))
        if key in siblings or inner is None:
            continue
        has_block = inner.keys or inner.any_key or (inner.items is not None and inner.items.keys)
        end = "" if not colon else ":" if has_block else ": "
        needed = "required" if key in part.required else ""
        yield _Proposal(key, key + end, ", ".join(filter(None, (inner.kind, needed))), inner.description, _KEY)
    for one in _rules() if part.any_key else ():
        if one.label not in siblings and one.label != ALL:
            yield one._replace(text=one.text + (": " if colon else ""), kind=_KEY)


def _values(path: KeyPath, part: Part, names: _Names) -> Iterator[_Proposal]:
    """Yield the values that a key, or an item of its list, can have."""
    key = next(step for step in reversed(path) if isinstance(step, str))
    if part.choices or part.type == "boolean":
        words = part.choices or ("true", "false")
        if path[0] == SEVERITIES:
            page = rule_pages.find(key)
            words = _NOT_OFF if page is not None and page.severity == "error" else words
        yield from (_Proposal(word, word) for word in words)
    elif path[0] in RULES:
        yield from _rules()
    elif key == _CHART:
        yield from (_Proposal(name, name) for name in selection.names())
    elif key in _CLUSTERS:
        yield from (_Proposal(name, yaml_writer.written(name)) for name in dict.fromkeys(names.clusters()))
    elif key in _FILES:
        yield from (_Proposal(name, yaml_writer.written(name)) for name in names.files())


def _rules() -> Iterator[_Proposal]:
    """Yield the codes and names of all rules, and what stands for all."""
    for page in rule_pages.pages():
        yield _Proposal(page.code, page.code, f"{page.severity}: {page.name}", page.summary)
        yield _Proposal(page.name, page.name, f"{page.severity}: {page.code}", page.summary)
    yield _Proposal(ALL, ALL, "all rules")
