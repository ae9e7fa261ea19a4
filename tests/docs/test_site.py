"""The site of the documentation: it builds, shows the pages as GitHub does, and fetches nothing from other hosts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from mkdocs.exceptions import Abort

from liqo_values.rules.registry import all_rules
from tools.docs import site
from tools.docs.pages import pages
from tools.repository import ROOT

_ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
#: A page that the site reads differently from GitHub has another number of these.
_BLOCKS = ("li", "pre", "table", "h1", "h2", "h3", "img")
#: What a browser fetches by itself, without a click.
_FETCHED = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)=["']?(?:https?:)?//[^>]*>""")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a link that leads nowhere fails here."""
    folder = tmp_path_factory.mktemp("site")
    site.build(folder / "source", folder / "site")
    return folder / "site"


def _html(built: Path, name: str) -> str:
    path = Path(name).with_suffix(".html")
    return (built / (path.with_name("index.html") if path.stem == "README" else path)).read_text(encoding="utf-8")


def test_every_page_looks_as_it_does_on_github(built: Path) -> None:
    reader = MarkdownIt("commonmark").enable("table")
    for page in pages():
        (article,) = _ARTICLE.findall(_html(built, page.name))
        expected = _counted(reader.render(page.path.read_text(encoding="utf-8")))
        assert _counted(article) == expected, page.name


def _counted(html: str) -> dict[str, int]:
    return {block: len(re.findall(rf"<{block}\b", html)) for block in _BLOCKS}


def test_nothing_is_fetched_from_elsewhere(built: Path) -> None:
    fetched = {found for path in built.rglob("*.html") for found in _FETCHED.findall(path.read_text(encoding="utf-8"))}
    assert not {found for found in fetched if "canonical" not in found}
    styles = [path.read_text(encoding="utf-8") for path in built.rglob("*.css")]
    assert styles
    assert not [style for style in styles if re.search(r"url\(.?(?:https?:)?//|@import", style)]


def test_every_rule_has_the_address_that_reports_lead_to(built: Path) -> None:
    missing = [rule.code for rule in all_rules() if not (built / "docs" / "rules" / f"{rule.code}.html").is_file()]
    assert not missing


def test_the_navigation_has_every_page_but_those_of_the_rules(built: Path) -> None:
    listed = re.findall(r"'([^']+\.md)'", str(site.navigation()))
    wanted = {page.name for page in pages() if not page.name.startswith("docs/rules/")} - {"docs/README.md"}
    assert sorted(listed) == sorted(wanted)
    assert 'href="docs/modes/offloading-only.html"' in _html(built, "README.md")


def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "repository" / "README.md"
    page.parent.mkdir()
    page.write_text("# Title\n\n[nowhere](nowhere.md)\n")
    monkeypatch.setattr(site, "files", lambda: {page})
    monkeypatch.setattr(site, "navigation", lambda: [{"Home": "README.md"}])
    monkeypatch.setattr(site, "ROOT", page.parent)
    with pytest.raises(Abort):
        site.build(tmp_path / "source", tmp_path / "site")


def test_the_build_leaves_nothing_outside_of_its_folders() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"/{site.SITE.parent.relative_to(ROOT)}/" in ignored
