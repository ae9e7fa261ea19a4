"""What `liqo-values doctor` says of Liqo's own chart, of EndpointSlices that arrive empty, and with fewer permissions.

One consumer, rome, with the chart that Liqo publishes and a wrong pod network, and one provider, milan. What it says
of everything else is in the tests of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.liqo import own_chart
from tests.offloading import doctor
from tests.offloading.application import Application
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY
from tests.offloading.virtual_nodes import wait_for_node
from tests.offloading.waiting import wait_for

OFF: dict[str, Any] = {"networking": {"enabled": False}}
#: No pod of rome has an IP in this network.
STRANGE = "10.99.0.0/16"


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan"], folder) as clusters:
        rome, milan = clusters["rome"], clusters["milan"]
        values = {
            **OFF,
            "tag": "v1.2.0",
            "ipam": {"podCIDR": STRANGE, "serviceCIDR": rome.service_cidr},
            "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
        }
        clusters.at_once([lambda: milan.install(OFF), lambda: rome.try_to_install(values, chart=own_chart.folder())])
        rome.wait_until_ready()
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(rome, "milan")
        clusters.offload("rome", "shop")
        yield clusters


def test_endpointslices_that_do_not_arrive(clusters: Fleet) -> None:
    """The cause is in the values of the consumer; the provider only shows that there is one."""
    rome, milan = clusters["rome"], clusters["milan"]
    Application("shop", rome).deploy("milan")
    found = wait_for(
        "doctor in rome finds EndpointSlices that do not arrive",
        lambda: doctor.examine(rome),
        lambda found: "LQ923" in found.findings,
    )
    doctor.expect(found, {"LQ923": "error"}, also=("LQ905",))
    # In Liqo's repository, the chart has no version of its own.
    assert found.says("chart").startswith("Liqo's chart v1.2.0; the chart has the version `0.1.0`")
    assert found.mode == "external-network"
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ923")
    places = [finding["primary"], *finding["related"]]
    assert "helm get values liqo --namespace liqo" in [one["layer"] for one in places]
    assert f"--local-podcidr: {STRANGE}" in [one["text"] for one in places]
    # One that was created before the pod had an IP is there, without endpoints.
    doctor.expect(doctor.examine(milan), {}, also=("LQ924",))


def test_fewer_permissions(clusters: Fleet) -> None:
    """Without the Secrets, everything else is diagnosed; without any permission, nothing is."""
    rome = clusters["rome"]
    found = doctor.examine(rome, account="without-secrets", roles=("ClusterRole",))
    assert found.findings.items() >= {"LQ923": "error", "LQ991": "notice"}.items()
    assert [(one["argument"], one["namespace"]) for one in found.document["unseen"]] == [("secrets", "liqo")]
    assert found.document["release"] is None
    assert found.says("chart") == "Liqo's chart v1.2.0"
    assert "it needs the permission to `list` `secrets` in the namespace `liqo`" in [
        one["help"] for one in found.all_findings
    ]
    found = doctor.examine(rome, account="nobody", roles=())
    assert (found.status, found.document) == (2, {})
    assert "nothing of Liqo can be seen in the namespace `liqo`" in found.errors


def test_only_lists(clusters: Fleet) -> None:
    doctor.expect_only_lists(clusters)
