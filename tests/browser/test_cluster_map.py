"""The map of clusters in a real browser: at any number of clusters, on any screen, for everyone."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.browser.chromium import Page
from tests.browser.contrasts import contrast
from tests.validator.cli.calling import call, put
from tools.toolchain import nodejs

pytestmark = pytest.mark.xdist_group("browser")

SIZES = {"wide": (1280, 900), "narrow": (360, 800)}
VALUES = """\
networking: {{enabled: {module}, reflectIPs: {ips}}}
discovery: {{config: {{clusterID: {name}}}}}
ipam: {{podCIDR: 10.{number}.0.0/16, serviceCIDR: 10.200.0.0/16}}
{more}
"""
LONG = "a-cluster-with-a-name-that-is-much-longer-than-any-card-" + "W" * 40
#: The boxes of what a selector finds in the picture that is shown: left, top, right and bottom.
BOXES = """\
[...document.querySelectorAll('.map svg')].filter((one) => one.checkVisibility()).flatMap(
  (one) => [...one.querySelectorAll('{}')]
).map((one) => {{
  const box = one.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
}})"""
#: Each text with its colour and that of the card or badge that it is on.
COLOURS = """\
(() => {
  const shown = [...document.querySelectorAll('.map svg')].find((one) => one.checkVisibility());
  const page = getComputedStyle(document.body).backgroundColor;
  const surface = getComputedStyle(shown.querySelector('.node:not(.absent) .card')).fill;
  const texts = [...shown.querySelectorAll('text')].map((one) => {
    const badge = one.parentElement.querySelector('.pill');
    return [one.textContent, getComputedStyle(one).fill, badge ? getComputedStyle(badge).fill : surface];
  });
  const lines = [...shown.querySelectorAll('.line')].map((one) => getComputedStyle(one).stroke);
  return [texts, lines, page];
})()"""


class Shape(NamedTuple):
    """A repository: the names of its clusters, and which of them are peered."""

    names: list[str]
    peered: list[tuple[str, str]]


def hub(count: int, *, provides: bool = False) -> Shape:
    names = ["hub", *(f"edge-{number}" for number in range(1, count))]
    return Shape(names, [(name, "hub") if provides else ("hub", name) for name in names[1:]])


SHAPES = {
    "2": hub(2),
    "5": Shape(["rome", "milan", "turin", LONG, "bari"], [("rome", "milan"), ("milan", "rome"), (LONG, "nowhere")]),
    "mesh": Shape(list("abcde"), [(one, other) for one in "abcde" for other in "abcde" if one != other]),
    "30": hub(30),
    "providing": hub(30, provides=True),
    "100": hub(100),
}


#: Those that are not too large for a picture.
DRAWN = [name for name in SHAPES if name != "100"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of each repository, in which every fourth cluster is in another mode than the others."""
    folders = {name: tmp_path_factory.mktemp("repository") for name in SHAPES}
    for name, folder in folders.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            write(SHAPES[name])
            call("report", ".", "--jobs", "1")
    return {name: folder / "report.html" for name, folder in folders.items()}


def write(shape: Shape) -> None:
    for number, name in enumerate(shape.names):
        off = number % 4 == 1
        more = "networkin: {}" if number % 5 == 1 else ""
        text = VALUES.format(
            module=str(not off).lower(), ips=str(number % 3 > 0).lower(), name=name, number=number, more=more
        )
        put(f"{number:03}.yaml", text)
    peerings = [
        {"consumer": one, "provider": other, "networking": True, "servicesAcross": True} for one, other in shape.peered
    ]
    charts = [{"files": "00[02].yaml", "chart": "published@1.1.2"}] if len(shape.names) > 2 else []
    put(".liqo-values.yaml", json.dumps({"charts": charts, "peerings": peerings}))


def shown(page: Page, report: Path, width: str, scheme: str = "light") -> Page:
    page.resize(*SIZES[width])
    page.media(scheme=scheme)
    page.open(report)
    return page


def boxes(page: Page, selector: str) -> list[list[float]]:
    found: list[list[float]] = page.run(BOXES.format(selector))
    return found


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two boxes have more in common than a border."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


def inside(one: list[float], other: list[float]) -> bool:
    return one[0] >= other[0] - 1 and one[1] >= other[1] - 1 and one[2] <= other[2] + 1 and one[3] <= other[3] + 1


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_overlaps(page: Page, reports: dict[str, Path], name: str, width: str) -> None:
    shown(page, reports[name], width)
    cards, texts, badges = (boxes(page, selector) for selector in (".card", "text:not(.label)", ".pill"))
    assert len(cards) >= 2
    assert badges
    assert not any(overlap(one, other) for one, other in combinations(cards, 2))
    assert not any(overlap(one, other) for one, other in combinations([*texts, *badges], 2))
    titles = boxes(page, ".title")
    for one in (*texts, *badges):
        assert one in titles or any(inside(one, card) for card in cards)
    (picture,) = page.run(BOXES.format("*").replace("one.querySelectorAll('*')", "[one]"))
    assert all(inside(card, picture) for card in cards)
    assert picture[2] <= SIZES[width][0]


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", DRAWN)
def test_one_of_two_pictures_is_shown_and_its_text_can_be_read(
    page: Page, reports: dict[str, Path], name: str, width: str
) -> None:
    shown(page, reports[name], width)
    visible = "[...document.querySelectorAll('.map svg')].filter((one) => one.checkVisibility())"
    assert page.run(f"{visible}.map((one) => one.getAttribute('class'))") == [width]
    sizes = page.run(
        f"{visible}.flatMap((one) => [...one.querySelectorAll('text')].map((text) => "
        "parseFloat(getComputedStyle(text).fontSize) * one.getBoundingClientRect().width / one.viewBox.baseVal.width))"
    )
    assert min(sizes) > 10


