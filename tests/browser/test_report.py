"""The HTML page of ``liqo-values report`` in a real browser: whom it can be read by, and what it does not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liqo_values.reports import html
from tests.browser.chromium import Page
from tests.validator.cli.calling import OFF, ON, call, put
from tests.validator.reports import outcomes
from tools.toolchain import nodejs

pytestmark = pytest.mark.xdist_group("browser")

DESKTOP, PHONE = (1280, 900), (360, 800)
#: Scripts whose effects would be seen if they ran, in any place.
SCRIPT = (
    "</script></style><img src=http://127.0.0.1:9/x onerror=alert(1)><svg onload=alert(2)><script>alert(3)</script>"
)
#: With a network that one of the clusters lacks, with a long and hostile name, and one that is not in the run.
PEERINGS = [
    {"consumer": "liqo/values-rome.yaml", "provider": "liqo/values-bari.yaml", "networking": True},
    {"consumer": "liqo/values-naples.yaml", "provider": "liqo/values-milan.yaml", "servicesAcross": True},
    {"consumer": "liqo/values-turin.yaml", "provider": f"{SCRIPT}{'y' * 120}", "optionsTemplate": "z" * 60},
]
VISIBLE = "[...document.querySelectorAll('{}')].filter((one) => one.checkVisibility()).length"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of clusters in all modes, with findings of every severity, hostile ones and suppressed ones."""
    folder = tmp_path_factory.mktemp("repository")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        hostile = f"{OFF}'{SCRIPT}': '{SCRIPT}'\nnetworkin: {{}}\n"
        put(
            "a very-long-name-without-any-place-to-break-it-of-a-cluster-in-liqo/" + "x" * 120 + "-values.yaml", hostile
        )
        put("liqo/values-rome.yaml", f"{ON}tag: v1.1.0\n")
        put(
            "liqo/values-turin.yaml", f"{ON}networking: {{reflectIPs: false}} # liqo-values: ignore[LQ105] because so\n"
        )
        put("liqo/values-milan.yaml", "networking: {enabled: false, reflectIPs: false}\n")
        put("liqo/values-naples.yaml", f"{OFF}virtualKubelet: {{extra: {{args: [--disable-ip-reflection=maybe]}}}}\n")
        put("liqo/values-<img src=x onerror=alert(4)>.yaml", f"{ON}networkin: {{}}\n")
        put("liqo/values-bari.yaml", "ipam: {podCIDR: 10.0.0.0/16}\nnetworking: {enabled: false}\n")
        put(".liqo-values.yaml", f"peerings: {json.dumps(PEERINGS)}\n")
        call("report", ".", "nowhere.yaml")
    return folder / "report.html"


