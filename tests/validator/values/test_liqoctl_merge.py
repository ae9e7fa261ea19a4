"""Values files of `liqoctl install`: their merge, its findings, and which layer set each value.

tests/liqo compares the merge with the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from liqo_values.charts.liqoctl import installed
from liqo_values.charts.selection import named
from liqo_values.engine.check import judge
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.reports import merged_values, mode_screen
from liqo_values.reports.style import Style
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.nodes import Plain

POOLS = ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12"]
DEFAULTS, LIQOCTL = "the chart's defaults", "liqoctl install eks"


def check(*files: str, provider: str = "eks", flags: dict[str, list[str]] | None = None, **given: Any) -> CheckResult:
    """Check files named f1, f2 …."""
    sources = [Source(f"f{number}", text) for number, text in enumerate(files, 1)]
    return judge(Given(sources, chart=installed("v1.2.0", provider, flags), **given))


def chain(result: CheckResult, *path: str | int) -> list[tuple[str, Plain]]:
    return [(origin.layer.name, origin.value) for origin in result.values.chain(path)]


def codes(result: CheckResult) -> list[str]:
    return [finding.code for finding in result.findings]


def test_a_value_names_every_layer_that_set_it() -> None:
    result = check("tag: v1", "tag: v2", set_values=["tag=v3"])
    assert chain(result, "tag") == [
        *((DEFAULTS, ""), (LIQOCTL, "v1.2.0"), ("f2", "v2"), ("f1", "v1"), ("--set tag=v3", "v3"))
    ]
    assert result.layers == ("f2", "f1", "--set tag=v3")


def test_every_item_of_a_list_keeps_its_layer() -> None:
    result = check("ipam: {pools: [1.0.0.0/8]}", "ipam: {pools: [2.0.0.0/8, 3.0.0.0/8]}")
    assert result.values.get("ipam", "pools") == [*POOLS, "2.0.0.0/8", "3.0.0.0/8", "1.0.0.0/8"]
    assert chain(result, "ipam", "pools", 0) == [(DEFAULTS, POOLS[0])]
    assert chain(result, "ipam", "pools", 4) == [("f2", "3.0.0.0/8")]
    assert chain(result, "ipam", "pools", 5) == [("f1", "1.0.0.0/8")]
    assert chain(result, "ipam", "pools") == [
        (DEFAULTS, POOLS),
        ("f2", [*POOLS, "2.0.0.0/8", "3.0.0.0/8"]),
        ("f1", [*POOLS, "2.0.0.0/8", "3.0.0.0/8", "1.0.0.0/8"]),
    ]


def test_a_list_keeps_each_file_that_adds_to_it() -> None:
    result = check(*(f"ipam: {{pools: [{number}.0.0.0/8]}}" for number in (1, 2, 3)))
    assert [layer for layer, _ in chain(result, "ipam", "pools")] == [DEFAULTS, "f3", "f2", "f1"]


def test_what_has_no_effect_is_in_no_chain() -> None:
    result = check("networking: {enabled: 1, fabric: null}\nipam: {pools: []}")
    assert chain(result, "networking", "enabled") == [(DEFAULTS, True)]
    assert chain(result, "ipam", "pools") == [(DEFAULTS, POOLS)]
    assert chain(result, "networking", "fabric", "config", "fullMasquerade") == [(DEFAULTS, False), (LIQOCTL, True)]
    assert not result.values.set_by_user(("networking", "fabric"))
    assert sorted(codes(result)) == ["LQ840", "LQ841", "LQ842"]


@pytest.mark.parametrize("written", ["no", "'false'", "Off"])
def test_the_mode_is_the_one_after_the_fix(written: str) -> None:
    result = check(f"networking: {{enabled: {written}}}\ntag: 1.20\ncontrollerManager: {{replicas: '2'}}")
    assert (result.mode.name, codes(result).count("LQ842")) == ("external-network", 3)
    assert result.values.get("tag") == "1.20"
    assert result.values.get("controllerManager", "replicas") == 2


def test_a_null_that_deletes_nothing_is_not_reported() -> None:
    assert codes(check("other: null", provider="k3s")) == ["LQ002"]
    assert check("discovery: {config: {clusterLabels: {a: null}}}").findings == ()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("tag: v1\n---\ntag: v2\n", "v1"),
        ("---\ntag: v1\n---\ntag: v2\n", "v1"),
        ("---\n# none\n---\ntag: v2", "v1.2.0"),
    ],
)
def test_only_the_first_document_counts(text: str, tag: str) -> None:
    result = check(text)
    assert result.values.get("tag") == tag
    assert [one.message for one in result.findings if one.code == "LQ007"] == [
        "a second document begins here, which `liqoctl install` ignores"
    ]


def test_an_argument_deletes_and_replaces() -> None:
    result = check(set_values=["ipam.pools={10.128.0.0/9}", "telemetry.config=null"])
    assert result.values.get("ipam", "pools") == ["10.128.0.0/9"]
    assert result.values.get("telemetry", "config") is None
    assert [path for path, _ in result.values.deletions()] == [("telemetry", "config")]


@pytest.mark.parametrize("option", ["set_json", "set_literals", "set_files"])
def test_options_that_liqoctl_does_not_have(tmp_path: Path, option: str) -> None:
    file = tmp_path / "tag"
    file.write_text("v1")
    argument = f"tag={file}" if option == "set_files" else 'tag="v1"'
    with pytest.raises(InputError, match="`liqoctl install` has no option --set-"):
        check(**{option: [argument]})  # type: ignore[arg-type]  # any option


@pytest.mark.parametrize(
    ("text", "path", "mended"),
    [
        ("controllerManager: {replicas: 2}", "controllerManager.replicas", "2.0"),
        ("networking: {genevePort: '6092'}", "networking.genevePort", "6092.0"),
        ("networking: {enabled: no}", "networking.enabled", "false"),
        ("networking: {enabled: 'On'}", "networking.enabled", "true"),
        ("tag: 1.20", "tag", '"1.20"'),
        ("tag: true", "tag", '"true"'),
        ("tag: 2024-01-01", "tag", '"2024-01-01"'),
        ("networking: {enabled: 1}", "networking.enabled", None),
        ("networking: {fabric: off}", "networking.fabric", None),
        ("common: {globalLabels: {1: x}}", "common.globalLabels", None),
        ("common: {globalLabels: [a]}", "common.globalLabels", None),
        ("a: &n 2\ncontrollerManager: {replicas: *n}", "controllerManager.replicas", None),
    ],
)
def test_values_of_another_type(text: str, path: str, mended: str | None) -> None:
    (finding,) = (one for one in check(text).findings if one.code == "LQ842")
    assert ".".join(map(str, finding.path)) == path
    assert (finding.fix and finding.fix.edits[0].text) == mended
    if mended and finding.primary.span:
        span = finding.primary.span
        assert "LQ842" not in codes(check(text[: span.start] + mended + text[span.end :]))


def test_what_a_template_engine_fills_in_has_no_type() -> None:
    result = check("controllerManager: {replicas: '{{ .n }}'}\nnetworking: {enabled: {{ .on }}}", templated=True)
    assert "LQ842" not in codes(result)


def test_a_value_that_overrides_a_flag() -> None:
    flags = {"service-cidr": ["10.9.0.0/16"], "pod-cidr": ["10.1.0.0/16"]}
    text = "ipam: {serviceCIDR: 10.8.0.0/16}"
    (finding,) = check(text, provider="k3s", flags=flags).findings
    assert (finding.code, finding.severity) == ("LQ844", "warning")
    assert finding.message == '`ipam.serviceCIDR` overrides `--service-cidr`, which sets `"10.9.0.0/16"`'
    assert check(text.replace("10.8", "10.9"), provider="k3s", flags=flags).findings == ()


@pytest.mark.parametrize("provider", ["aks", "eks", "generic", "gke", "k3s", "kind", "kubeadm", "openshift"])
@pytest.mark.parametrize(
    "text", ["{}", "networking: {enabled: false}", "networking: {enabled: false, reflectIPs: false}"]
)
def test_nothing_is_missing_with_liqoctl(provider: str, text: str) -> None:
    found = [finding for finding in check(text, provider=provider).findings if finding.name != "openshift-with-network"]
    assert found == []


def test_reports_show_the_layer() -> None:
    result = check("discovery: {config: {clusterID: rome}}")
    assert 'over "<the ID of the cluster>" (liqoctl install eks), "" (the chart' in merged_values.render(
        result.values, Style(), everything=False
    )
    everything = merged_values.render(result.values, Style(), everything=True)
    assert 'serviceCIDR: "<the service CIDR of the cluster>"' in everything
    (line,) = (one for one in everything.splitlines() if "fullMasquerade" in one)
    assert line.endswith("# liqoctl install eks, over false (the chart's defaults)")
    assert "CIDRs of this cluster" not in mode_screen.render(result, Style())


WRITTEN = """\
tag: v1.2.0
requirements: {kernel: {disabled: true}}
discovery: {config: {clusterID: rome, clusterLabels: {}}}
ipam: {serviceCIDR: 10.96.0.0/12, podCIDRs: [10.244.0.0/16], reservedSubnets: []}
metrics: {enabled: true, prometheusOperator: {enabled: true}}
virtualKubelet: {metrics: {enabled: true, podMonitor: {enabled: true}}}
telemetry: {enabled: true}
networking: {gatewayTemplates: {server: {service: {externalTrafficPolicy: Cluster}}}}
"""


def test_keys_that_liqoctl_wrote_are_not_reported() -> None:
    published = named("published@1.2.0").chart
    assert judge(Given([Source("f1", WRITTEN)], chart=published)).findings == ()
    mine = WRITTEN.replace("tag: v1.2.0\n", "")
    found = judge(Given([Source("f1", mine)], chart=published)).findings
    assert {finding.code for finding in found} == {"LQ401", "LQ404"}
    other = judge(Given([Source("f1", WRITTEN), Source("f2", "imageRegistry: a.example")], chart=published))
    assert codes(other) == ["LQ404"]
    off = judge(Given([Source("f1", WRITTEN), Source("f2", "networking: {enabled: false}")], chart=published))
    assert codes(off) == []
