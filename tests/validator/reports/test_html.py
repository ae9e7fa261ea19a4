"""The HTML page, read as a browser's parser reads it; ``tests/browser`` shows it to a real one."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.reports import html
from liqo_values.reports.html.markup import element, join, sentence
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.rule_links import VARIABLE
from tests.validator.cli.calling import OFF, ON, call, put
from tests.validator.reports import outcomes
from tools.generate.docs import mode_picture

MILAN, ROME, TURIN = (f"clusters/{name}/values.yaml" for name in ("milan", "rome", "turin"))
VOID = ("meta", "input")


class Reader(HTMLParser):
    """Reads a page into elements, and sees to it that every one is closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts[self.open[-1] if self.open else ""] = self.texts.get(self.open[-1] if self.open else "", "") + data

    def values(self, tag: str, attribute: str) -> list[str]:
        return [attributes[attribute] for name, attributes in self.elements if name == tag and attribute in attributes]

    def count(self, class_: str) -> int:
        return sum(class_ in attributes.get("class", "").split() for _, attributes in self.elements)


def plain_text(page: str) -> str:
    """Return what a reader sees, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page[page.index("<body") :])).split())


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository of three clusters over one base, each in another mode."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stacks = "stacks: [{name: cluster, files: [base.yaml], forEach: 'clusters/*/values.yaml'}]\n"
    put(".liqo-values.yaml", stacks)
    put("base.yaml", "networking: {enabled: true, reflectIPs: true}\n")
    put("clusters/milan/values.yaml", f"{OFF}networkin: {{}}\n")
    put("clusters/rome/values.yaml", f"{ON}tag: v1.1.0\n")
    put("clusters/turin/values.yaml", "networking: {enabled: false, reflectIPs: false}\nipam: {podCIDR: 10.0.0.0/16}\n")


@pytest.mark.usefixtures("repository")
class TestCommand:
    """`liqo-values report`."""

    def test_every_finding_of_check_is_in_it(self) -> None:
        status, output, _ = call("check", "--format", "json")
        told = json.loads(output)
        last = "1 error, 1 warning, 1 notice in 3 of 3 releases, for our chart v1.2.0"
        assert call("report") == (status, f"wrote report.html: {last}\n", "")
        page = Path("report.html").read_text(encoding="utf-8")
        seen, read = plain_text(page), Reader(page)
        assert len(told["findings"]) == read.count("finding") == 3
        for finding in told["findings"]:
            place = finding["primary"]
            for text in (finding["message"], finding["help"]):
                assert text.replace("`", "") in seen
            for text in (finding["code"], finding["name"], f"{place['layer']}:{place['line']}:{place['column']}"):
                assert text in seen
            assert f"#{finding['code']}" in read.values("a", "href")
        assert read.values("article", "data-mode") == [release["mode"]["name"] for release in told["releases"]]
        assert [release["name"] in seen for release in told["releases"]] == [True] * 3

    def test_what_decided_a_mode_is_shown_with_its_place(self) -> None:
        call("report")
        seen = plain_text(Path("report.html").read_text(encoding="utf-8"))
        assert (
            "networking moduleoff networking.enabled: false clusters/milan/values.yaml:1:23 "
            "overrides networking.enabled: true base.yaml:1:23"
        ) in seen

    def test_the_picture_has_the_stacks_in_their_modes(self) -> None:
        call("report")
        page = Path("report.html").read_text(encoding="utf-8")
        cells = re.findall(r'<g class="cell mode-([a-z-]+)(?: empty)?">(.*?)</g>|<g (?:[^>]*)>', page)
        texts = {mode: re.findall(r"<text [^>]*>([^<]*)</text>", inner) for mode, inner in cells}
        assert texts == {
            "connected": ["connected", "1", "rome"],
            "connected-no-ips": ["connected-no-ips", "0"],
            "external-network": ["external-network", "1", "milan", "1 rejected"],
            "offloading-only": ["offloading-only", "1", "turin"],
        }

    def test_the_same_input_makes_the_same_bytes(self) -> None:
        call("report", "--jobs", "1")
        call("report", "-o", "again.html", "--jobs", "2")
        assert Path("report.html").read_bytes() == Path("again.html").read_bytes()
        assert call("report", "-o", "-")[1] == Path("report.html").read_text(encoding="utf-8")
        assert call("check", "--format", "html")[1] == Path("report.html").read_text(encoding="utf-8")

    def test_rejected_releases_come_first_and_counts_lead_to_them(self) -> None:
        put("clusters/genoa/values.yaml", ON)
        call("report")
        page = Path("report.html").read_text(encoding="utf-8")
        read = Reader(page)
        names = re.findall(r'<h3 id="release-\d-name">cluster clusters/(\w+)/', page)
        assert names == ["milan", "rome", "turin", "genoa"]
        counts = re.findall(r'<li[^>]*>(?:<a href="#([\w-]+)">)?<b>(\d)</b> ([\w ]+)', page)
        assert [(number, words) for _, number, words in counts] == [
            ("4", "releases"), ("1", "error"), ("1", "warning"), ("1", "notice"), ("1", "rejected")
        ]  # fmt: skip
        ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert {target for target, _, _ in counts} <= {*ids}
        assert {link.removeprefix("#") for link in read.values("a", "href") if link.startswith("#")} <= {*ids}
        assert counts[1][0] == "release-2-error"
        assert counts[4][0] == "release-2"
        assert "`" not in re.sub(r"(?s)<script>.*?</script>|<pre>.*?</pre>", "", page)

    def test_the_axes_are_those_of_the_documentation(self) -> None:
        call("report")
        shown = re.findall(r'class="axis"[^>]*>([^<]*)<', Path("report.html").read_text(encoding="utf-8"))
        drawn = re.findall(r'class="bold"[^>]*>([^<]* (?:on|off))<', mode_picture.draw())
        assert sorted(shown) == sorted(drawn)

    def test_the_title(self) -> None:
        page = call("report", "-o", "-", "--title", "Clusters <today>")[1]
        assert "<title>Clusters &lt;today&gt;</title>" in page
        assert "<h1>Clusters &lt;today&gt;</h1>" in page

    @pytest.mark.parametrize(
        ("arguments", "status"),
        [
            (("clusters/turin/values.yaml",), 0),
            (("clusters/turin/values.yaml", "--fail-on", "notice"), 1),
            (("clusters/milan/values.yaml",), 1),
            (("clusters/turin/values.yaml", "nowhere.yaml"), 2),
            (("-o", "nowhere/report.html"), 2),
        ],
    )
    def test_the_exit_status_is_that_of_check(self, arguments: tuple[str, ...], status: int) -> None:
        assert call("report", *arguments)[0] == status

    def test_what_could_not_be_checked_is_in_it(self) -> None:
        call("report", "nowhere.yaml", "clusters/rome/values.yaml")
        seen = plain_text(Path("report.html").read_text(encoding="utf-8"))
        assert "Could not be checked" in seen
        assert "there is no file nowhere.yaml" in seen

    def test_a_page_that_cannot_be_replaced_stays_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        put("report.html", html.BEGINNING)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        assert call("report")[0] == 2
        assert Path("report.html").read_text(encoding="utf-8") == html.BEGINNING
        assert not [path for path in Path().iterdir() if path.name.startswith(".report")]

    def test_a_values_file_is_not_replaced(self) -> None:
        before = Path("base.yaml").read_text(encoding="utf-8")
        status, output, said = call("report", "-o", "html=base.yaml")
        assert (status, output) == (2, "")
        assert said.startswith("error: `base.yaml` exists and is not an HTML page\n")
        assert Path("base.yaml").read_text(encoding="utf-8") == before

    def test_comments_and_baselines_keep_findings_from_counting(self) -> None:
        put("clusters/rome/values.yaml", f"{ON}tag: v1.1.0 # liqo-values: ignore[LQ521] because of <a test>\n")
        call("check", "--baseline", "known.yaml", "--update-baseline")
        assert call("report", "--baseline", "known.yaml")[0] == 0
        seen = plain_text(Path("report.html").read_text(encoding="utf-8"))
        assert "by comment: of <a test>" in seen
        assert "by baseline" in seen
        assert call("report", "--no-ignores", "--baseline", "known.yaml", "--fail-on", "warning")[0] == 1


@pytest.mark.usefixtures("repository")
class TestPeerings:
    """The table of peerings, if the project file states any."""

    @staticmethod
    def rows(*peerings: dict[str, object], arguments: tuple[str, ...] = ()) -> tuple[str, list[str]]:
        """Return the page, and the text of each row of the table."""
        project = Path(".liqo-values.yaml").read_text(encoding="utf-8").partition("peerings:")[0]
        put(".liqo-values.yaml", f"{project}peerings: {json.dumps(peerings)}\n")
        page = call("report", "-o", "-", *arguments)[1]
        table = page[page.index("<tbody") : page.index("</tbody>")]
        cells = [re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr")[1:]]
        return page, [" | ".join(unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row) for row in cells]

    def test_each_row_has_clusters_modes_and_findings_as_links(self) -> None:
        page, rows = self.rows(
            {"consumer": ROME, "provider": TURIN, "networking": True},
            {"consumer": ROME, "provider": MILAN, "networking": False, "servicesAcross": True},
            {"consumer": TURIN, "provider": MILAN, "servicesAcross": True},
        )
        assert rows == [
            f"{ROME} connected | {TURIN} offloading-only | undecided | LQ704",
            f"{ROME} connected | {MILAN} external-network | external-network Services need pods of both | none",
            f"{TURIN} offloading-only | {MILAN} external-network | offloading-only Services need pods of both | LQ705",
        ]
        read = Reader(page)
        assert read.values("th", "scope") == ["col"] * 4 + ["row"] * 3
        assert [tag for tag, _ in read.elements].count("caption") == 1
        ids = {attributes["id"] for _, attributes in read.elements if "id" in attributes}
        for code in ("LQ704", "LQ705"):
            (target,) = re.findall(rf'<a href="#([^"]+)" class="badge error">{code}</a>', page)
            assert target in ids
            assert code in page.partition(f'id="{target}"')[2][:600]

    def test_the_options_template_decides_about_ips(self) -> None:
        put(
            "clusters/rome/values.yaml",
            f"{ON}virtualKubelet: {{optionsTemplates: {{hidden: {{reflectIPs: false}}}}}}\n",
        )
        put("clusters/genoa/values.yaml", ON)
        genoa = "clusters/genoa/values.yaml"
        _, rows = self.rows({"consumer": ROME, "provider": genoa, "optionsTemplate": "hidden"})
        assert rows == [f"{ROME} connected | {genoa} connected | connected-no-ips options template hidden | none"]

    def test_clusters_that_are_not_in_the_run(self) -> None:
        _, rows = self.rows({"consumer": ROME, "provider": TURIN}, arguments=(ROME,))
        assert rows == [f"{ROME} connected | {TURIN} not in this run | undecided | none"]

    def test_without_peerings_there_is_no_table(self) -> None:
        assert "<table" not in call("report", "-o", "-")[1]


class TestPage:
    """The page as such."""

    @pytest.mark.parametrize("outcome", [outcomes.plain(), outcomes.hostile(), outcomes.nothing(), Outcome([])])
    def test_its_parts_fit_together(self, outcome: Outcome) -> None:
        page = html.render(outcome)
        read = Reader(page)
        ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        targets = {href.removeprefix("#") for href in read.values("a", "href") if href.startswith("#")}
        named = {name for tag, attributes in read.elements for name in attributes.get("aria-labelledby", "").split()}
        named |= set(read.values("label", "for"))
        assert targets | named <= set(ids)
        headings = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
        assert headings[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(headings))

    @pytest.mark.parametrize("outcome", [outcomes.plain(), outcomes.hostile()])
    def test_it_loads_nothing_and_runs_nothing_but_its_own(self, outcome: Outcome) -> None:
        page = html.render(outcome)
        read = Reader(page)
        policy = next(value for value in read.values("meta", "content") if "default-src" in value)
        assert policy.startswith("default-src 'none'; ")
        for kind in ("style", "script"):
            digest = base64.b64encode(hashlib.sha256(read.texts[kind].encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy
            assert sum(tag == kind for tag, _ in read.elements) == 1
        assert "unsafe" not in policy
        for tag, attributes in read.elements:
            assert tag not in ("img", "link", "iframe", "object", "embed", "base", "image", "use")
            assert not {name for name in attributes if name.startswith("on") or name in ("src", "style", "action")}
            assert attributes.get("href", "#").startswith("#")
        assert "url(" not in read.texts["style"]
        assert "@import" not in read.texts["style"]

    def test_hostile_values_are_shown_and_do_nothing(self) -> None:
        page = html.render(outcomes.hostile(), outcomes.HOSTILE)
        assert page.isprintable() or not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\udcff]", page)
        assert "<b>%" not in page
        assert "x]]>&<b>%0A::error::|" in plain_text(page)
        page.encode("utf-8")

    def test_rules_lead_to_their_pages_where_these_are_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "The page of this rule" not in html.render(outcomes.plain())
        monkeypatch.setenv(VARIABLE, "https://rules.invalid/{code}.html?a=1&b")
        read = Reader(html.render(outcomes.plain()))
        assert "https://rules.invalid/LQ004.html?a=1&b" in read.values("a", "href")

    def test_credentials_are_masked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        put("values.yaml", f"{OFF}authentication: {{awsConfig: {{secretAccessKey: hunter2hunter2, region: 1}}}}\n")
        page = call("report", "values.yaml", "-o", "-")[1]
        assert "secretAccessKey" in page
        assert "hunter2" not in page

    def test_a_very_long_line_is_cut_around_the_mark(self) -> None:
        (result,) = outcomes.plain().results
        source = Source("values.yaml", "a" * 5000 + "MARKED" + "b" * 5000)
        finding = result.findings[0]
        label = outcomes.at(source, "MARKED")
        page = html.render(Outcome([outcomes.result_of(finding.replace(primary=label, related=()))]))
        assert "…" + "a" * 60 + "<mark>MARKED</mark>" + "b" * 60 + "…" in page

    def test_many_names_are_counted_in_the_picture_and_all_linked(self) -> None:
        results = [outcomes.result_of(layers=(f"clusters/c{number}/values.yaml",)) for number in range(40)]
        page = html.render(Outcome(results))
        assert page.count("and 35 more") == 1
        assert {f"#release-{number}" for number in range(1, 41)} <= set(Reader(page).values("a", "href"))

    @pytest.mark.parametrize(("count", "more"), [(5, 0), (6, 0), (7, 2)])
    def test_a_name_that_fits_is_not_counted(self, count: int, more: int) -> None:
        """A line that says "and 1 more" has room for the name itself."""
        page = html.render(Outcome([outcomes.result_of(layers=(f"c{number}.yaml",)) for number in range(count)]))
        texts = re.findall(r'<text [^>]*class="line"[^>]*>([^<]*)</text>', page)
        names = [f"c{number}.yaml" for number in range(count - more)]
        assert texts == ([*names, f"and {more} more"] if more else names)

    def test_a_failure_alone(self) -> None:
        page = html.render(Outcome([], [InputError("there is no `<file>`", "name one")]))
        assert "there is no <code>&lt;file&gt;</code>" in page
        assert "Nothing was checked." in page


def test_markup_escapes_all_that_is_not_markup() -> None:
    assert element("p", "<b>", element("i", "&"), class_='"') == '<p class="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert join(["<", element("b")], "") == "&lt;<b></b>"
    assert sentence("write `a<b`, not `c`") == "write <code>a&lt;b</code>, not <code>c</code>"
    assert sentence("a ` alone") == "a ` alone"
