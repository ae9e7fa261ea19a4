"""The site of the documentation, opened from a folder in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import PATIENCE, Page, browser
from tools.docs import site
from tools.toolchain import nodejs

pytestmark = pytest.mark.xdist_group("browser")

FOUND = "[...document.querySelectorAll('.md-search-result__item > a')].map((link) => link.href)"
TYPE = """\
(() => {
  const field = document.querySelector(".md-search__input");
  field.focus();
  field.value = "nonce";
  field.dispatchEvent(new Event("keyup"));
})()"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site.build(folder / "source", folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    program = nodejs.browser()
    with browser(program.command, dict(program.environment)) as opened:
        yield opened


def test_the_search_works_without_a_server(page: Page, built: Path) -> None:
    page.open(built / "docs" / "modes" / "connected.html")
    page.run(TYPE)
    end = time.monotonic() + PATIENCE
    while not (found := page.run(FOUND)) and time.monotonic() < end:
        time.sleep(0.1)
    assert f"file://{built}/docs/topics/peerings.html" in found
    assert page.messages == []
    assert {request.partition(":")[0] for request in page.requests} <= {"file", "data"}


@pytest.mark.parametrize(("width", "picture"), [(360, "modes-narrow.svg"), (1280, "modes.svg")])
def test_a_phone_shows_the_modes_one_below_the_other(page: Page, built: Path, width: int, picture: str) -> None:
    page.resize(width, 800)
    page.open(built / "index.html")
    assert page.run("document.querySelector('picture img').currentSrc") == f"file://{built}/docs/pictures/{picture}"
    drawn = page.run("document.querySelector('picture img').getBoundingClientRect().width")
    natural = page.run("document.querySelector('picture img').naturalWidth")
    assert drawn / natural > 0.8
