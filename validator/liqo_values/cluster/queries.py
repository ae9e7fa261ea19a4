"""What is read from a cluster: which objects, which of their fields, and what cannot be seen without them.

Fields that are not listed are dropped when they arrive, and credentials in arguments are masked. So a saved bundle
contains no environment variables, no annotations and no Secrets, and the diagnosis of a bundle is the same as that of
the cluster.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.parsing.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping


class Where(StrEnum):
    """In which namespaces objects are read."""

    EVERYWHERE = "everywhere"
    LIQO = "liqo"  #: In the namespace of Liqo.
    OFFLOADED = "offloaded"  #: In the namespaces whose pods are offloaded.


class Query(NamedTuple):
    """One kind of objects.

    Attributes:
        kind: Their kind.
        group: Their API group; empty for the core.
        resource: The plural by which RBAC knows them.
        shows: What they show.
        fields: The fields to keep, in addition to names, labels and times; a list of maps ends in ``[]``.
        where: The namespaces.
        labels: A label selector.
        names: A name that the objects must have; empty for any.
        of_liqo: Whether Liqo defines the kind.
    """

    kind: str
    group: str
    resource: str
    shows: str
    fields: tuple[str, ...]
    where: Where = Where.EVERYWHERE
    labels: str = ""
    names: str = ""

    @property
    def of_liqo(self) -> bool:
        """Whether Liqo defines the kind."""
        return self.group.endswith(".liqo.io")

    @property
    def argument(self) -> str:
        """The name of the kind for kubectl."""
        return f"{self.resource}.{self.group}" if self.group else self.resource


_METADATA = (
    *("apiVersion", "kind", "metadata.name", "metadata.namespace", "metadata.labels", "metadata.generation"),
    *("metadata.creationTimestamp", "metadata.deletionTimestamp", "metadata.finalizers"),
)
_CONDITIONS = "status.conditions"
_CONTAINERS = tuple(f"spec.template.spec.containers[].{name}" for name in ("name", "image", "args"))
_READY = ("spec.replicas", "status.replicas", "status.readyReplicas")
VIRTUAL_KUBELETS = "offloading.liqo.io/component=virtual-kubelet"
LEASE = "virtual-kubelet-leader-election"
CORE, OFFLOADING, AUTHENTICATION, NETWORKING, IPAM = (
    f"{name}.liqo.io" for name in ("core", "offloading", "authentication", "networking", "ipam")
)

#: The programs that wrote an object, as the API server knows them: by their User-Agent, if they give no other name.
MANAGERS = "metadata.managedFields[].manager"
#: The Secrets in which Helm stores releases: what is kept of them is what ``helm_storage`` reads.
RELEASES = Query(
    *("Secret", "", "secrets", "the release, its values and its history", ("release", MANAGERS)),
    where=Where.LIQO,
    labels="owner=helm",
)
#: The same for `HELM_DRIVER=configmap`.
RELEASES_IN_CONFIG_MAPS = RELEASES._replace(kind="ConfigMap", resource="configmaps")
#: Which namespaces are offloaded, which decides where the next ones are read.
OFFLOADINGS = Query(
    "NamespaceOffloading",
    OFFLOADING,
    "namespaceoffloadings",
    "which namespaces are offloaded",
    ("spec.podOffloadingStrategy", "status.offloadingPhase"),
)
QUERIES = (
    RELEASES,
    RELEASES_IN_CONFIG_MAPS,
    Query(
        *("Deployment", "apps", "deployments", "Liqo's programs and their arguments", (*_CONTAINERS, *_READY)),
        where=Where.LIQO,
    ),
    Query(
        *("DaemonSet", "apps", "daemonsets", "the fabric"),
        ("status.desiredNumberScheduled", "status.numberReady"),
        where=Where.LIQO,
    ),
    Query("Job", "batch", "jobs", "jobs of the release that fail", (_CONDITIONS,), where=Where.LIQO),
    Query(
        *("Deployment", "apps", "deployments", "virtual kubelets", (*_CONTAINERS, *_READY)),
        labels=VIRTUAL_KUBELETS,
    ),
    Query(
        *("Pod", "", "pods", "the arguments of the virtual kubelets that run"),
        (
            *("spec.containers[].name", "spec.containers[].args", "status.phase", "status.startTime"),
            "status.containerStatuses[].state.running.startedAt",
        ),
        labels=VIRTUAL_KUBELETS,
    ),
    Query(
        *("Pod", "", "pods", "offloaded pods"),
        ("spec.nodeName", "status.phase", "status.podIP", "status.podIPs", "status.conditions"),
        labels="liqo.io/shadowPod=true",
    ),
    Query("Node", "", "nodes", "whether virtual nodes are ready", (_CONDITIONS,), labels="liqo.io/type=virtual-node"),
    Query(
        *("Lease", "coordination.k8s.io", "leases", "which virtual kubelet leads those of a provider"),
        ("spec.holderIdentity", "spec.renewTime"),
        names=LEASE,
    ),
    Query(
        *("ForeignCluster", CORE, "foreignclusters", "peerings"),
        ("spec.clusterID", "status.role", "status.modules", "status.conditions", "status.tenantNamespace"),
    ),
    Query(
        *("VirtualNode", OFFLOADING, "virtualnodes", "virtual nodes"),
        ("spec.clusterID", "spec.createNode", "spec.vkOptionsTemplateRef", "status.conditions"),
    ),
    Query(
        "VkOptionsTemplate", OFFLOADING, "vkoptionstemplates", "the options of new virtual nodes", ("spec.extraArgs",)
    ),
    OFFLOADINGS,
    Query("NamespaceMap", OFFLOADING, "namespacemaps", "where namespaces are offloaded to", ("status.currentMapping",)),
    Query(
        *("ShadowEndpointSlice", OFFLOADING, "shadowendpointslices", "what consumers reflect to this cluster"),
        ("spec.template.endpoints[].addresses",),
    ),
    Query("Identity", AUTHENTICATION, "identities", "credentials for providers", ("spec.clusterID", "spec.type")),
    Query("Tenant", AUTHENTICATION, "tenants", "consumers that may use this cluster", ("spec.clusterID",)),
    Query("Renew", AUTHENTICATION, "renews", "the renewal of credentials", ("spec.consumerClusterID",)),
    Query("ResourceSlice", AUTHENTICATION, "resourceslices", "requested resources", ("spec.providerClusterID",)),
    Query("Network", IPAM, "networks", "the networks of the IPAM", ("spec.cidr", "status.cidr")),
    Query(
        *("Configuration", NETWORKING, "configurations", "which peerings have a network"),
        ("status.remote",),
    ),
    Query("Connection", NETWORKING, "connections", "which networks are connected", ("status.value",)),
    Query(
        *("Service", "", "services", "the Services in offloaded namespaces", ("spec.selector", "spec.type")),
        where=Where.OFFLOADED,
    ),
    Query(
        *("EndpointSlice", "discovery.k8s.io", "endpointslices", "which pods Services select"),
        ("endpoints[].addresses", "endpoints[].nodeName", "endpoints[].conditions.ready", "addressType"),
        where=Where.OFFLOADED,
    ),
)


def kept(query: Query, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with only the fields that are needed."""
    found: dict[str, Any] = {}
    for field in (*_METADATA, *query.fields):
        _copy(item, found, field.split("."))
    return found


def _shareable(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a field with credentials in arguments masked."""
    if name.lower().endswith("args") and isinstance(value, list):
        return [masked(item) if isinstance(item, str) else item for item in value]
    return value


def _copy(source: Mapping[str, Any], target: dict[str, Any], steps: list[str]) -> None:
    first, *rest = steps
    name = first.removesuffix("[]")
    value = source.get(name)
    if value is None:
        return
    if not rest:
        target[name] = _shareable(name, value)
    elif first.endswith("[]") and isinstance(value, list):
        listed = target.setdefault(name, [{} for _ in value])
        for item, into in zip(value, listed, strict=True):
            if isinstance(item, dict):
                _copy(item, into, rest)
    elif isinstance(value, dict):
        _copy(value, target.setdefault(name, {}), rest)
