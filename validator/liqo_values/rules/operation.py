"""Cluster ID, names, AWS credentials, metrics and storage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import CLUSTER_ID, METRICS, MONITORS, OFFLOADING, RANDOM_ID, STORAGE
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_OVERRIDE: Path = ("nameOverride",)
EXISTING_SECRET: Path = ("authentication", "awsConfig", "useExistingSecret")
CREDENTIALS: tuple[Path, ...] = (
    ("authentication", "awsConfig", "accessKeyId"),
    ("authentication", "awsConfig", "secretAccessKey"),
)

#: The name that Liqo's programs look for, and the length of the longest cluster ID that fits in a label.
_CHART = "liqo"
_LONGEST_ID = 63
_CLUSTER_ID = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"


@rule("LQ501", "invalid-cluster-id", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def invalid_cluster_id(context: Context) -> Iterator[Diagnostic]:
    """A cluster ID that is too long for names and labels.

    ## What it does
    Reports a `discovery.config.clusterID` of more than 63 characters. LQ005 reports characters that are not allowed in
    it; this rule does so if Helm skips the schema.

    ## What breaks at run time
    The ID becomes a label, and part of the names of namespaces and nodes, in every peered cluster. The API servers
    there would reject the objects, and no peering could be established.
    """
    given = context.values.get(*CLUSTER_ID)
    if given and not context.schema and not re.fullmatch(_CLUSTER_ID, _printed(given)):
        yield Diagnostic(
            message=f"`{dotted(CLUSTER_ID)}` is {show(given)}, which cannot be part of the names of objects",
            path=CLUSTER_ID,
            primary=context.at(CLUSTER_ID, "not a name"),
            related=context.values.overridden(CLUSTER_ID),
            help="write lower-case letters, digits and dashes, such as `clusterID: milan`",
        )
    elif isinstance(given, str) and len(given) > _LONGEST_ID:
        yield Diagnostic(
            message=f"`{dotted(CLUSTER_ID)}` has {len(given)} characters, but at most {_LONGEST_ID} fit in a label",
            path=CLUSTER_ID,
            primary=context.at(CLUSTER_ID, "is too long"),
            related=context.values.overridden(CLUSTER_ID),
            help="set a shorter ID, such as `clusterID: milan`",
        )


def _printed(value: Plain) -> str:
    """Write a value that may be an ID as a template does."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:g}"
    return value if isinstance(value, str) else show(value)


