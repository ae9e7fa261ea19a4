"""What the published charts were seen to render (`behaviour.tsv`) is what the validator predicts, row by row.

Columns: the release, the case, its values, whether Helm rendered them (or the beginning of its error), the controller
manager's `--networking-enabled`, whether fabric and IPAM are there, how many Network objects there are and which of
them lack a CIDR, whether the FirewallConfiguration is there, how many gateway templates, `extraArgs` of the
VkOptionsTemplate, whether they hide IPs (`exits`: the virtual kubelet cannot read the switch; other
unknown flags, on which it exits too, were not looked at), and the webhook's `--podcidr`.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from liqo_values.charts.published import published, releases
from liqo_values.charts.target import ChartFamily
from liqo_values.engine.check import judge
from liqo_values.liqo.program_args import APPENDED, Spelling, read
from liqo_values.liqo.published_mode import decide
from liqo_values.liqo.published_rendering import Rendering, rendered
from liqo_values.model.findings import Severity, with_followers
from liqo_values.model.source_text import Source
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given

TABLE = (Path(__file__).parent / "behaviour.tsv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines(), delimiter="\t"))
RENDERED = [row for row in ROWS if row["rendered"] == "yes"]


def prediction(row: dict[str, str]) -> Rendering:
    chart = published(ChartFamily.PUBLISHED, row["version"])
    given = Given([Source("values.yaml", row["values"])])
    return rendered(load(given, defaults=chart.defaults).values, chart)


def hides(arguments: tuple[str, ...], release: str) -> str:
    chart = published(ChartFamily.PUBLISHED, release)
    arguments_read = read([*arguments, APPENDED], chart.flags, chart.flag_values)
    if any(one.spelling in (Spelling.ASSIGNED, Spelling.SINGLE_DASH) for one in arguments_read.illegal):
        return "exits"
    return json.dumps(bool(arguments_read.effective and arguments_read.effective.value))


def as_row(found: Rendering, release: str) -> dict[str, str]:
    networks = [network for network in found.networks if not network.name.startswith("reserved-")]
    return {
        "networking": found.networking,
        "fabric": "yes" if found.module else "no",
        "ipam": "yes" if found.ipam else "no",
        "networks": str(len(networks)),
        "null_cidrs": ",".join(network.name for network in networks if not network.cidr),
        "firewall": str(int(found.firewall)),
        "templates": str(int(found.module)),
        "vk_args": json.dumps(list(found.kubelet_arguments)),
        "hides_ips": hides(found.kubelet_arguments, release),
        "podcidr": json.dumps([f"--podcidr={cidr}" for cidr in found.pod_cidrs]),
    }


def test_every_release_was_seen() -> None:
    assert {row["version"] for row in ROWS} == set(releases())
    assert len(RENDERED) > 600


@pytest.mark.parametrize("row", RENDERED, ids=lambda row: f"{row['version']}: {row['case']}")
def test_prediction(row: dict[str, str]) -> None:
    found = as_row(prediction(row), row["version"])
    assert found == {column: row[column] for column in found}


def test_the_mode_follows_from_what_is_rendered() -> None:
    for row in RENDERED:
        chart = published(ChartFamily.PUBLISHED, row["version"])
        mode = decide(load(Given([Source("values.yaml", row["values"])]), defaults=chart.defaults).values, chart)
        half = row["networking"] not in ("true", "false") or (row["networking"] == "true") is not (
            row["fabric"] == "yes"
        )
        assert mode.networking.value is (None if half else row["fabric"] == "yes"), row
        shown = {"true": False, "false": True, "exits": None}
        assert mode.reflection.value is shown[row["hides_ips"]], row
        assert mode.reflection.decided_by.text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['version']}: {row['case']}")
def test_what_helm_or_the_api_server_rejects(row: dict[str, str]) -> None:
    chart = published(ChartFamily.PUBLISHED, row["version"])
    result = judge(Given([Source("values.yaml", row["values"])], chart=chart))
    errors = {finding.code for finding in with_followers(result.findings) if finding.severity is Severity.ERROR}
    if row["rendered"] != "yes":
        assert errors, "Helm cannot render these values"
        return
    assert not result.refused, "Helm renders these values"
    assert ("LQ802" in errors) is bool(row["null_cidrs"]), "the API server rejects a Network without CIDR"
