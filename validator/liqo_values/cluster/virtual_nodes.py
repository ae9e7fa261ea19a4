"""Virtual nodes as a cluster shows them, each with the objects that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from liqo_values.cluster.liqo_programs import Seen


class LiveNode(NamedTuple):
    """A virtual node with all that belongs to it.

    Attributes:
        node: The VirtualNode.
        kubelets: The pods of its virtual kubelet that are not being deleted.
        deployment: Their Deployment; None if there is none.
        template: The VkOptionsTemplate that it was created from; None if it cannot be seen.
        template_name: The name of that template.
        kubernetes: Its Node; None if there is none.
        peer: The ForeignCluster of its provider; None if there is none.
        running: Whether it reflects IPs.
        created_again: Whether it would reflect IPs if Liqo created it again.
        requested: The ResourceSlice for which Liqo created it; None if a user created it.
        pod_cidrs: The networks whose addresses its virtual kubelet takes for those of local pods.
    """

    node: ClusterObject
    kubelets: Sequence[ClusterObject]
    deployment: ClusterObject | None
    template: ClusterObject | None
    template_name: str
    kubernetes: ClusterObject | None
    peer: ClusterObject | None
    running: Seen
    created_again: Seen
    requested: ClusterObject | None
    pod_cidrs: Sequence[str]

    @property
    def cluster(self) -> str:
        """The ID of its provider."""
        return self.node.text("spec", "clusterID")

    @property
    def made_from_default(self) -> bool:
        """Whether it was created from the template that the chart renders from the values."""
        return self.template_name == DEFAULT_TEMPLATE

    @property
    def started(self) -> datetime | None:
        """When its virtual kubelet started."""
        for pod in self.kubelets:
            for container in pod.parts("status", "containerStatuses"):
                return container.time("state", "running", "startedAt")
        return None

    @property
    def unreachable(self) -> bool:
        """Whether the API server of its provider does not answer."""
        return self.peer is not None and is_unreachable(self.peer)

    @property
    def waits_for_network(self) -> bool:
        """Whether it takes no pods because its peering is not connected."""
        conditions = self.kubernetes or ClusterObject({})
        return conditions.condition("NetworkUnavailable").text("status") == "True"

    @property
    def has_network(self) -> bool:
        """Whether its peering has a network of Liqo."""
        return self.peer is not None and self.peer.find("status", "modules", "networking", "enabled") is True


class Tenant(NamedTuple):
    """The virtual nodes of one provider, which share a leader.

    Attributes:
        namespace: Their namespace.
        nodes: The virtual nodes.
        lease: The Lease of the leader; None if it cannot be seen.
        leader: The virtual node whose virtual kubelet leads; None if that cannot be seen.
    """

    namespace: str
    nodes: Sequence[LiveNode]
    lease: ClusterObject | None
    leader: LiveNode | None


def is_unreachable(peer: ClusterObject) -> bool:
    """Return whether the API server of a peered cluster does not answer."""
    return peer.condition("APIServerStatus").text("status") == "Error"