def shown(page: Page, report: Path, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
    page.resize(*size)
    page.media(scheme=scheme)
    page.open(report)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_is_accessible(page: Page, report: Path, size: tuple[int, int], scheme: str) -> None:
    shown(page, report, size, scheme)
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.run(nodejs.file("axe-core/axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = page.run(
        "axe.run({resultTypes: ['violations', 'incomplete'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', "
        "'wcag22aa', 'best-practice']}).then((all) => Object.fromEntries(['violations', 'incomplete', 'passes'].map("
        "(kind) => [kind, all[kind].map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200))])])))"
    )
    assert found["violations"] == []
    assert "color-contrast" in [rule for rule, _ in found["passes"]]


def test_a_phone_scrolls_in_one_direction_only(page: Page, report: Path) -> None:
    shown(page, report, PHONE)
    assert page.run("document.documentElement.scrollWidth") == PHONE[0]
    outside = "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > 360).length"
    assert page.run(outside) == 0


def test_what_is_pressed_on_a_phone_is_large_enough(page: Page, report: Path) -> None:
    shown(page, report, PHONE)
    heights = (
        "[...document.querySelectorAll('#filter input, #filter select, #filter button')].map((one) => one.offsetHeight)"
    )
    assert min(page.run(heights)) >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_asks_the_network_for_nothing_and_runs_nothing_of_what_it_shows(
    page: Page, report: Path, tmp_path: Path, scheme: str
) -> None:
    hostile = tmp_path / "hostile.html"
    hostile.write_text(html.render(outcomes.hostile(), SCRIPT), encoding="utf-8")
    for file in (report, hostile):
        shown(page, file, scheme=scheme)
        assert page.requests == [file.as_uri()]
        assert page.messages == []
    assert page.run("document.querySelector('h1').textContent") == SCRIPT


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_peerings_are_a_table_on_every_screen(page: Page, report: Path, size: tuple[int, int]) -> None:
    shown(page, report, size)
    roles = [node["role"]["value"] for node in page.call("Accessibility.getFullAXTree")["nodes"] if "role" in node]
    counted = {role: roles.count(role) for role in ("table", "row", "columnheader", "rowheader", "cell")}
    assert counted == {"table": 1, "row": 4, "columnheader": 4, "rowheader": 3, "cell": 9}


def test_findings_of_a_peering_are_reached_by_keyboard(page: Page, report: Path) -> None:
    shown(page, report)
    page.run("document.querySelector('.peerings td a.badge').focus()")
    assert page.run("document.activeElement.textContent") == "LQ704"
    page.press("Enter")
    page.run("new Promise((done) => setTimeout(done, 50))")
    assert "the peering of" in page.run("document.querySelector('.finding:target').innerText")


def test_words_filter_while_they_are_typed(page: Page, report: Path) -> None:
    shown(page, report)
    everything = [page.run(VISIBLE.format(kind)) for kind in (".release", ".finding")]
    assert everything == page.run("['.release', '.finding'].map((kind) => document.querySelectorAll(kind).length)")
    page.run("document.getElementById('words').focus()")
    page.press(*"ROME tag")
    assert [page.run(VISIBLE.format(kind)) for kind in (".release", ".finding")] == [1, 1]
    assert "rome" in page.run("[...document.querySelectorAll('.release')].find((one) => !one.hidden).innerText")
    told = page.run("document.querySelector('[role=status]').textContent")
    assert told == f"1 of {everything[0]} releases, 1 of {everything[1]} findings"
    page.press(*"zzz")
    assert page.run(VISIBLE.format(".release")) == 0


def test_the_filter_is_used_by_keyboard_alone(page: Page, report: Path) -> None:
    shown(page, report)
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    assert page.run("document.activeElement.getBoundingClientRect().left") >= 0
    page.press("Enter")
    reached = []
    for _ in range(4):
        page.press("Tab")
        reached.append(page.run("document.activeElement.id || document.activeElement.type"))
        outline = "(() => { const seen = getComputedStyle(document.activeElement); return seen.outlineStyle; })()"
        assert page.run(outline) == "solid", "the focus can be seen"
    assert reached == ["words", "severity", "mode", "reset"]
    page.run("document.getElementById('mode').focus()")
    page.press("ArrowDown")
    assert page.run("document.getElementById('mode').value") == "connected"
    left = "[...document.querySelectorAll('.release')].filter((one) => !one.hidden)"
    assert set(page.run(f"{left}.map((one) => one.dataset.mode)")) == {"connected"}
    page.press("Tab", "Enter")
    page.run("new Promise((done) => setTimeout(done, 20))")
    assert page.run("[...document.querySelectorAll('.release')].filter((one) => one.hidden).length") == 0


def chosen(page: Page, severity: str) -> set[str]:
    """Choose a severity, and return those of the findings that are left."""
    page.run(f"document.getElementById('severity').value = '{severity}'")
    page.run("document.getElementById('severity').dispatchEvent(new Event('input', { bubbles: true }))")
    left = "[...document.querySelectorAll('.finding')].filter((one) => one.checkVisibility())"
    return set(page.run(f"{left}.map((one) => one.dataset.severity)"))


def test_findings_are_chosen_by_severity(page: Page, report: Path) -> None:
    shown(page, report)
    for severity in ("error", "warning", "notice"):
        assert chosen(page, severity) == {severity}
    assert chosen(page, "none") == set()
    assert page.run(VISIBLE.format(".release")) == 2, "milan and turin"


def test_a_link_leads_to_a_release_that_the_filter_hides(page: Page, report: Path) -> None:
    shown(page, report)
    page.run("document.getElementById('words').focus()")
    page.press(*"zzz")
    page.run("document.querySelector('.legend a').click()")
    page.run("new Promise((done) => setTimeout(done, 50))")
    assert page.run("document.querySelector('.release:target').checkVisibility()") is True


def test_without_script_everything_is_there_but_the_filter(page: Page, report: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        shown(page, report)
        assert page.run("document.getElementById('filter').checkVisibility()") is False
        assert page.run(VISIBLE.format(".finding")) == page.run("document.querySelectorAll('.finding').length") > 0
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_it_is_dark_on_light_and_without_the_filter(page: Page, report: Path) -> None:
    shown(page, report)
    page.media(scheme="dark", kind="print")
    assert page.run("document.getElementById('filter').checkVisibility()") is False
    assert page.run("getComputedStyle(document.body).color") == "rgb(29, 33, 37)"
    assert page.run(VISIBLE.format(".finding")) > 0