@rule("LQ503", "invalid-name-override", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def invalid_name_override(context: Context) -> Iterator[Diagnostic]:
    """A name other than the one that Liqo's programs look for.

    ## What it does
    Reports a `nameOverride` other than `liqo`.

    ## What breaks at run time
    Liqo's programs find each other by names that begin with `liqo-`, such as the ConfigMap with the cluster ID and the
    Service of the webhook. With another name, they would find nothing and exit.
    """
    given = context.values.get(*NAME_OVERRIDE)
    if given and given != _CHART:
        yield Diagnostic(
            message=f"`nameOverride` is {show(given)}, but Liqo's programs look for names that begin with `{_CHART}-`",
            path=NAME_OVERRIDE,
            primary=context.at(NAME_OVERRIDE, "renames all objects"),
            related=context.values.overridden(NAME_OVERRIDE),
            help="remove `nameOverride`",
        )


@rule("LQ504", "aws-secret-mismatch", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def aws_secret_mismatch(context: Context) -> Iterator[Diagnostic]:
    """AWS credentials that are not where `useExistingSecret` says.

    ## What it does
    Reports `authentication.awsConfig` with a plain-text credential while `useExistingSecret` is true, or with a
    reference to a Secret while it is false.

    ## What breaks at run time
    The controller manager would start without credentials, or with a Secret that contains a printed Go map instead of
    the key. It could not create users for the clusters that peer with this one.
    """
    switch = dotted(EXISTING_SECRET)
    existing = context.values.get(*EXISTING_SECRET) is True
    for path in CREDENTIALS:
        given = context.values.get(*path)
        if existing and given and not _refers(given):
            # Mark the switch: the line with the credential itself must not end up in a log.
            yield Diagnostic(
                message=f"`{switch}` is `true`, but `{dotted(path)}` does not name a Secret and its key",
                path=path,
                primary=context.at(EXISTING_SECRET, f"is contradicted by `{path[-1]}`"),
                help=f"set `{path[-1]}: {{secretKeyRef: {{name: NAME, key: KEY}}}}`, or `useExistingSecret: false`",
            )
        elif not existing and isinstance(given, dict):
            yield Diagnostic(
                message=f"`{dotted(path)}` refers to a Secret, but `{switch}` is not `true`",
                path=path,
                primary=context.at(path, "refers to a Secret"),
                related=(context.at(EXISTING_SECRET, "is not `true`"),),
                help="set `useExistingSecret: true`, or write the credential itself",
            )


@rule("LQ506", "missing-cluster-id", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def missing_cluster_id(context: Context) -> Iterator[Diagnostic]:
    """No cluster ID, and no cluster to look it up in.

    ## What it does
    With `--without-cluster`, reports an empty `discovery.config.clusterID`, unless
    `discovery.config.allowRandomClusterID` is true.

    ## What breaks at run time
    The first `helm install` generates an ID, and every `helm upgrade` finds it in the cluster. Argo CD, `helm template`
    and `--dry-run=client` render without cluster access: each rendering would have a new ID, which makes it another
    cluster to its peers. The chart therefore rejects an empty ID.
    """
    if not context.without_cluster or context.values.get(*CLUSTER_ID) or context.values.get(*RANDOM_ID) is True:
        return
    yield Diagnostic(
        message=f"`{dotted(CLUSTER_ID)}` is empty, and this rendering has no cluster to look it up in",
        path=CLUSTER_ID,
        primary=label(context.values.deleted(CLUSTER_ID) or context.values.origin(CLUSTER_ID), "is empty"),
        help=f"set the ID that its peers should know it by, such as `{dotted(CLUSTER_ID)}: milan`; a cluster that "
        "already runs Liqo has its ID in the ConfigMap `liqo-clusterid-configmap`",
    )


@rule("LQ508", "monitors-without-metrics", Severity.WARNING, charts=ALL_CHARTS)
def monitors_without_metrics(context: Context) -> Iterator[Diagnostic]:
    """Monitors for metrics that are not served.

    ## What it does
    Reports `metrics.prometheusOperator.enabled: true` while `metrics.enabled` is not true.

    ## What breaks at run time
    The key has no effect: gateways and virtual kubelets serve no metrics, and no PodMonitor is created. Dashboards stay
    empty, and nothing tells you why.
    """
    if context.values.get(*MONITORS) is True and context.values.get(*METRICS) is not True:
        yield Diagnostic(
            message=f"`{dotted(MONITORS)}` has no effect because `{dotted(METRICS)}` is not `true`",
            path=MONITORS,
            primary=context.at(MONITORS, "asks for PodMonitors"),
            related=(context.at(METRICS, "turns the metrics off"),),
            help=f"set `{dotted(METRICS)}: true`, or remove `{dotted(MONITORS)}`",
        )


@rule("LQ509", "storage-without-offloading", Severity.WARNING, charts=ALL_CHARTS)
def storage_without_offloading(context: Context) -> Iterator[Diagnostic]:
    """A StorageClass without its provisioner.

    ## What it does
    Reports `storage.enabled: true`, which is the chart's default, together with `offloading.enabled: false`.

    ## What breaks at run time
    The StorageClass exists, but its provisioner is part of the offloading module: a PersistentVolumeClaim of this class
    stays Pending forever.
    """
    if context.values.get(*STORAGE) is True and context.values.get(*OFFLOADING) is False:
        yield Diagnostic(
            message="the StorageClass is created, but nothing provisions its volumes without the offloading module",
            path=STORAGE,
            primary=context.at(OFFLOADING, "turns the offloading module off"),
            related=(context.at(STORAGE, "creates the StorageClass"),),
            help=f"set `{dotted(STORAGE)}: false` as well",
        )


def _refers(value: Plain) -> bool:
    reference = value.get("secretKeyRef") if isinstance(value, dict) else None
    return isinstance(reference, dict) and bool(reference.get("name")) and bool(reference.get("key"))
