"""What the job that updates the CRDs contains: all CRDs of the subchart, and permissions on these alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from tools.rendering import template
from tools.repository import CHART

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = (
    "--set=discovery.config.clusterID=rome",
    "--set=networking.enabled=false",
    "--set=liqo-crds.crdUpgrade.enabled=true",
)
#: What a ConfigMap may hold.
MEGABYTE = 1024 * 1024


def test_it_carries_every_crd_as_it_is(one_helm: Path) -> None:
    files = (CHART / "charts" / "liqo-crds" / "crds").glob("*.yaml")
    crds = {f"{path.stem}.json": yaml.load(path.read_text(), yaml.CSafeLoader) for path in files}
    manifests = template(one_helm, *OPTIONS)
    carriers = [manifest for manifest in manifests if manifest["metadata"]["name"].startswith("liqo-crds-upgrade-")]
    carried = {name: text for carrier in carriers for name, text in carrier["data"].items()}
    assert {name: json.loads(text) for name, text in carried.items()} == crds
    assert max(sum(map(len, carrier["data"].values())) for carrier in carriers) < MEGABYTE // 2

    (role,) = (manifest for manifest in manifests if _title(manifest) == ("ClusterRole", "liqo-crds-upgrade"))
    (named,) = (rule["resourceNames"] for rule in role["rules"] if "resourceNames" in rule)
    assert sorted(named) == sorted(crd["metadata"]["name"] for crd in crds.values())

    (job,) = (manifest for manifest in manifests if _title(manifest) == ("Job", "liqo-crds-upgrade"))
    (volume,) = job["spec"]["template"]["spec"]["volumes"]
    mounted = [source["configMap"]["name"] for source in volume["projected"]["sources"]]
    assert mounted == [carrier["metadata"]["name"] for carrier in carriers]


def _title(manifest: dict[str, dict[str, str]]) -> tuple[str, str]:
    return str(manifest["kind"]), manifest["metadata"]["name"]
