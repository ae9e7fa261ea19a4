"""Every link of the documentation leads somewhere."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

import pytest

from tools.docs.pages import Link, Page, page, pages, tracked
from tools.repository import ROOT

PAGES = [pytest.param(each, id=each.name) for each in pages()]


@pytest.mark.parametrize("each", PAGES)
def test_every_link_leads_to_a_file_of_the_repository_and_a_heading_in_it(each: Page) -> None:
    problems = [f"{each.name}:{link.line}: {problem}" for link in each.links if (problem := _problem(each, link))]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "each", [pytest.param(each, id=each.name) for each in pages() if each.name.startswith("docs/")]
)
def test_every_page_is_linked_from_another(each: Page) -> None:
    """A page that no other leads to is not found by those who read in a browser of files."""
    linked = {_path(other, link) for other in pages() if other is not each for link in other.links}
    assert each.name in linked


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("docs/nowhere.md", "no such file: docs/nowhere.md"),
        ("CONTRIBUTING.md#no-such-heading", "no heading #no-such-heading in CONTRIBUTING.md"),
        ("../README.md", "leads out of the repository"),
        (".venv/pyvenv.cfg", "no such file: .venv/pyvenv.cfg"),
        ("http://example.org/", "not encrypted"),
        ("LICENSE", ""),
        ("CONTRIBUTING.md#contributing", ""),
        ("https://example.org/", ""),
    ],
)
def test_what_leads_nowhere_is_noticed(target: str, problem: str) -> None:
    assert _problem(Page(ROOT / "README.md"), Link(target, 1)) == problem


def _problem(each: Page, link: Link) -> str:
    """Say what is wrong with a link; nothing if it leads somewhere. What others publish is not asked for."""
    parts = urlsplit(link.target)
    if parts.scheme:
        return "not encrypted" if parts.scheme == "http" else ""
    name = _path(each, link)
    if name.startswith(".."):
        return "leads out of the repository"
    if name not in tracked():
        return f"no such file: {name}"
    target = page(ROOT / name)
    if parts.fragment and (target is None or unquote(parts.fragment) not in target.anchors):
        return f"no heading #{parts.fragment} in {name}"
    return ""


def _path(each: Page, link: Link) -> str:
    """Return the file that a link without a host names, from the top of the repository."""
    path = unquote(urlsplit(link.target).path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(each.name), path)) if path else each.name
