"""Random pairs of clusters: what the rules about several clusters find, next to a small model of what Liqo does.

The model knows nothing of the validator. It says of each pair what its two virtual nodes and its networks do, in the
words of Liqo's documentation, and of that what goes wrong.
"""

from __future__ import annotations

import ipaddress
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put

PAIRS, RUNS = 120, 4
#: Ranges of pods: two that overlap each other, one of its own, two families, one within another.
RANGES: tuple[list[str], ...] = (
    ["10.1.0.0/16"],
    ["10.1.128.0/17"],
    ["10.2.0.0/16"],
    ["10.3.0.0/16", "fd00:1::/64"],
    ["fd00:1::/56"],
    [],
)
CHARTS = ("ours", "published@1.0.0", "published@1.1.2", "published@1.2.0")


@dataclass(frozen=True)
class Cluster:
    """What the values of a cluster decide."""

    name: str
    chart: str
    module: bool
    reflects: bool
    by_argument: bool
    pods: list[str]
    identity: str
    address: str
    hidden_template: bool

    @property
    def version(self) -> str:
        return "1.2" if self.chart == "ours" else self.chart.partition("@")[2].rpartition(".")[0]

    def values(self) -> str:
        """Write the values; where several keys can say the same, any of them."""
        networking: dict[str, bool] = {"enabled": self.module}
        kubelet: dict[str, object] = {}
        if self.by_argument:
            kubelet["extra"] = {"args": [f"--disable-ip-reflection={str(not self.reflects).lower()}"]}
        if self.by_argument and self.chart == "ours":
            networking["reflectIPs"] = self.reflects  # the chart rejects an argument that contradicts it
        elif not self.by_argument and not self.reflects:
            networking["reflectIPs"] = False
        if self.hidden_template:
            kubelet["optionsTemplates"] = {"hidden": {"reflectIPs": False}}
        ipam: dict[str, object] = {"serviceCIDR": "10.96.0.0/12"}
        if len(self.pods) == 1:
            ipam["podCIDR"] = self.pods[0]
        elif self.pods:
            ipam["podCIDRs"] = self.pods
        return json.dumps(
            {
                "networking": networking,
                "virtualKubelet": kubelet,
                "ipam": ipam,
                "discovery": {"config": {"clusterID": self.identity}},
                "apiServer": {"address": self.address},
            }
        )


@dataclass(frozen=True)
class Peering:
    """What the project file says of a peering."""

    networking: bool | None
    template: str
    services: bool

    def document(self, consumer: str, provider: str) -> dict[str, object]:
        entry: dict[str, object] = {"consumer": consumer, "provider": provider}
        if self.networking is not None:
            entry["networking"] = self.networking
        if self.template:
            entry["optionsTemplate"] = self.template
        if self.services:
            entry["servicesAcross"] = True
        return entry


@dataclass
class Model:
    """What Liqo does with two clusters; the first is the consumer."""

    one: Cluster
    other: Cluster
    peering: Peering | None
    found: set[str] = field(default_factory=set)

    def wrong(self) -> set[str]:
        if self._same_identity():
            self.found.add("LQ702 warning")
        if self.peering is None:
            external = all(not cluster.module and cluster.reflects for cluster in (self.one, self.other))
            if external and self._certainly_two() and self._share_an_address():
                self.found.add("LQ703 warning")
            return self.found
        self._network(self.peering)
        self._reflection(self.peering)
        if self.one.version != self.other.version:
            self.found.add("LQ706 notice")
        return self.found

    def _network(self, peering: Peering) -> None:
        """``liqoctl peer`` connects the networks unless an option turns that off, and fails if it cannot."""
        off = [cluster for cluster in (self.one, self.other) if not cluster.module]
        if peering.networking and off:
            self.found.add("LQ704 error")
        if peering.networking is None and len(off) == 1:
            self.found.add("LQ704 warning")

    def _reflection(self, peering: Peering) -> None:
        """The virtual kubelet of the consumer decides for both directions; only a network remaps IPs."""
        shows = False if peering.template == "hidden" else self.one.reflects
        if peering.services and not shows:
            self.found.add("LQ705 error")
        modules = (self.one.module, self.other.module)
        # With a module in only one of them, what goes wrong is that there is no network.
        without = peering.networking is False or (peering.networking is None and modules == (False, False))
        if shows and without and self._share_an_address():
            self.found.add("LQ703 warning")

    def _same_identity(self) -> bool:
        if self.one.identity != self.other.identity:
            return False
        if self.one.address and self.other.address:
            return self.one.address != self.other.address
        return bool(self.one.pods and self.other.pods) and not self._share_an_address()

    def _certainly_two(self) -> bool:
        if self.one.address and self.other.address:
            return self.one.address != self.other.address
        return self.one.identity != self.other.identity

    def _share_an_address(self) -> bool:
        mine, theirs = ([ipaddress.ip_network(text) for text in one.pods] for one in (self.one, self.other))
        return any(a.version == b.version and a.overlaps(b) for a in mine for b in theirs)


def cluster(name: str, draw: random.Random, *, alone: bool) -> Cluster:
    chart = draw.choice(CHARTS)
    return Cluster(
        name=name,
        chart=chart,
        module=draw.random() < 0.4,
        reflects=draw.random() < 0.7,
        by_argument=draw.random() < 0.3,
        pods=draw.choice(RANGES),
        identity="rome" if alone and draw.random() < 0.5 else name,
        address=draw.choice(["", "https://a.example.org", f"https://{name}.example.org"]),
        hidden_template=chart == "ours",
    )


def found(one: Cluster, other: Cluster, peering: Peering | None) -> set[str]:
    stacks = []
    for cluster in (one, other):
        put(f"{cluster.name}.yaml", cluster.values())
        stacks.append({"name": f"stack-{cluster.name}", "files": [f"{cluster.name}.yaml"], "chart": cluster.chart})
    peerings = [peering.document(f"stack-{one.name}", f"stack-{other.name}")] if peering else []
    put(".liqo-values.yaml", json.dumps({"stacks": stacks, "peerings": peerings}))
    status, output, error = call("check", "--format", "json", "--select", "LQ7")
    assert status < 2, error
    findings = json.loads(output)["findings"]
    return {f"{one['code']} {one['severity']}" for one in findings}


@pytest.mark.parametrize("seed", range(RUNS))
def test_what_is_found_is_what_goes_wrong(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    draw = random.Random(seed)  # noqa: S311 - the same pairs in each run
    seen: set[str] = set()
    for _ in range(PAIRS // RUNS):
        peered = draw.random() < 0.6
        one, other = (cluster(name, draw, alone=not peered) for name in draw.sample(("milan", "turin"), 2))
        peering = None
        if peered:
            template = draw.choice(["", "", "virtual-kubelet-default", *(["hidden"] if one.hidden_template else [])])
            peering = Peering(draw.choice([None, True, False]), template, draw.random() < 0.4)
        wrong = Model(one, other, peering).wrong()
        assert found(one, other, peering) == wrong, (one, other, peering)
        seen |= {name.partition(" ")[0] for name in wrong}
    assert len(seen) > 3
