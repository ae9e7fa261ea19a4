"""What the templates of Liqo's own chart cannot render, or render as something that Kubernetes rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED, HEALTH_PORT, METRICS_PORT
from liqo_values.charts.target import ChartFamily
from liqo_values.liqo import published_rendering
from liqo_values.liqo.published_rendering import is_true
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import dotted
from liqo_values.parsing import unquoted
from liqo_values.rules.context import Context
from liqo_values.rules.published_texts import in_quotes, is_of_set_flag, is_rendered
from liqo_values.rules.rule import FORM, PUBLISHED_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Path, Plain

PULL_SECRETS: Path = ("imagePullSecrets",)
NAME_OVERRIDE: Path = ("nameOverride",)
CRD_UPGRADE: Path = ("liqo-crds", "crdUpgrade", "enabled")
CRD_UPGRADE_VERSION: Path = ("liqo-crds", "crdUpgrade", "image", "version")
OPENSHIFT: Path = ("openshiftConfig", "enabled")
KUBELET_SCCS: Path = ("openshiftConfig", "virtualKubeletSCCs")
AFFINITY: Path = ("common", "affinity")
NODE_PORTS: Path = (
    "networking",
    "gatewayTemplates",
    "server",
    "service",
    "allocateLoadBalancerNodePorts",
)
#: The replicas that the templates compare with 1.0, and those for which they write an anti-affinity.
COMPARED_REPLICAS: tuple[Path, ...] = (("controllerManager", "replicas"), ("webhook", "replicas"))
IPAM_REPLICAS: Path = ("ipam", "internal", "replicas")
#: What may not be in a label, into which the templates write the version of most images.
_DIGEST = "@"
#: How the sections of the other images begin.
_NO_LABEL: tuple[Path, ...] = (
    ("liqo-crds",),
    ("networking", "gatewayTemplates"),
    ("metricAgent", "initContainer"),
)


@rule("LQ812", "pull-secrets-with-network", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS)
def pull_secrets_with_network(context: Context) -> Iterator[Diagnostic]:
    """Pull secrets, with which the chart cannot render the fabric.

    ## What it does
    Reports `imagePullSecrets` while the networking module is on. The charts of Liqo 1.0.2 to 1.2.0 are affected; 1.0.1
    is not, and 1.0.0 does not have the key.

    ## What breaks at run time
    The template of the fabric writes the next key on the same line as the last pull secret. Helm stops with `mapping
    values are not allowed in this context`.
    """
    broken = "pullSecretsBreakFabric" in context.chart.traits and is_true(context.values.get(*ENABLED))
    secrets = context.values.get(*PULL_SECRETS)
    if broken and isinstance(secrets, list | dict) and secrets and not _absorbs_key(secrets):
        yield Diagnostic(
            message=f"`imagePullSecrets` with the networking module: {context.chart.label} cannot be rendered",
            path=PULL_SECRETS,
            primary=context.at(PULL_SECRETS, "breaks the template of the fabric", at_key=True),
            related=(context.at(ENABLED, "deploys the fabric"),),
            help="remove it, and add the pull secrets to the service accounts in the namespace of the release, or "
            "configure the registry on the nodes",
        )


def _absorbs_key(value: Plain) -> bool:
    """Return whether a key in the last line of a list or map only becomes a part of its last item."""
    last: Plain = value
    if isinstance(value, list):
        last = value[-1] if value else {}
    if isinstance(last, dict):
        last = last[max(last)] if last else {}
        return isinstance(last, list) and _absorbs_key(last)
    if isinstance(last, list):
        return _absorbs_key(last)
    return not isinstance(last, str) or "\n" in last or unquoted.read_back(last, "- {}")[1] == ["begin", last, "end"]


@rule(
    "LQ813",
    "replicas-of-set-flag",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=frozenset({ChartFamily.PUBLISHED}),
)
def replicas_of_set_flag(context: Context) -> Iterator[Diagnostic]:
    """Replicas set with `--set`, which the chart cannot compare.

    ## What it does
    Reports `controllerManager.replicas`, `webhook.replicas` and `ipam.internal.replicas` from `--set`, and from what
    works like it: parameters of Argo CD, `targetPath` of Flux, `set` of helmfile. With `liqoctl install --set`, such
    numbers are like those of values files.

    ## What breaks at run time
    Such a number is an integer, and one in a values file or `--set-json` is not. The templates can only compare the
    latter: Helm stops with `incompatible types for comparison: int64 and float64`, whatever the number.
    """
    for path in _compared_replicas(context):
        value = context.values.get(*path)
        if isinstance(value, int) and not isinstance(value, bool) and is_of_set_flag(context, path):
            yield Diagnostic(
                message=f"`{dotted(path)}` is an integer, but the templates can only compare numbers of values files",
                path=path,
                primary=context.at(path, "is not read as in a values file"),
                related=context.values.overridden(path),
                help=_in_values(context, path),
            )


def _in_values(context: Context, path: Path) -> str:
    """Say how to write a number as one of a values file; manifests have nothing like ``--set-json``."""
    origin = context.values.origin(path)
    if origin is not None and origin.layer.kind is LayerKind.PARAMETER:
        return f"write `{dotted(path)}` into the values of the manifest instead"
    return f"write it into a values file, or use `--set-json {dotted(path)}={context.values.get(*path)}`"


def _compared_replicas(context: Context) -> Iterator[Path]:
    yield from COMPARED_REPLICAS
    if published_rendering.rendered(context.values, context.chart).ipam:
        yield IPAM_REPLICAS


@rule("LQ814", "health-port-as-number", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS)
def health_port_as_number(context: Context) -> Iterator[Diagnostic]:
    """The port of the fabric's health probes as a number, which the chart cannot compare.

    ## What it does
    Reports `networking.fabric.config.healthProbeBindAddressPort` if it is a number other than 0, while the networking
    module is on.

    ## What breaks at run time
    The template compares the port with the text "0": Helm stops with `incompatible types for comparison: float64 and
    string`.
    """
    port = context.values.get(*HEALTH_PORT)
    is_number = isinstance(port, (int, float)) and not isinstance(port, bool)
    if is_true(context.values.get(*ENABLED)) and is_number and port:
        yield in_quotes(
            context,
            HEALTH_PORT,
            f"`{dotted(HEALTH_PORT)}` is a number, but the template of the fabric needs a string",
            "is a number",
        )


@rule("LQ815", "random-port", Severity.WARNING, charts=PUBLISHED_CHARTS)
def random_port(context: Context) -> Iterator[Diagnostic]:
    """Port 0, which is a random port instead of none.

    ## What it does
    Reports `healthProbeBindAddressPort` and `metricsAddressPort` of `networking.fabric.config` that are 0, while the
    networking module is on.

    ## What breaks at run time
    The fabric gets the address `:0` and listens on a random port of every node, where firewalls do not expect it. Only
    the address `0` turns a server off, which this chart never writes.
    """
    for path in (HEALTH_PORT, METRICS_PORT):
        value = context.values.get(*path)
        if is_true(context.values.get(*ENABLED)) and not isinstance(value, bool) and value in (0, "0"):
            yield Diagnostic(
                message=f"`{dotted(path)}` is 0, which is a random port on every node",
                path=path,
                primary=context.at(path, "does not turn it off"),
                related=context.values.overridden(path),
                help="set a port, or remove it for the default",
            )


@rule("LQ816", "crd-upgrade-without-version", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS)
def crd_upgrade_without_version(context: Context) -> Iterator[Diagnostic]:
    """The upgrade of the CRDs without the version of its image.

    ## What it does
    Reports `liqo-crds.crdUpgrade.enabled: true` with an empty `liqo-crds.crdUpgrade.image.version`. Only the charts of
    Liqo 1.1.0 and 1.1.1 need it.

    ## What breaks at run time
    Helm stops with `crdUpgrade.image.version must be set when crdUpgrade is enabled`.
    """
    needed = "upgradeNeedsVersion" in context.chart.traits and is_true(context.values.get(*CRD_UPGRADE))
    if needed and not context.values.get(*CRD_UPGRADE_VERSION):
        yield Diagnostic(
            message=f"`{dotted(CRD_UPGRADE)}` needs `{dotted(CRD_UPGRADE_VERSION)}` with {context.chart.label}",
            path=CRD_UPGRADE_VERSION,
            primary=context.at(CRD_UPGRADE, "upgrades the CRDs"),
            help=f"set `{dotted(CRD_UPGRADE_VERSION)}: {context.chart.release}`",
        )


@rule("LQ819", "openshift-with-network", Severity.ERROR, charts=PUBLISHED_CHARTS)
def openshift_with_network(context: Context) -> Iterator[Diagnostic]:
    """OpenShift together with the networking module.

    ## What it does
    Reports `openshiftConfig.enabled: true` while the networking module is on.

    ## What breaks at run time
    The SecurityContextConstraints `liqo-gateway` get the label `app.kubernetes.io/instance: liqo-%!s(<nil>)`, which the
    API server rejects: the installation stops halfway.
    """
    if is_true(context.values.get(*OPENSHIFT)) and is_true(context.values.get(*ENABLED)) and not _is_renamed(context):
        yield Diagnostic(
            message=f"`{dotted(OPENSHIFT)}` with the networking module: the API server rejects an object",
            path=OPENSHIFT,
            primary=context.at(OPENSHIFT, "creates SecurityContextConstraints with an invalid label"),
            related=(context.at(ENABLED, "needs them for gateways"),),
            help="install the chart of liqo-values, or set `networking.enabled: false` if you need no network",
        )


@rule(
    "LQ832", "openshift-with-name", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS, rank=FORM
)
def openshift_with_name(context: Context) -> Iterator[Diagnostic]:
    """OpenShift together with another name, with which the chart cannot be rendered.

    ## What it does
    Reports a `nameOverride` other than `liqo` together with `openshiftConfig.enabled: true`, while the networking
    module is on or `openshiftConfig.virtualKubeletSCCs` is not empty.

    ## What breaks at run time
    The chart looks for the rules of its roles in files whose names begin with `nameOverride`, and finds none. For
    OpenShift, it adds a rule to the missing ones: Helm stops with `did not find expected key`.
    """
    adds_rules = is_true(context.values.get(*ENABLED)) or is_true(context.values.get(*KUBELET_SCCS))
    if is_true(context.values.get(*OPENSHIFT)) and adds_rules and _is_renamed(context):
        yield Diagnostic(
            message=f"`{dotted(NAME_OVERRIDE)}` with OpenShift: {context.chart.label} cannot be rendered",
            path=NAME_OVERRIDE,
            primary=context.at(NAME_OVERRIDE, "names files that the chart does not have"),
            related=(context.at(OPENSHIFT, "adds a rule to the roles in them"),),
            help=f"remove `{dotted(NAME_OVERRIDE)}`; Liqo's programs need the name `liqo` on any platform",
        )


def _is_renamed(context: Context) -> bool:
    given = context.values.get(*NAME_OVERRIDE)
    return isinstance(given, str) and given.removesuffix("-") not in ("", "liqo")


@rule("LQ820", "digest-in-version", Severity.ERROR, charts=PUBLISHED_CHARTS)
def digest_in_version(context: Context) -> Iterator[Diagnostic]:
    """A digest in the version of an image.

    ## What it does
    Reports an `@` in `tag`, and in every `image.version` that the chart also writes into labels: all but those of the
    gateways, of the init container of the metric agent and of the upgrade of the CRDs.

    ## What breaks at run time
    The chart also writes the version into the labels of objects, where an `@` is not allowed: the API server rejects
    them, and the installation stops halfway. This chart has no key for digests.
    """
    for path, value in context.leaves:
        if isinstance(value, str) and _DIGEST in value and _is_label(path) and is_rendered(context, path):
            yield Diagnostic(
                message=f"`{dotted(path)}` contains a digest, but it becomes a label too, which the API server rejects",
                path=path,
                primary=context.at(path, "cannot be a label"),
                related=context.values.overridden(path),
                help="write only the version; to pin digests, install the chart of liqo-values",
            )


def _is_label(path: Path) -> bool:
    is_version = path[-2:] == ("image", "version") and not any(path[: len(start)] == start for start in _NO_LABEL)
    return is_version or path == ("tag",)


@rule("LQ823", "node-ports-not-turned-off", Severity.ERROR, charts=PUBLISHED_CHARTS)
def node_ports_not_turned_off(context: Context) -> Iterator[Diagnostic]:
    """Node ports that the chart does not turn off.

    ## What it does
    Reports `networking.gatewayTemplates.server.service.allocateLoadBalancerNodePorts: false` while the networking
    module is on, unless it is the string "false".

    ## What breaks at run time
    The template leaves the field out if the value is false, so that Kubernetes opens a port on every node all the same.
    A string is truthy, and is written into the object as it is.
    """
    if is_true(context.values.get(*ENABLED)) and context.values.get(*NODE_PORTS) is False:
        yield in_quotes(
            context,
            NODE_PORTS,
            f"`{dotted(NODE_PORTS)}: false` has no effect: gateways still get node ports",
            "is not rendered",
        )


@rule("LQ824", "lost-anti-affinity", Severity.WARNING, charts=PUBLISHED_CHARTS)
def lost_anti_affinity(context: Context) -> Iterator[Diagnostic]:
    """An affinity that replaces the one that spreads replicas.

    ## What it does
    Reports `common.affinity` together with more than one replica of the controller manager or of the webhook server.

    ## What breaks at run time
    The templates write `affinity` twice, and the second one wins: the replicas may all run on the same node, and fail
    with it.
    """
    if not is_true(context.values.get(*AFFINITY)):
        return
    for path in COMPARED_REPLICAS:
        replicas = context.values.get(*path)
        if isinstance(replicas, (int, float)) and not isinstance(replicas, bool) and replicas > 1:
            yield Diagnostic(
                message=f"`{dotted(AFFINITY)}` replaces the anti-affinity that spreads `{dotted(path)}`",
                path=path,
                primary=context.at(AFFINITY, "replaces the anti-affinity", at_key=True),
                related=(context.at(path, "may run on the same node"),),
                help=f"add a `podAntiAffinity` to `{dotted(AFFINITY)}`",
            )
