"""What a snapshot says about Liqo: the networking module, virtual nodes with their virtual kubelets, and peerings."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.target import ours
from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.helm_storage import DEPLOYED
from liqo_values.cluster.liqo_programs import Seen, arguments, find_manager, module_of, pod_cidrs, reflection
from liqo_values.cluster.queries import LEASE
from liqo_values.cluster.snapshot import Snapshot
from liqo_values.cluster.virtual_nodes import LiveNode, Tenant
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE
from liqo_values.model.findings import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from liqo_values.charts.target import TargetChart
    from liqo_values.cluster.helm_storage import StoredRelease
    from liqo_values.liqo.mode import Mode
    from liqo_values.values.provenance import Values

_VIRTUAL_NODE = "liqo.io/virtual-node"


class Revision(NamedTuple):
    """What the values of one revision of the release result in.

    Attributes:
        stored: The revision.
        mode: Its mode.
    """

    stored: StoredRelease
    mode: Mode


class ClusterView:
    """What rules about a cluster look at.

    Attributes:
        snapshot: What was read.
        chart: The chart that is installed.
        revisions: All revisions of the release, oldest first, with their modes.
        given: The mode of the files that the user gave; None if there are none.
        values: The values of these files if they result in the mode of the release, else those of the release.
    """

    def __init__(
        self,
        snapshot: Snapshot | None = None,
        chart: TargetChart | None = None,
        revisions: Sequence[Revision] = (),
        given: Mode | None = None,
        values: Values | None = None,
    ) -> None:
        self.snapshot = snapshot or Snapshot()
        self.chart = chart or ours()
        self.revisions = revisions
        self.given = given
        self.values = values

    @cached_property
    def _by_kind(self) -> Mapping[str, list[ClusterObject]]:
        found: dict[str, list[ClusterObject]] = {}
        for one in self.snapshot.objects:
            found.setdefault(one.kind, []).append(one)
        return found

    @cached_property
    def _of_nodes(self) -> Mapping[tuple[str, str, str], list[ClusterObject]]:
        """The objects of virtual kubelets: by kind, namespace, and the name of the virtual node in their labels."""
        found: dict[tuple[str, str, str], list[ClusterObject]] = {}
        for kind in ("Pod", "Deployment"):
            for one in self.of_kind(kind):
                found.setdefault((kind, one.namespace, str(one.labels.get(_VIRTUAL_NODE))), []).append(one)
        return found

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], ClusterObject]:
        """The first object of each kind and full name."""
        return {(one.kind, one.full_name): one for one in reversed(self.snapshot.objects)}

    @cached_property
    def _in_namespace(self) -> Mapping[tuple[str, str], list[ClusterObject]]:
        found: dict[tuple[str, str], list[ClusterObject]] = {}
        for one in self.snapshot.objects:
            found.setdefault((one.kind, one.namespace), []).append(one)
        return found

    def of_kind(self, kind: str) -> Sequence[ClusterObject]:
        """Return the objects of a kind."""
        return self._by_kind.get(kind, ())

    def in_namespace(self, kind: str, namespace: str) -> Sequence[ClusterObject]:
        """Return the objects of a kind in a namespace."""
        return self._in_namespace.get((kind, namespace), ())

    @property
    def newest(self) -> StoredRelease | None:
        """The newest revision of the release, which may have failed; None if there is none, or it cannot be seen."""
        return self.revisions[-1].stored if self.revisions else None

    @cached_property
    def current(self) -> Revision | None:
        """The revision that is deployed, else the newest one; None if there is none, or it cannot be seen."""
        deployed = [one for one in self.revisions if one.stored.status == DEPLOYED]
        return next(iter((*reversed(deployed), *reversed(self.revisions))), None)

    @property
    def wanted(self) -> Mode | None:
        """The mode of the values: those of the release, else the given ones; None if there are none."""
        return self.current.mode if self.current is not None else self.given

    @property
    def decided(self) -> Mode | None:
        """The same, with places in the files that were given if these result in the same mode."""
        if self.wanted is not None and self.given is not None and self.given.name is self.wanted.name:
            return self.given
        return self.wanted

    def unfinished(self, wants: Callable[[Mode], bool]) -> Iterator[Label]:
        """Yield the newest revision if it is not deployed, and its values want what is seen."""
        if self.revisions and self.revisions[-1] is not self.current and wants(self.revisions[-1].mode):
            newest = self.revisions[-1].stored
            yield newest.holder.label(f"revision {newest.revision}, which is {newest.status}, wants that")

    @cached_property
    def manager(self) -> ClusterObject | None:
        """The Deployment of the controller manager."""
        return find_manager(self.snapshot)

    @cached_property
    def networking(self) -> Seen | None:
        """Whether the networking module is on, by the arguments of the controller manager; None if it is not there."""
        return module_of(self.manager) if self.manager is not None else None

    @cached_property
    def templates(self) -> Mapping[tuple[str, str], ClusterObject]:
        """The VkOptionsTemplates by namespace and name."""
        return {(one.namespace, one.name): one for one in self.of_kind("VkOptionsTemplate")}

    @property
    def default_template(self) -> ClusterObject | None:
        """The options template that the chart renders from the values."""
        return self.templates.get((self.snapshot.namespace, DEFAULT_TEMPLATE))

    def by_template(self, template: ClusterObject) -> Seen:
        """Return whether virtual nodes that are created from a template reflect IPs."""
        return reflection(template, template.texts("spec", "extraArgs"), self.chart.flags)

    @cached_property
    def nodes(self) -> list[LiveNode]:
        """The virtual nodes."""
        return [self._live(node) for node in self.of_kind("VirtualNode")]

    @cached_property
    def tenants(self) -> list[Tenant]:
        """The virtual nodes of each provider."""
        by_namespace: dict[str, list[LiveNode]] = {}
        for node in self.nodes:
            by_namespace.setdefault(node.node.namespace, []).append(node)
        return [self._tenant(namespace, nodes) for namespace, nodes in by_namespace.items()]

    @cached_property
    def peers(self) -> list[ClusterObject]:
        """The ForeignClusters."""
        return list(self.of_kind("ForeignCluster"))

    @cached_property
    def _peers_by_id(self) -> Mapping[str, ClusterObject]:
        """The first ForeignCluster with each cluster ID or name."""
        return {name: one for one in reversed(self.peers) for name in (one.text("spec", "clusterID"), one.name)}

    @cached_property
    def _nodes_of(self) -> Mapping[int, list[LiveNode]]:
        """The virtual nodes of each ForeignCluster, by its ``id()``."""
        found: dict[int, list[LiveNode]] = {}
        for node in self.nodes:
            found.setdefault(id(node.peer), []).append(node)
        return found

    def nodes_of(self, peer: ClusterObject | None) -> Sequence[LiveNode]:
        """Return the virtual nodes of a peered cluster; for None, those whose provider has no ForeignCluster."""
        return self._nodes_of.get(id(peer), ())

    @cached_property
    def _node_of_deployment(self) -> Mapping[int, LiveNode]:
        return {id(node.deployment): node for node in self.nodes if node.deployment is not None}

    def node_of(self, deployment: ClusterObject) -> LiveNode | None:
        """Return the virtual node whose virtual kubelet a Deployment runs; None if it runs another program."""
        return self._node_of_deployment.get(id(deployment))

    @cached_property
    def _peers_by_tenant(self) -> Mapping[str, list[ClusterObject]]:
        found: dict[str, list[ClusterObject]] = {}
        for peer in self.peers:
            found.setdefault(self.tenant_of(peer), []).append(peer)
        return found

    def peers_of(self, namespace: str) -> Sequence[ClusterObject]:
        """Return the ForeignClusters whose peerings are in a namespace."""
        return self._peers_by_tenant.get(namespace, ())

    @cached_property
    def pods(self) -> Mapping[str, list[ClusterObject]]:
        """The offloaded pods that are not being deleted, by the name of their node."""
        found: dict[str, list[ClusterObject]] = {}
        for pod in self.of_kind("Pod"):
            if pod.labels.get("liqo.io/shadowPod") == "true" and pod.deleted is None:
                found.setdefault(pod.text("spec", "nodeName"), []).append(pod)
        return found

    def waiting_for(self, peer: ClusterObject) -> list[LiveNode]:
        """Return the virtual nodes of a peered cluster that take no pods without a network."""
        return [node for node in self.nodes_of(peer) if node.waits_for_network]

    def tenant_of(self, peer: ClusterObject) -> str:
        """Return the namespace of a peering."""
        named = peer.text("status", "tenantNamespace", "local")
        return named or f"liqo-tenant-{peer.text('spec', 'clusterID') or peer.name}"

    def older_than(self, time: datetime | None, seconds: int) -> bool:
        """Return whether a time was that long ago when the cluster was read."""
        return time is not None and self.snapshot.time - time > timedelta(seconds=seconds)

    def _live(self, node: ClusterObject) -> LiveNode:
        reference = ClusterObject(node.map("spec", "vkOptionsTemplateRef"))
        template_name = reference.text("name") or DEFAULT_TEMPLATE
        template = self.templates.get((reference.text("namespace") or self.snapshot.namespace, template_name))
        own = (node.namespace, node.name)
        kubelets = [one for one in self._of_nodes.get(("Pod", *own), ()) if one.deleted is None]
        deployment = next(iter(self._of_nodes.get(("Deployment", *own), ())), None)
        runs = next(iter(kubelets), deployment)
        return LiveNode(
            node,
            kubelets,
            deployment,
            template,
            template_name,
            kubernetes=self._by_name.get(("Node", node.name)),
            peer=self._peers_by_id.get(node.text("spec", "clusterID")),
            running=self._running(runs) if runs else Seen(None, node.label("no virtual kubelet of it can be seen")),
            created_again=(
                self.by_template(template)
                if template
                else Seen(None, node.label("its options template cannot be seen"))
            ),
            requested=self._by_name.get(("ResourceSlice", node.full_name)),
            pod_cidrs=pod_cidrs(runs, self.chart.flags) if runs else [],
        )

    def _running(self, owner: ClusterObject) -> Seen:
        """Return whether the virtual kubelet in a pod or Deployment reflects IPs."""
        return reflection(owner, arguments(owner), self.chart.flags)

    def _tenant(self, namespace: str, nodes: Sequence[LiveNode]) -> Tenant:
        lease = self._by_name.get(("Lease", f"{namespace}/{LEASE}"))
        holder = lease.text("spec", "holderIdentity") if lease is not None else ""
        leader = next((node for node in nodes if any(pod.name == holder for pod in node.kubelets)), None)
        return Tenant(namespace, nodes, lease, leader)
