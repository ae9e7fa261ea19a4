"""The networking module and IP reflection: contradictions, missing values and clashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import (
    ENABLED,
    HEALTH_PORT,
    IPAM,
    METRICS_PORT,
    NETWORKING,
    OFFLOADING,
    POD_CIDR,
    POD_CIDRS,
    PROXY,
    REFLECT,
    SERVICE_CIDR,
)
from liqo_values.fixes import edits
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.values.provenance import Origin


@rule("LQ101", "reflection-contradiction", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, per_template=True)
def reflection_contradiction(context: Context) -> Iterator[Diagnostic]:
    """`networking.reflectIPs` turns IP reflection off, but an argument turns it on.

    ## What it does
    Reports `networking.reflectIPs: false` if the last `--disable-ip-reflection` in `virtualKubelet.extra.args` is
    false. In an entry of `virtualKubelet.optionsTemplates`, its `reflectIPs` and its own arguments must not contradict
    each other in either direction, because there `true` is never just a default.

    ## What breaks at run time
    The argument would win, because the virtual kubelet uses the last occurrence: pod IPs and EndpointSlices of the
    remote cluster would appear although the values say that they must not. Nothing would warn you.
    """
    argument, path = context.arguments.effective, context.template.reflect_path
    reflect = context.values.get(*path)
    if argument is None or not context.template.contradicts(reflect):
        return
    key, said, opposite = dotted(path), _word(reflect), _word(not reflect)
    if reflect:
        help_text = f"to show pod IPs, remove the argument; to hide them, set `{key}: false`"
    else:
        help_text = f"to hide pod IPs, remove the argument; to show them, set `{key}: true`"
    yield Diagnostic(
        message=f"`{key}` is `{show(reflect)}`, but `{argument.item}` turns IP reflection {opposite}",
        path=path,
        primary=context.at(path, f"turns IP reflection {said}"),
        related=(
            context.at_argument(argument, f"turns it {opposite} and would win"),
            *context.values.overridden(path),
        ),
        help=help_text,
    )


def _word(reflect: Plain) -> str:
    return "on" if reflect else "off"


@rule("LQ102", "missing-service-cidr", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def missing_service_cidr(context: Context) -> Iterator[Diagnostic]:
    """The networking module is on, but the Service CIDR of the cluster is missing.

    ## What it does
    Reports an empty `ipam.serviceCIDR` if `networking.enabled` is true, which is the chart's default.

    ## What breaks at run time
    The IPAM gets a Network resource with an empty CIDR, which the API server rejects: the installation stops halfway.
    `liqoctl install` finds the CIDR by itself; Helm cannot.
    """
    if context.values.get(*ENABLED) is not True or context.values.get(*SERVICE_CIDR):
        return
    primary, related = _missing(context, (SERVICE_CIDR,), "lacks the Service CIDR of this cluster")
    yield Diagnostic(
        message="the networking module is on, but `ipam.serviceCIDR` is empty",
        path=SERVICE_CIDR,
        primary=primary,
        related=related,
        help="set the Service CIDR of this cluster, such as `ipam.serviceCIDR: 10.96.0.0/12`; "
        "to use only offloading, set `networking.enabled: false`, which needs no CIDR",
    )


@rule("LQ103", "missing-pod-cidr", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def missing_pod_cidr(context: Context) -> Iterator[Diagnostic]:
    """The networking module is on, but the pod CIDR of the cluster is missing.

    ## What it does
    Reports that neither `ipam.podCIDRs` nor the older `ipam.podCIDR` is set although `networking.enabled` is true.

    ## What breaks at run time
    The IPAM gets no Network resource for the pods of this cluster, and the virtual kubelet treats all of them as
    remote: no traffic from other clusters reaches them, and their endpoints are reflected empty.
    """
    listed = context.values.get(*POD_CIDRS) or context.values.get(*POD_CIDR)
    given = any(listed) if isinstance(listed, list) else bool(listed)
    if context.values.get(*ENABLED) is not True or given:
        return
    primary, related = _missing(context, (POD_CIDRS, POD_CIDR), "lacks the pod CIDR of this cluster")
    yield Diagnostic(
        message="the networking module is on, but neither `ipam.podCIDRs` nor `ipam.podCIDR` is set",
        path=POD_CIDRS,
        primary=primary,
        related=related,
        help="set the pod CIDRs of this cluster, such as `ipam.podCIDRs: [10.244.0.0/16]`; "
        "to use only offloading, set `networking.enabled: false`, which needs no CIDR",
    )


@rule("LQ104", "undecided-mode", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def undecided_mode(context: Context) -> Iterator[Diagnostic]:
    """An empty value deletes a key that decides the mode.

    ## What it does
    Reports that `networking.enabled` or `networking.reflectIPs` has no value because the key or one of its parents is
    empty or null in one of the layers: Helm then deletes the chart's default.

    ## What breaks at run time
    In a template, a missing key is false. A line `enabled:` that lost its value would silently turn the networking
    module off, and an upgrade would remove the gateways of running peerings. With Liqo's own chart, it also makes the
    controller manager exit, because `--networking-enabled=` has no value; an empty `reflectIPs` hides pod IPs.
    """
    networking = context.values.get(*NETWORKING)
    for path in (ENABLED, REFLECT) if networking is None or isinstance(networking, dict) else ():
        if context.values.get(*path) is None:
            null = context.values.deleted(path)
            empty = "an empty value is null and deletes the default"
            yield Diagnostic(
                message=f"`{dotted(path)}` has no value: null deletes the chart's default",
                path=path,
                primary=label(null, empty if _is_empty(null) else "deletes the default", at_key=True),
                related=context.values.overridden(path),
                help=f"set `{dotted(path)}: true` or `{dotted(path)}: false`",
            )


def _is_empty(null: Origin | None) -> bool:
    return null is not None and null.span is not None and not null.span.text.strip()


@rule("LQ105", "hidden-ips-beside-network", Severity.NOTICE, charts=ALL_CHARTS)
def hidden_ips_beside_network(context: Context) -> Iterator[Diagnostic]:
    """The networking module is on, but the IPs of remote pods stay hidden.

    ## What it does
    Points out the mode `connected-no-ips`: the networking module is deployed, and IP reflection is off.

    ## What breaks at run time
    Nothing, and the mode has its uses. But the gateways carry no traffic of a Service: remote pods have no IP here, and
    no EndpointSlice lists them. If you only want offloading, you run a privileged DaemonSet on every node and WireGuard
    gateways for nothing.
    """
    argument = context.arguments.effective
    if context.values.get(*ENABLED) is not True or context.arguments.illegal:
        return
    if argument is not None and argument.value is True:
        hidden = context.at_argument(argument, "hides the IPs of remote pods")
    elif argument is None and context.values.get(*REFLECT) is False:
        hidden = context.at(REFLECT, "hides the IPs of remote pods")
    else:
        return
    yield Diagnostic(
        message="the networking module is on, but no Service lists a remote pod because IP reflection is off",
        path=ENABLED,
        primary=hidden,
        related=(context.at(ENABLED, "deploys gateways, IPAM and fabric"),),
        help="to use only offloading, set `networking.enabled: false`; leave it on if something other than Services "
        "uses the network",
    )


@rule("LQ106", "repeated-switch", Severity.NOTICE, per_template=True, charts=ALL_CHARTS)
def repeated_switch(context: Context) -> Iterator[Diagnostic]:
    """IP reflection is turned off twice, by the key and by an argument.

    ## What it does
    Points out `networking.reflectIPs: false` together with `--disable-ip-reflection` in the arguments, also within an
    entry of `virtualKubelet.optionsTemplates`.

    ## What breaks at run time
    Nothing: the chart passes the argument once. But to turn reflection on again, you have to change both places. If you
    change only the key, reflection stays off without a warning.
    """
    argument, path = context.arguments.effective, context.template.reflect_path
    reflect = context.values.get(*path)
    if argument is None or not context.template.repeats(reflect):
        return
    yield Diagnostic(
        message=f"`{argument.item}` repeats `{dotted(path)}: {show(reflect)}`",
        path=(*context.template.arguments_path, argument.position),
        primary=context.at_argument(argument, "repeats the key"),
        related=(context.at(path, f"turns IP reflection {_word(reflect)}"),),
        help="remove the argument; the chart adds it",
        fix=edits.without_item(context.argument_origin(argument.position), safe=True)
        if len(context.arguments.items) > 1
        else None,
    )


@rule("LQ108", "missing-proxy", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def missing_proxy(context: Context) -> Iterator[Diagnostic]:
    """The API server proxy is off, but the controller manager looks for it.

    ## What it does
    Reports `proxy.enabled: false` if both `networking.enabled` and `offloading.enabled` are true.

    ## What breaks at run time
    With both modules, the controller manager maps the address of the proxy's Service when it starts. Without the
    Service it exits with `no proxy service found`, and so does every restart: nothing in Liqo works.
    """
    wanted = context.values.get(*ENABLED) is True and context.values.get(*OFFLOADING) is True
    if not wanted or context.values.get(*PROXY):
        return
    null = context.values.deleted(PROXY)
    yield Diagnostic(
        message=f"`{dotted(PROXY)}` is not `true`, but the controller manager exits without the proxy",
        path=PROXY,
        primary=label(null or context.values.origin(PROXY), "turns the proxy off", at_key=null is not None),
        related=(
            context.at(ENABLED, "turns the networking module on"),
            context.at(OFFLOADING, "turns the offloading module on"),
        ),
        help=f"set `{dotted(PROXY)}: true`",
    )


@rule("LQ109", "fabric-port-clash", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def fabric_port_clash(context: Context) -> Iterator[Diagnostic]:
    """The fabric listens twice on the same port of the node.

    ## What it does
    Reports `healthProbeBindAddressPort` and `metricsAddressPort` of `networking.fabric.config` if they are the same
    port, other than 0, while the networking module is on.

    ## What breaks at run time
    The fabric uses the network of its node. One of its two servers takes the port, and the fabric exits because the
    other cannot listen: no node is connected to a gateway.
    """
    health, metrics = (_port(context.values.get(*path)) for path in (HEALTH_PORT, METRICS_PORT))
    if context.values.get(*ENABLED) is not True or not health or health != metrics:
        return
    yield Diagnostic(
        message=f"the fabric cannot serve both health probes and metrics on port {health}",
        path=METRICS_PORT,
        primary=context.at(METRICS_PORT, "for metrics"),
        related=(context.at(HEALTH_PORT, "for health probes"),),
        help="set two different ports" + (", or 0 for a port that you do not need" if context.chart.is_ours else ""),
    )


def _port(value: Plain) -> int:
    """Return a port given as a number or string; 0 for none."""
    text = str(value).removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _missing(context: Context, paths: tuple[Path, ...], text: str) -> tuple[Label, tuple[Label, ...]]:
    """Find the places to show for a missing value.

    The first place is the empty value itself, its section, or what turned the networking module on: whichever the user
    wrote. The second is what turned the module on, unless that is the first.
    """
    on = context.at(ENABLED, "turns the networking module on")
    for path in (*paths, IPAM):
        origin = context.values.deleted(path) or context.values.origin(path)
        if origin is not None and origin.key_span is not None:
            return label(origin, text, at_key=True), (on,)
    return on, ()
