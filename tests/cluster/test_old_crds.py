"""An upgrade onto CRDs of earlier releases of Liqo: rejected with the command that updates them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pytest

from tests.cluster.conftest import Release, preset, printed_in_the_example
from tools.repository import CHART
from tools.run.cluster import RELEASE

_TEMPLATES = "vkoptionstemplates.offloading.liqo.io"
_FIREWALL = "firewallconfigurations.networking.liqo.io"
_FILTER_RULES = "/table/properties/chains/items/properties/rules/properties/filterRules/items/properties"
#: The third word of the enumeration.
_CLAMPING = {f"{_FILTER_RULES}/action/enum/2": "tcpmssclamp (networking.gateway.mssclamp)"}
_TOLERATIONS = {"/tolerations": "spec.tolerations"}
_IMAGES = {"/imagePullSecrets": "spec.imagePullSecrets", "/pullPolicy": "spec.pullPolicy"}
#: What the CRDs of earlier releases lack of what the chart writes: by CRD, the place below its spec, and the report.
LACKING: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "1.0.0": {_FIREWALL: _CLAMPING, _TEMPLATES: {**_IMAGES, **_TOLERATIONS}},
    "1.0.3": {_FIREWALL: _CLAMPING, _TEMPLATES: _TOLERATIONS},
    "1.1.2": {},
}
#: Values with which the chart writes all of these fields.
VALUES = (
    preset("connected"),
    "--set=imagePullSecrets[0].name=registry",
    "--set=virtualKubelet.extra.tolerations[0].operator=Exists",
)
JOB = "--set=liqo-crds.crdUpgrade.enabled=true"


@pytest.mark.parametrize("earlier", LACKING)
def test_the_upgrade_says_how_to_update_the_crds(release: Release, earlier: str) -> None:
    release.install(preset("connected"))
    for crd, lacking in LACKING[earlier].items():
        without(release, crd, lacking)
    try:
        result = release.helm("upgrade", RELEASE, CHART, "--dry-run=server", *VALUES)
        assert ("LQ540 outdated-crds: " in result.stderr) is bool(LACKING[earlier]), result.stderr
        for crd, lacking in LACKING[earlier].items():
            assert f"\n  {crd}: {', '.join(lacking.values())}\n" in result.stderr
        assert release.helm("upgrade", RELEASE, CHART, "--dry-run=server", *VALUES, JOB).returncode == 0
    finally:
        update(release)
    release.upgrade(*VALUES)
    template = release.get("offloading.liqo.io/v1beta1", "VkOptionsTemplate", "virtual-kubelet-default")
    assert template["spec"]["tolerations"] == [{"operator": "Exists"}]


def test_the_example_shows_what_helm_prints(release: Release) -> None:
    release.install("--set=networking.enabled=false")
    without(release, _TEMPLATES, _TOLERATIONS)
    try:
        tolerating = ("--set=networking.enabled=false", "--set=virtualKubelet.extra.tolerations[0].operator=Exists")
        assert printed_in_the_example("LQ540") in release.refused("upgrade", *tolerating)
    finally:
        update(release)


def without(release: Release, crd: str, places: Iterable[str]) -> None:
    """Remove what the CRD declares at these places."""
    spec = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties"
    patch = json.dumps([{"op": "remove", "path": spec + place} for place in places])
    assert release.cluster.kubectl("patch", "crd", crd, "--type=json", f"--patch={patch}").returncode == 0


def update(release: Release) -> None:
    """Do what the message says."""
    crds = release.helm("show", "crds", CHART).stdout
    applied = release.cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", text=crds)
    assert applied.returncode == 0, applied.stderr
