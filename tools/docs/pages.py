"""The pages of the documentation, and what is in them: headings, links, fenced blocks."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

from tools.repository import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it.token import Token

#: The folders with pages for readers, next to the top folder. The cases in tests/rules/ become pages of docs/.
_FOLDERS = ("chart", "docs", "schema", "tests/offloading")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_COMMENT = re.compile(r"<!-- (.*) -->")
_TARGET = re.compile(r'(?:href|src|srcset)="([^"]+)"')


class Link(NamedTuple):
    """A link or a picture: its target, and the line of the block that it is in."""

    target: str
    line: int


class Fence(NamedTuple):
    """A fenced block.

    Attributes:
        language: The word after its fence.
        notes: What the comment above it says, part by part: `over connected`, `finds LQ101`, `kind: config`.
        text: What is in it.
        line: Its first line.
    """

    language: str
    notes: Mapping[str, str]
    text: str
    line: int


class Page:
    """A page, read once."""

    def __init__(self, path: Path, root: Path = ROOT) -> None:
        self.path = path
        self.name = path.relative_to(root).as_posix()

    @cached_property
    def _tokens(self) -> list[Token]:
        return MarkdownIt("commonmark").enable("table").parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link may name after ``#``, as GitHub makes it from headings."""
        seen: Counter[str] = Counter()
        found = set()
        for before, token in zip(self._tokens, self._tokens[1:], strict=False):
            if before.type == "heading_open":
                words = "".join(child.content for child in token.children or ())
                anchor = _NOT_IN_ANCHORS.sub("", words.lower()).replace(" ", "-")
                found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
                seen[anchor] += 1
        return frozenset(found)

    @cached_property
    def links(self) -> list[Link]:
        """All links and pictures, including those in HTML."""
        return list(self._links(self._tokens, 0))

    def _links(self, tokens: list[Token], line: int) -> Iterator[Link]:
        for token in tokens:
            at = token.map[0] + 1 if token.map else line
            if token.type in ("html_block", "html_inline"):
                yield from (Link(target, at) for target in _TARGET.findall(token.content))
            for name in ("href", "src"):
                if name in token.attrs:
                    yield Link(str(token.attrs[name]), at)
            yield from self._links(token.children or [], at)

    @cached_property
    def codes(self) -> list[tuple[int, str]]:
        """The code between backticks in sentences, each with the line of its block."""
        return [
            (token.map[0] + 1, child.content)
            for token in self._tokens
            if token.map
            for child in token.children or ()
            if child.type == "code_inline"
        ]

    @cached_property
    def fences(self) -> list[Fence]:
        """All fenced blocks."""
        before = [None, *self._tokens]
        return [
            Fence(token.info.partition(" ")[0], _notes(above), token.content, token.map[0] + 1)
            for above, token in zip(before, self._tokens, strict=False)
            if token.type == "fence" and token.map
        ]


def _notes(above: Token | None) -> dict[str, str]:
    """Read the comment above a block; other HTML is not a comment."""
    found = _COMMENT.fullmatch(above.content.strip()) if above is not None and above.type == "html_block" else None
    parts = [part.strip().partition(" ") for part in found[1].split(",")] if found else []
    return {name.rstrip(":"): rest for name, _, rest in parts}


@cache
def tracked() -> frozenset[str]:
    """Return all files of the repository, and their folders: what a link may lead to."""
    found = [path.relative_to(ROOT) for path in files()]
    folders = {folder.as_posix() for file in found for folder in file.parents}
    return frozenset({file.as_posix() for file in found} | folders)


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages, in the order of their names."""
    found = sorted(Path(name) for name in tracked() if name.endswith(".md"))
    return tuple(Page(ROOT / file) for file in found if len(file.parts) == 1 or _in_folders(file))


def _in_folders(file: Path) -> bool:
    return any(file.is_relative_to(folder) for folder in _FOLDERS)


def guides() -> tuple[Page, ...]:
    """Return the pages for users; other tests check the samples and commands of the other pages."""
    return tuple(each for each in pages() if not each.name.startswith(("docs/rules/", "schema/", "tests/")))


def page(path: Path) -> Page | None:
    """Return a page by its path; None if there is no such page."""
    return next((page for page in pages() if page.path == path), None)