@pytest.mark.parametrize("width", SIZES)
def test_too_many_are_in_the_table(page: Page, reports: dict[str, Path], width: str) -> None:
    shown(page, reports["100"], width)
    assert page.run("document.querySelectorAll('.map svg').length") == 0
    said = "100 clusters and 99 pairs are too many for a picture: the table has all of them."
    assert page.run("document.querySelector('.map').innerText") == said
    assert page.run("document.querySelectorAll('.peerings tbody tr').length") == 99


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_it_is_accessible(page: Page, reports: dict[str, Path], width: str, scheme: str) -> None:
    shown(page, reports["5"], width, scheme)
    page.run(nodejs.file("axe-core/axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = page.run(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((all) => "
        "Object.fromEntries(['violations', 'passes'].map((kind) => [kind, all[kind].map((one) => one.id)])))"
    )
    assert found["violations"] == []
    assert {"link-name", "svg-img-alt", "target-size"} <= {*found["passes"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["5", "30"])
def test_colours_can_be_seen(page: Page, reports: dict[str, Path], name: str, scheme: str) -> None:
    shown(page, reports[name], "wide", scheme)
    texts, lines, paper = page.run(COLOURS)
    assert {text: contrast(colour, ground) for text, colour, ground in texts if contrast(colour, ground) < 4.5} == {}
    assert [colour for colour in lines if contrast(colour, paper) < 3] == []


@pytest.mark.parametrize("width", SIZES)
def test_every_cluster_and_line_has_a_text(page: Page, reports: dict[str, Path], width: str) -> None:
    shown(page, reports["5"], width)
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    named = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if "role" in node]
    pictures = [text for role, text in named if role == "image"]
    links = [text for role, text in named if role == "link"]
    hides, lacks_module = "error LQ705; ", "error LQ704; "
    for one, other, found in (("rome", "milan", lacks_module + hides), ("milan", "rome", lacks_module)):
        assert f"{one} to {other}: undecided, Services need pods of both; {found}notice LQ706" in pictures
    assert f"{LONG} to nowhere: undecided, Services need pods of both" in pictures
    assert "nowhere: not in this run" in pictures
    for name in ("rome", "milan", "002.yaml"):
        assert any(text.startswith(f"{name}: ") and "chart v1." in text for text in links)
    assert any(text.startswith("error LQ704 module-off-in-peering: ") for text in links)


@pytest.mark.parametrize("width", SIZES)
def test_it_is_used_by_keyboard(page: Page, reports: dict[str, Path], width: str) -> None:
    shown(page, reports["5"], width)
    links = page.run(
        "[...document.querySelectorAll('.map svg')].filter((one) => one.checkVisibility()).flatMap((one) => "
        "[...one.querySelectorAll('a')].map((link) => link.getAttribute('href')))"
    )
    assert len(links) > 5
    page.run("document.querySelector('.legend a').focus()")
    reached: list[str] = []
    for _ in range(200):
        page.press("Tab")
        link = page.run("document.activeElement.closest('.map') && document.activeElement.getAttribute('href')")
        if link is None and reached:
            break
        if link is not None:
            reached.append(link)
            outline = "getComputedStyle(document.activeElement.querySelector('.card, .pill')).strokeWidth"
            assert page.run(outline) == "3px", "the focus can be seen"
    assert reached == links
    page.run("[...document.querySelectorAll('.map .code')].find((one) => one.checkVisibility()).focus()")
    page.press("Enter")
    page.run("new Promise((done) => setTimeout(done, 50))")
    assert page.run("document.querySelector('.finding:target') !== null") is True


def test_on_paper_it_is_the_wide_one_and_dark_on_light(page: Page, reports: dict[str, Path]) -> None:
    page.resize(718, 1000)
    page.media(scheme="dark", kind="print")
    page.open(reports["5"])
    visible = "[...document.querySelectorAll('.map svg')].filter((one) => one.checkVisibility())"
    assert page.run(f"{visible}.map((one) => one.getAttribute('class'))") == ["wide"]
    texts, _, _ = page.run(COLOURS)
    assert all(contrast(colour, "rgb(255, 255, 255)") > 4.5 for _, colour, _ in texts)
