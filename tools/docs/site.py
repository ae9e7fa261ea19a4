"""Builds the documentation site into ``build/site``: ``python -m tools.docs.site``.

The pages are copied with the folders of the repository, together with all files that they link to, so that every link
leads to the same place as in the repository. ``docs/README.md`` says which pages there are, and in which order.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from tools.docs.pages import pages
from tools.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = ROOT / "mkdocs.yml"
SITE = ROOT / "build" / "site"
CONTENTS = ROOT / "docs" / "README.md"
#: What the site loads, next to what its theme contains.
LOADED = (ROOT / "docs" / "site.css", ROOT / "docs" / "site-search.js")

#: The navigation as MkDocs reads it: titles, each with a page or with a list of the same kind.
Navigation = list[dict[str, "str | Navigation"]]


def build(source: Path, site: Path) -> None:
    """Copy the pages into one folder, and build the site from it in another.

    Raises:
        Abort: A link leads nowhere, or the site cannot be built for another reason; MkDocs has logged it.
    """
    shutil.rmtree(source, ignore_errors=True)
    for file in files():
        target = source / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    build_site(load_config(str(CONFIG), docs_dir=str(source), site_dir=str(site), nav=navigation(), strict=True))
    _write_offline_index(site / "search")


def _write_offline_index(search: Path) -> None:
    """Write the index for the search as a script too: pages that are opened from a folder can load nothing else."""
    index = (search / "search_index.json").read_text(encoding="utf-8")
    (search / "search_index.js").write_text(f"var __index = {index}", encoding="utf-8")


def files() -> set[Path]:
    """Return all pages, and all files that they link to or show."""
    linked = {
        (page.path.parent / unquote(urlsplit(link.target).path)).resolve()
        for page in pages()
        for link in page.links
        if not urlsplit(link.target).scheme and urlsplit(link.target).path
    }
    return set(LOADED) | {page.path for page in pages()} | {file for file in linked if file.is_file()}


def navigation() -> Navigation:
    """Return the pages in the order of the tables of contents, below their titles."""
    sections: dict[str, Navigation] = {}
    for section, title, page in _contents():
        sections.setdefault(section, []).append({title: page})
    listed: Navigation = [{"Home": "README.md"}]
    listed += [{section: entries} for section, entries in sections.items()]
    return listed


def _contents() -> Iterator[tuple[str, str, str]]:
    """Yield section, title and page of each row of the tables."""
    section = ""
    in_head = True
    for token in MarkdownIt("commonmark").enable("table").parse(CONTENTS.read_text(encoding="utf-8")):
        if token.type in ("thead_open", "tbody_open"):
            in_head = token.type == "thead_open"
        elif token.type == "inline" and in_head and token.content:
            section = token.content.capitalize()
        elif token.type == "inline" and token.content.startswith("["):
            title, _, target = token.content[1:].partition("](")
            page = (CONTENTS.parent / target.partition(")")[0]).resolve()
            yield section, title, page.relative_to(ROOT).as_posix()


def main() -> int:
    """Build the site; return 1 if that fails."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    try:
        build(SITE.parent / "site-source", SITE)
    except (Abort, MkDocsException) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"The site is in {SITE.relative_to(ROOT)}: open {(SITE / 'index.html').relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
