"""The site of the documentation, opened from a folder in a real browser."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.browser.chromium import PATIENCE, Page
from tests.browser.contrasts import contrast, luminance
from tools.docs import site
from tools.repository import ROOT

pytestmark = pytest.mark.xdist_group("browser")

FOUND = "[...document.querySelectorAll('.md-search-result__item > a')].map((link) => link.href)"
TYPE = """\
(() => {
  const field = document.querySelector(".md-search__input");
  field.focus();
  field.value = "nonce";
  field.dispatchEvent(new Event("keyup"));
})()"""

SHOWN = """\
[...document.querySelectorAll("article img")].map((image) => [image.currentSrc, image.getBoundingClientRect().width])"""
COLOURS = """\
(() => {
  const fill = (element) => getComputedStyle(element).fill;
  return [[...document.querySelectorAll("text")].map(fill), fill(document.querySelector(".paper"))];
})()"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site.build(folder / "source", folder / "site")
    return folder / "site"


def test_the_search_works_without_a_server(page: Page, built: Path) -> None:
    page.open(built / "docs" / "modes" / "connected.html")
    page.run(TYPE)
    end = time.monotonic() + PATIENCE
    while not (found := page.run(FOUND)) and time.monotonic() < end:
        time.sleep(0.1)
    assert f"file://{built}/docs/topics/peerings.html" in found
    assert page.messages == []
    assert {request.partition(":")[0] for request in page.requests} <= {"file", "data"}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["index.html", "docs/performance.html", "docs/validator.html"])
def test_the_text_in_pictures_can_be_read_on_a_phone_too(page: Page, built: Path, name: str, width: int) -> None:
    page.resize(width, 800)
    page.open(built / name)
    shown = page.run(SHOWN)
    assert shown
    for file, drawn in shown:
        path = built / "docs" / file.partition("/docs/")[2]
        assert path.stem.endswith("-narrow") is (width < 700)
        text = path.read_text(encoding="utf-8")
        (own,) = re.findall(r'viewBox="0 0 (\S+) ', text)
        smallest = min(map(int, re.findall(r'font-size(?:="|: )(\d+)', text)))
        assert smallest * drawn / float(own) > 10, file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "pictures/modes",
        "pictures/modes-narrow",
        "pictures/map",
        "pictures/map-narrow",
        "performance",
        "performance-narrow",
    ],
)
def test_pictures_follow_the_colours_that_the_reader_prefers(page: Page, name: str, scheme: str) -> None:
    page.media(scheme=scheme)
    page.open(ROOT / "docs" / f"{name}.svg")
    texts, paper = page.run(COLOURS)
    assert (luminance(paper) < 0.1) is (scheme == "dark")
    for colour in set(texts):
        assert contrast(colour, paper) > 4.5, colour
