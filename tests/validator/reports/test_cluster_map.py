"""The map of clusters in the HTML page: what is drawn, and where; ``tests/browser`` shows it to a browser."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.reports.html.map_layout import GAP, Slot, arranged
from tests.validator.cli.calling import OFF, ON, call, put

#: Values of a cluster with an ID.
CLUSTER = "discovery: {{config: {{clusterID: {}}}}}\n"
LINKS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=60)


class TestLayout:
    """Where cards and lines are."""

    @given(links=LINKS, data=st.data())
    def test_cards_never_overlap_and_lines_have_places_of_their_own(
        self, links: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        heads = {card: data.draw(st.integers(20, 90)) for card in {end for ends in links for end in ends}}
        rows = [data.draw(st.sampled_from([26, 52])) for _ in links]
        layout = arranged(links, heads.__getitem__, rows, 9)
        for slots in (layout.lefts, layout.rights):
            ordered = sorted(slots.values())
            assert all(after.top >= before.end + GAP for before, after in pairwise(ordered))
            assert ordered[0].top >= 0
            assert ordered[-1].end <= layout.height
        assert {*layout.lefts} == {left for left, _ in links}
        assert {*layout.rights} == {right for _, right in links}
        for (left, right), begin, row, height in zip(links, layout.begins, layout.rows, rows, strict=True):
            assert layout.lefts[left].top < begin < layout.lefts[left].end
            assert layout.rights[right].top + heads[right] <= row.top
            assert row.end <= layout.rights[right].end
            assert row.height == height
        assert len({(left, begin) for (left, _), begin in zip(links, layout.begins, strict=True)}) == len(links)
        assert len({row.top for row in layout.rows}) == len(links)
        assert layout == arranged(links, heads.__getitem__, rows, 9)

    def test_lines_do_not_cross_where_they_need_not(self) -> None:
        layout = arranged([(0, 1), (2, 3), (4, 5), (0, 3)], lambda _: 40, [26] * 4, 9)
        order = sorted(range(4), key=lambda number: layout.rows[number].top)
        assert order == sorted(range(4), key=lambda number: layout.begins[number])

    @pytest.mark.parametrize("provides", [False, True])
    def test_a_hub_is_in_the_middle(self, provides: bool) -> None:
        links = [(number, 0) if provides else (0, number) for number in range(1, 20)]
        layout = arranged(links, lambda _: 40, [26] * len(links), 9)
        hub = (layout.rights if provides else layout.lefts)[0]
        assert abs(hub.middle - layout.height // 2) < 40

    def test_one_line_is_straight(self) -> None:
        layout = arranged([(0, 1)], lambda _: 40, [26], 9)
        assert layout.rights == {1: Slot(0, 66)}
        assert abs(layout.begins[0] - layout.rows[0].middle) <= 13


def texts(page: str, kind: str) -> list[str]:
    """Return the texts of one of the two pictures that describe shapes of a kind."""
    picture = page[page.index('class="narrow"') :].partition("</svg>")[0] if 'class="narrow"' in page else ""
    found = re.findall(rf'<(?:a|g)[^>]* class="{kind}[^"]*"[^>]*><title>(.*?)</title>', picture)
    return [unescape(text) for text in found]


def caption(page: str) -> str:
    return unescape(page.partition("<figcaption>")[2].partition("</figcaption>")[0])


class TestPage:
    """What is drawn."""

    @pytest.fixture(autouse=True)
    def repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".git").mkdir()
        put("rome.yaml", ON + CLUSTER.format("rome"))
        put("milan.yaml", f"{OFF}networkin: {{}}\n{CLUSTER.format('milan')}")
        put("turin.yaml", ON + CLUSTER.format("turin"))

    @staticmethod
    def report(*peerings: dict[str, object], more: str = "", arguments: tuple[str, ...] = (".",)) -> str:
        if peerings or more:
            put(".liqo-values.yaml", f"{more}peerings: {json.dumps(peerings)}\n")
        return call("report", *arguments, "-o", "html=-")[1]

    def test_clusters_and_peerings_in_words(self) -> None:
        page = self.report(
            {"consumer": "rome", "provider": "milan", "networking": True},
            {"consumer": "turin", "provider": "rome", "optionsTemplate": "own", "servicesAcross": True},
        )
        assert texts(page, "link") == [
            "rome to milan: undecided; error LQ704",
            "turin to rome: undecided, options template own, Services need pods of both",
        ]
        assert sorted(texts(page, "node")) == [
            "milan: external-network, our chart v1.2.0, rejected, 2 errors",
            *["rome: connected, our chart v1.2.0, no findings"] * 2,
            "turin: connected, our chart v1.2.0, no findings",
        ]
        assert caption(page).startswith("Pods go from left to right")
        assert caption(page).endswith("All clusters are for our chart v1.2.0.")

    @pytest.mark.parametrize(
        ("peering", "said", "dashed"),
        [
            ({"provider": "turin"}, "connected, Liqo connects the networks, pod IPs are reflected", False),
            (
                {"provider": "turin", "networking": False},
                "external-network, Liqo does not connect the networks, pod IPs are reflected",
                True,
            ),
        ],
    )
    def test_the_way_of_a_peering(self, peering: dict[str, object], said: str, dashed: bool) -> None:
        page = self.report({"consumer": "rome", **peering})
        (text,) = texts(page, "link")
        assert text.partition(";")[0] == f"rome to turin: {said}"
        assert ("A dashed line" in caption(page)) is dashed
        assert ('class="link mode-external-network separate' in page) is dashed

    def test_every_link_leads_to_its_finding_or_release(self) -> None:
        page = self.report({"consumer": "rome", "provider": "milan", "networking": True})
        narrow = page[page.index('class="narrow"') :].partition("</svg>")[0]
        badges = re.findall(r'<a href="#([\w-]+)" class="code (\w+)"><title>(\w+) (LQ\d+) ', narrow)
        assert sorted((severity, code) for _, severity, _, code in badges) == [("error", "LQ002"), ("error", "LQ704")]
        for target, _, _, code in badges:
            assert code in page.partition(f'id="{target}"')[2][:600]
        for target in re.findall(r'<a href="#([\w-]+)" class="node', narrow):
            assert f'<article id="{target}" class="release"' in page

    def test_without_peerings_the_pairs_that_findings_name_are_lines(self) -> None:
        for name, pods in (("rome", "10.1"), ("genoa", "10.2")):
            address = f'apiServer: {{address: "https://{name}"}}\n'
            put(
                f"{name}.yaml",
                f"ipam: {{podCIDR: {pods}.0.0/16, serviceCIDR: 10.200.0.0/16}}\n{address}{CLUSTER.format('rome')}",
            )
        page = self.report()
        assert texts(page, "link") == ["genoa.yaml and rome.yaml: no peering is stated; warning LQ702"]
        assert len(texts(page, "node")) == 4
        assert "no peering is stated" in caption(page)
        table = page[page.index("<tbody") : page.index("</tbody>")]
        assert re.sub(r"<[^>]*>", " ", table).split() == ["rome.yaml", "connected", "genoa.yaml", "connected", "LQ702"]

    def test_without_pairs_there_are_only_clusters(self) -> None:
        page = self.report()
        assert texts(page, "link") == []
        assert [text.partition(":")[0] for text in sorted(texts(page, "node"))] == [
            "milan.yaml",
            "rome.yaml",
            "turin.yaml",
        ]
        assert "<table" not in page

    def test_there_is_none_of_one_release(self) -> None:
        assert 'class="map"' not in self.report(arguments=("rome.yaml",))
        page = self.report({"consumer": "rome", "provider": "milan"}, arguments=("rome.yaml",))
        assert 'class="map"' not in page
        assert "not in this run" in page

    def test_two_releases_of_a_cluster_have_two_names(self) -> None:
        put("again/rome.yaml", ON + CLUSTER.format("rome"))
        page = self.report({"consumer": "rome", "provider": "turin"})
        assert sorted(text.partition(":")[0] for text in texts(page, "node")) == [
            "again/rome.yaml",
            "milan.yaml",
            "rome.yaml",
            "turin",
        ]
        assert len(texts(page, "link")) == 2

    def test_charts_are_named_where_they_differ(self) -> None:
        def named(page: str) -> list[str]:
            return re.findall(r'class="chart">([^<]*)<', page[page.index('class="wide"') :])

        assert named(self.report()) == []
        page = self.report(more="charts: [{files: rome.yaml, chart: published@1.1.2}]\n")
        assert sorted(named(page)) == [*["Liqo&#x27;s chart v1.1.2"], *["our chart v1.2.0"] * 2]

    @pytest.mark.parametrize(
        ("wrong", "drawn", "said"),
        [
            (0, 0, "101 clusters and 100 pairs are too many for a picture: the table has all of them."),
            (3, 3, "it shows only pairs with findings. The table has all of them."),
            (60, 0, "too many for a picture: the table has all of them."),
        ],
    )
    def test_of_too_many_those_with_findings_are_drawn(self, wrong: int, drawn: int, said: str) -> None:
        for number in range(100):
            put(f"edge/{number}.yaml", (OFF if number < wrong else ON) + CLUSTER.format(f"edge-{number}"))
        entries: list[dict[str, object]] = [{"consumer": "rome", "provider": f"edge-{number}"} for number in range(100)]
        page = self.report(*entries, arguments=("rome.yaml", "edge"))
        assert len(texts(page, "link")) == drawn
        assert said in caption(page)
        assert page.count('role="rowheader"') == 100
