"""What the project file says at a place, and what editors show about it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine.project_file import NAME
from liqo_values.engine.project_schema import part_at
from liqo_values.engine.rule_selection import matching
from liqo_values.model.errors import InputError
from liqo_values.model.nodes import ListNode, MapNode, dotted
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml
from liqo_values.rules import rule_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.lsp.open_documents import Document
    from liqo_values.model.nodes import Node
    from liqo_values.model.nodes import Path as KeyPath
    from liqo_values.model.source_text import Span

#: The keys whose items, or keys, are rules.
RULES = ("select", "ignore")
SEVERITIES = "severities"


class Place(NamedTuple):
    """A key or value that is written.

    Attributes:
        path: Its path; that of a key ends with the key.
        at_key: Whether it is a key.
        span: Its place.
        siblings: The other keys of the map around a key.
    """

    path: KeyPath
    at_key: bool
    span: Span
    siblings: frozenset[str] = frozenset()

    @property
    def word(self) -> str:
        """What is written, without quotes."""
        return self.span.text.strip("\"'")


def is_one(document: Document) -> bool:
    """Return whether a document is a project file."""
    return PurePath(document.path).name == NAME


def root(text: str) -> Node:
    """Return what a text consists of, as far as it is YAML; an empty map if nothing is."""
    documents, _ = yaml.parse_stream(Source(NAME, text))
    return documents[0] if documents else MapNode()


def places(text: str) -> Iterator[Place]:
    """Yield all keys and scalars of a text."""
    return _below(root(text), ())


def _below(node: Node, path: KeyPath) -> Iterator[Place]:
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            if entry.key_span is not None:
                yield Place((*path, key), True, entry.key_span, frozenset(node.entries) - {key})
            yield from _below(entry.value, (*path, key))
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items):
            yield from _below(item, (*path, number))
    elif node.span is not None:
        yield Place(path, False, node.span)


def hovered(document: Document, offset: int) -> tuple[str, Span] | None:
    """Return the text about the key or value at a place, and its place; None if there is none."""
    here = (one for one in places(document.text) if one.span.start <= offset <= one.span.end)
    found = min(here, key=lambda one: one.span.end - one.span.start, default=None)
    return (_about_rules(found) or _about(found.path), found.span) if found is not None else None


def _about(path: KeyPath) -> str:
    """Write what the schema says about a key, or about the list or map that contains a value."""
    part = part_at(path)
    while part is not None and not part.description and len(path) > 1:
        path = path[:-1]
        part = part_at(path)
    name = f"`{dotted(path)}`"
    if part is None:
        return f"{name}: the project file does not have this key"
    lines = [", ".join(filter(None, (name, part.kind))), part.description]
    if part.choices:
        lines.append(f"One of {_listed(part.choices)}")
    elif part.examples:
        lines.append(f"Such as {_listed(part.examples)}")
    required = part.items.required if part.items is not None else part.required
    if required:
        lines.append(f"{'Each needs' if part.items is not None else 'Needs'} {_listed(required)}")
    return "\n\n".join(filter(None, lines))


def _about_rules(found: Place) -> str:
    """Write what the rules are that are named at a place; empty if none are."""
    is_severity = found.at_key and found.path[:1] == (SEVERITIES,) and len(found.path) > 1
    if not is_severity and (found.at_key or found.path[0] not in RULES):
        return ""
    page = rule_pages.find(found.word)
    if page is not None:
        return f"`{page.code}` `{page.name}`, {page.severity}\n\n{page.doc}"
    try:
        codes = sorted(matching(found.word))
    except InputError as error:
        return f"{error.message}; {error.remedy}"
    return f"`{found.word}`: {len(codes)} rules, `{codes[0]}` to `{codes[-1]}`"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
