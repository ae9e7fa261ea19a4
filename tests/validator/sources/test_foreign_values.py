"""Values for another chart are recognised as a whole; values for Liqo with many mistakes are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import liqo_values
from liqo_values.model.source_text import Source
from tests.validator.cli.calling import call, put
from tools.repository import CHART, ROOT

KNOWN = yaml.safe_load((ROOT / "schema" / "other-charts.yaml").read_text(encoding="utf-8"))
NAMED = "the values in `values.yaml` are for the chart `{}`, not for Liqo"


def found(text: str) -> list[str]:
    """Return the messages of LQ015."""
    result = liqo_values.check([Source("values.yaml", text)])
    return [finding.message for finding in result.findings if finding.code == "LQ015"]


@pytest.mark.parametrize("name", KNOWN["charts"])
def test_every_known_chart(name: str) -> None:
    text = "".join(f"{key}: {{}}\n" for key in KNOWN["charts"][name])
    assert found(text) == [NAMED.format(name)]
    assert found(f"{text}networking: {{enabled: false}}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("installCRDs: true\nprometheus: {enabled: false}\n", [NAMED.format("cert-manager")]),
        (
            "global: {}\nkubeProxyReplacement: true\nhubble: {enabled: true}\nipam: {mode: x}\n",
            [NAMED.format("cilium")],
        ),
        ("auth: {}\nprimary: {}\nreadReplicas: {}\n", [NAMED.format("postgresql")]),
        # One key may be a mistake.
        ("installCRDs: true\n", []),
        ("image: {}\nservice: {}\nfoo: {}\n", []),
        # Expected in Liqo's chart by its users, in other spellings, from other releases, or in an umbrella chart.
        ("tolerations: []\nnodeSelector: {}\naffinity: {}\nresources: {}\n", []),
        ("aa: 1\nbb: 2\ncc: 3\ndd: 4\nnetworkng: {}\n", []),
        ("aa: 1\nbb: 2\ncc: 3\ndd: 4\nnetworking: {enabeld: false}\n", []),
        ("aa: 1\nbb: 2\ncc: 3\ndd: 4\nnetworking.enabled: false\n", []),
        ("aa: 1\nbb: 2\ncc: 3\ndd: 4\nnetworkManager: {config: {podCIDR: 10.0.0.0/16}}\n", []),
        ("aa: 1\nbb: 2\ncc: 3\ndd: 4\nliqo: {networking: {enabled: false}}\n", []),
        ("x-a: 1\nx-b: 2\nx-c: 3\n_d: 4\n.e: 5\n", []),
        ("auth: {}\ngateway: {}\nroute: {}\nbroadcaster: {}\n", []),
        ("", []),
    ],
)
def test_what_is_recognised(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_the_values_of_this_chart() -> None:
    assert found((CHART / "values.yaml").read_text(encoding="utf-8")) == []


@pytest.fixture
def chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work next to a chart named grafana."""
    monkeypatch.chdir(tmp_path)
    put("liqo-addons/grafana/Chart.yaml", "apiVersion: v2\nname: grafana\nversion: 1.0.0\n")
    put("liqo-addons/grafana/values.yaml", "dashboard: {enabled: true}\n")


@pytest.mark.usefixtures("chart")
class TestChartFile:
    """The Chart.yaml in the same folder says which chart values are for."""

    path = "liqo-addons/grafana/values.yaml"

    def codes(self) -> list[list[str]]:
        document = json.loads(call("check", self.path, "--format", "json")[1])
        return [[one["code"], *(follower["code"] for follower in one["follows"])] for one in document["findings"]]

    def test_another_chart(self) -> None:
        assert self.codes() == [["LQ015", "LQ102", "LQ103", "LQ002"]]
        assert "are for the chart `grafana` in the same folder, not for Liqo" in call("check", self.path)[1]

    def test_liqo_s_own_chart(self) -> None:
        put("liqo-addons/grafana/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.0.0\n")
        assert self.codes() == [["LQ102"], ["LQ103"], ["LQ002"]]

    def test_values_for_liqo_that_happen_to_be_there(self) -> None:
        put(self.path, "networking: {enabled: false}\ndashboard: {enabled: true}\n")
        assert self.codes() == [["LQ002"]]

    def test_an_unreadable_chart_file(self) -> None:
        put("liqo-addons/grafana/Chart.yaml", "name: {\n")
        assert self.codes() == [["LQ102"], ["LQ103"], ["LQ002"]]
