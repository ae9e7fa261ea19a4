"""The mode of one virtual node: the template that it refers to decides, else the values."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.reports.mode_screen import render
from liqo_values.reports.style import Style
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import put
from tests.validator.sources.reading import results

TEMPLATE = """\
apiVersion: offloading.liqo.io/v1beta1
kind: VkOptionsTemplate
metadata: {{name: hidden, namespace: liqo}}
spec: {{createNode: true, disableNetworkCheck: true, containerImage: x, metricsEnabled: false, extraArgs: [{args}]}}
---
"""
NODE = """\
apiVersion: offloading.liqo.io/v1beta1
kind: VirtualNode
metadata: {{name: milan, namespace: tenant{meta}}}
spec: {{clusterID: milan{spec}}}
"""
REFERENCE = ", vkOptionsTemplateRef: {name: hidden, namespace: liqo}"
OFF = "networking: {enabled: false}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def node(spec: str = REFERENCE, meta: str = "") -> str:
    return NODE.format(spec=spec, meta=meta)


@pytest.mark.parametrize(
    ("args", "reflection"),
    [
        ("", True),
        ("--disable-ip-reflection", False),
        ("--disable-ip-reflection=F", True),
        ("--disable-ip-reflection=false, --disable-ip-reflection=1", False),
        ("-disable-ip-reflection", None),
        ("--node-ip, --disable-ip-reflection", True),
    ],
)
def test_the_template_decides(args: str, reflection: bool | None) -> None:
    (checked,) = results(put("values.yaml", OFF), put("peering.yaml", TEMPLATE.format(args=args) + node()))
    (found,) = checked.virtual_nodes
    assert found.name == "VirtualNode tenant/milan"
    assert found.mode.networking is checked.mode.networking
    assert found.mode.reflection.value is reflection
    assert checked.mode.reflection.value is True


def test_without_a_reference_the_values_decide() -> None:
    (checked,) = results(
        put("values.yaml", OFF + "virtualKubelet: {extra: {args: [--disable-ip-reflection]}}\n"),
        put("node.yaml", node("")),
    )
    assert checked.virtual_nodes[0].mode == checked.mode
    assert checked.mode.reflection.value is False


@pytest.mark.parametrize("peering", [node(), TEMPLATE.format(args="") + node(REFERENCE.replace("liqo}", "x}"))])
def test_a_template_that_is_not_there_leaves_it_undecided(peering: str) -> None:
    (checked,) = results(put("values.yaml", OFF), put("peering.yaml", peering))
    assert checked.virtual_nodes[0].mode.reflection.doubt == "the VkOptionsTemplate hidden is not among the files"


def test_a_node_read_from_a_cluster_has_its_own_arguments() -> None:
    ready = (
        ", template: {spec: {template: {spec: {containers: [{args: [--enable-storage, --disable-ip-reflection]}]}}}}"
    )
    listed = "apiVersion: v1\nkind: List\nitems:\n- " + node(ready, ", uid: x").replace("\n", "\n  ")
    (checked,) = results(put("values.yaml", OFF), put("list.yaml", listed))
    assert checked.findings == ()
    assert checked.virtual_nodes[0].mode.reflection.value is False


def test_a_template_for_an_argument_leaves_it_undecided() -> None:
    peering = TEMPLATE.format(args='"${HIDE}"') + node()
    (checked,) = results(put("values.yaml", OFF), put("peering.yaml", peering))
    assert checked.findings == ()
    assert checked.virtual_nodes[0].mode.reflection.value is None


def test_without_values_they_have_no_findings() -> None:
    (checked,) = results(put("peering.yaml", TEMPLATE.format(args="--disable-ip-reflection") + node()))
    assert checked.findings == ()
    assert checked.mode.name is None
    assert not checked.refused
    assert checked.virtual_nodes[0].mode.reflection.value is False


def test_helm_does_not_refuse_errors_in_objects() -> None:
    peering = TEMPLATE.format(args="--disable-ip-reflection=yes") + node("")
    (checked,) = results(put("values.yaml", OFF), put("peering.yaml", peering))
    assert [finding.code for finding in checked.findings] == ["LQ201"]
    assert checked.findings[0].path == ("spec", "extraArgs", 0)
    assert not checked.refused


def test_clusters_in_folders_of_their_own_are_not_mixed() -> None:
    for cluster, args in (("a", ""), ("b", "--disable-ip-reflection")):
        put(f"{cluster}/liqo-values.yaml", OFF)
        put(f"{cluster}/peering.yaml", TEMPLATE.format(args=args) + node())
    targets = [Target(f"{cluster}/{name}.yaml", ".") for cluster in "ab" for name in ("liqo-values", "peering")]
    outcome = Run()
    run(Given(), targets, outcome, lambda *_: None)
    assert [[found.mode.reflection.value for found in checked.virtual_nodes] for checked in outcome.results] == [
        [True],
        [False],
    ]
    assert [checked.findings for checked in outcome.results] == [(), ()]


def test_the_screen() -> None:
    peering = TEMPLATE.format(args="--disable-ip-reflection") + node()
    (checked,) = results(put("values.yaml", OFF), put("peering.yaml", peering))
    shown = render(checked, Style(width=100))
    assert (
        "  Virtual nodes\n"
        "    · VirtualNode tenant/milan: IP reflection off, offloading-only: --disable-ip-reflection\n"
        "      (peering.yaml:4:107)\n"
    ) in shown
