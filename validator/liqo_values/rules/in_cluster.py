"""What only Helm finds, with access to the cluster, before it installs our chart: the texts about it.

The checks are in the templates of the chart: ``validation/_operation.tpl`` and ``validation/_crds.tpl``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Severity
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Diagnostic
    from liqo_values.rules.context import Context


@rule("LQ502", "changed-cluster-id", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, needs_cluster=True)
def changed_cluster_id(_: Context) -> Iterator[Diagnostic]:
    """Another cluster ID than the one that the cluster has.

    ## What it does
    Helm compares `discovery.config.clusterID` with the ConfigMap `liqo-clusterid-configmap` of the cluster, and rejects
    another ID. An empty value keeps the ID. A tool that renders without access to the cluster, such as Argo CD, cannot
    compare.

    ## What breaks at run time
    Peers identify the cluster by its ID: namespaces, virtual nodes and ForeignClusters contain it. Under a new ID, all
    of them would belong to a cluster that no longer exists. To change it, end all peerings and uninstall Liqo first.
    """
    yield from ()


@rule("LQ507", "networking-in-use", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, needs_cluster=True)
def networking_in_use(_: Context) -> Iterator[Diagnostic]:
    """The networking module is turned off while it still holds objects.

    ## What it does
    Before an upgrade to `networking.enabled: false`, Helm looks for objects that only the network controllers can
    release: IPs, Networks, InternalNodes, Configurations and others. If there are any and the fabric runs, it rejects
    the upgrade and lists the steps to take first. Nothing is checked by Argo CD or another tool that renders without
    access to the cluster, by `helm rollback`, or by the charts that Liqo publishes.

    ## What breaks at run time
    Without their controllers, these objects keep their finalizers. They cannot be deleted, and neither can their
    namespaces: a later `helm uninstall` would hang.
    """
    yield from ()


@rule("LQ540", "outdated-crds", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, needs_cluster=True)
def outdated_crds(_: Context) -> Iterator[Diagnostic]:
    """The CRDs in the cluster are older than what the values need.

    ## What it does
    Helm reads the CRDs of the cluster, and rejects values that need fields which they do not declare. It does not do so
    if `liqo-crds.crdUpgrade.enabled` is true, since a Job then updates the CRDs first.

    ## What breaks at run time
    Helm installs CRDs once and never updates them. The API server would reject or drop the fields: "field not declared
    in schema".
    """
    yield from ()
