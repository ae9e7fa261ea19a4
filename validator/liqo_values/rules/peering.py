"""Objects that peer clusters, given next to the values."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE
from liqo_values.liqo.peering_objects import EXTRA_ARGS, VirtualNode, at, words
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.node_lookup import find, items
from liqo_values.model.nodes import MapNode
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.manifests import Manifest

_NETWORKING_GROUP = "networking.liqo.io"
#: Kinds from before Liqo 1.0, and what replaces them.
_SUCCESSORS = {"ResourceOffer": "ResourceSlice", "ResourceRequest": "ResourceSlice"}


@rule("LQ601", "unknown-api", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def unknown_api(context: Context) -> Iterator[Diagnostic]:
    """An object of an API that Liqo does not have.

    ## What it does
    Reports an object in a group of `liqo.io` whose kind or version does not exist in the release of the target chart,
    such as one from before Liqo 1.0: `virtualkubelet.liqo.io/v1alpha1`, `discovery.liqo.io/v1alpha1`,
    `sharing.liqo.io/v1alpha1`.

    ## What breaks at run time
    The API server answers `no matches for kind`, and the tool that applies the file stops there.
    """
    known = context.chart.objects
    for manifest in context.objects.manifests:
        api = known.get(manifest.kind)
        if api is not None and (api["group"], api["version"]) == (manifest.group, manifest.version):
            continue
        given = f"{manifest.group}/{manifest.version}"
        near = _SUCCESSORS.get(manifest.kind) or nearest(manifest.kind, tuple(known))
        if api is not None:
            advice = f"write `apiVersion: {api['group']}/{api['version']}`, and check its fields"
        elif near:
            advice = f"did you mean `kind: {near}` of `{known[near]['group']}/{known[near]['version']}`?"
        else:
            advice = "remove it: Liqo 1.0 removed this kind without a replacement"
        wrong = find(manifest.root, "apiVersion" if api else "kind")
        place = at(manifest, wrong, f"is not an API of Liqo {context.chart.release}")
        yield Diagnostic(f"Liqo {context.chart.release} has no {manifest.kind} in `{given}`", place, advice)


@rule("LQ602", "invalid-object", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def invalid_object(context: Context) -> Iterator[Diagnostic]:
    """An object with a field that is unknown, missing or has an invalid value.

    ## What it does
    Checks the `spec` of the objects that people write by hand against Liqo's CRDs: VirtualNode, VkOptionsTemplate,
    ResourceSlice, Tenant, ForeignCluster, GatewayServer, GatewayClient, NamespaceOffloading, Quota.

    ## What breaks at run time
    The API server rejects an object with an invalid value or a missing field. `kubectl apply` rejects unknown fields
    too; other clients silently drop them, and the object does not do what it says. A VirtualNode without `clusterID` is
    accepted, and waits forever for the namespace of its tenant.
    """
    for manifest in context.objects.manifests:
        from liqo_values.schema import object_fields  # noqa: PLC0415 - not needed for values alone

        api = context.chart.objects.get(manifest.kind)
        if api is None or (api["group"], api["version"]) != (manifest.group, manifest.version):
            continue
        own = MapNode({key: entry for key, entry in manifest.root.entries.items() if key == "spec"})
        yield from object_fields.diagnostics(own, api["fields"], str(manifest), partial(at, manifest))


@rule("LQ603", "missing-options-template", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def missing_options_template(context: Context) -> Iterator[Diagnostic]:
    """A VirtualNode that refers to a VkOptionsTemplate that does not exist.

    ## What it does
    Reports a `vkOptionsTemplateRef` without a namespace, and one to a template that exists, under the same name, in
    another namespace. A reference to a template that is not in the files is a notice: the template may be in the
    cluster.

    ## What breaks at run time
    The webhook looks the template up when the VirtualNode is created, and rejects the VirtualNode if it finds none. The
    namespace has no default: without one, the webhook finds nothing.
    """
    for node in context.objects.virtual_nodes:
        if node.reference is None or node.live:
            continue
        if not node.namespace:
            yield _unreferable(node, "has no namespace, so the webhook finds nothing", "add `namespace:` to it")
        elif context.objects.options(node) is None and not _made_by_chart(context, node):
            yield _missing(context, node)


def _unreferable(node: VirtualNode, what: str, advice: str) -> Diagnostic:
    place = at(node.manifest, node.reference, "lacks a namespace")
    return Diagnostic(f"`vkOptionsTemplateRef` of {node.manifest} {what}", place, advice)


def _made_by_chart(context: Context, node: VirtualNode) -> bool:
    return node.template in (DEFAULT_TEMPLATE, *(template.name for template in context.templates))


def _missing(context: Context, node: VirtualNode) -> Diagnostic:
    wanted = f"{node.namespace}/{node.template}"
    reference = at(node.manifest, node.reference, "refers to it")
    others = [found for (_, name), found in context.objects.templates.items() if name == node.template]
    for other in others:
        name = f"{other.namespace or 'default'}/{other.name}"
        return Diagnostic(
            message=f"the VkOptionsTemplate {wanted} of {node.manifest} does not exist, but {name} does",
            primary=reference,
            related=(at(other, find(other.root, "metadata", "name"), f"is {name}"),),
            help=f"write `namespace: {other.namespace or 'default'}`, or move the template",
        )
    return Diagnostic(
        message=f"the VkOptionsTemplate {wanted} of {node.manifest} is not in the files",
        primary=reference,
        help="add its file to check it as well; nothing is wrong if it is already in the cluster",
        severity=Severity.NOTICE,
    )


@rule("LQ604", "ready-template", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def ready_template(context: Context) -> Iterator[Diagnostic]:
    """A new VirtualNode that already has a Deployment with arguments.

    ## What it does
    Reports a VirtualNode that was not read from a cluster and whose `spec.template` has a container, if one of its
    arguments, or of those of its options template, has no `=`.

    ## What breaks at run time
    The webhook splits these arguments at the `=` and panics if there is none: the API server answers
    `index out of range`, and the VirtualNode is not created. This is what happens to an exported VirtualNode.
    """
    for node in context.objects.virtual_nodes:
        if node.live or not node.containers:
            continue
        options = context.objects.options(node)
        inherited = items(options.root, *EXTRA_ARGS) if options else ()
        for owner, listed in ((node.manifest, node.arguments), (options, inherited)):
            bare = [found for found, word in zip(listed, words(listed), strict=True) if "=" not in word]
            if bare and owner is not None:
                argument = words(bare)[0]
                yield Diagnostic(
                    message=f"the webhook panics on `{argument}`: {node.manifest} already has a `spec.template`",
                    primary=at(owner, bare[0], "has no `=`"),
                    related=()
                    if owner is node.manifest
                    else (at(node.manifest, node.containers[0], "is already there"),),
                    help="remove `spec.template`: the webhook creates it from the options template",
                )
                break


@rule("LQ605", "mixed-reflection", Severity.WARNING, about=About.OBJECTS, charts=ALL_CHARTS)
def mixed_reflection(context: Context) -> Iterator[Diagnostic]:
    """Two virtual nodes of the same provider, only one of which hides pod IPs.

    ## What it does
    Reports virtual nodes in one namespace that represent the same cluster and differ in IP reflection.

    ## What breaks at run time
    Pods on each of them show or hide their IPs as they should. But Services and EndpointSlices are reflected once per
    tenant, by the virtual kubelet that holds the lease: EndpointSlices appear or not, and that changes when the lease
    moves to the other one.
    """
    first: dict[tuple[str, str], tuple[Manifest, bool]] = {}
    modes = context.node_modes
    for node, found in zip(context.objects.virtual_nodes, modes, strict=True):
        reflection = found.mode.reflection
        if reflection.value is None:
            continue
        tenant = (node.manifest.namespace, node.cluster)
        other, value = first.setdefault(tenant, (node.manifest, reflection.value))
        if value is not reflection.value:
            hidden, shown = (other, node.manifest) if reflection.value else (node.manifest, other)
            yield Diagnostic(
                message=f"for the same provider, {hidden} hides pod IPs and {shown} does not",
                primary=at(node.manifest, None, "reflects them" if reflection.value else "hides them"),
                related=(at(other, None, "hides them" if reflection.value else "reflects them"),),
                help="let all virtual nodes of a provider use templates that agree on IP reflection",
            )


@rule("LQ606", "network-object-without-network", Severity.WARNING, about=About.OBJECTS, charts=ALL_CHARTS)
def network_object_without_network(context: Context) -> Iterator[Diagnostic]:
    """An object of Liqo's network while the networking module is off.

    ## What it does
    Reports objects of `networking.liqo.io`, such as a Configuration or a GatewayServer, next to values that turn the
    networking module off.

    ## What breaks at run time
    The API server accepts the object, but no controller handles it: no gateway is created, and nothing tells you why.
    """
    if not context.objects.with_values or context.values.get(*ENABLED) is not False:
        return
    for manifest in context.objects.manifests:
        if manifest.group == _NETWORKING_GROUP:
            yield Diagnostic(
                message=f"the {manifest} has no effect: the networking module is off",
                primary=at(manifest, find(manifest.root, "kind"), "is not handled by any controller"),
                related=(context.at(ENABLED, "turns the networking module off"),),
                help="remove it; only Liqo's own network, with `networking.enabled: true`, uses it",
            )


@rule("LQ610", "unknown-peering-flag", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def unknown_peering_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag in a script that a command of liqoctl does not have.

    ## What it does
    Reports flags that `liqoctl peer`, `unpeer`, `network`, `authenticate` and others do not have in the release that
    the script installs, or in the newest known one. `--disable-networking`, which Liqo's documentation names, is
    `--networking-disabled`.

    ## What breaks at run time
    liqoctl stops with "unknown flag", and does not peer the clusters.
    """
    return (one for one in context.diagnostics if one.code == "LQ610")


@rule("LQ611", "rejected-peering-argument", Severity.ERROR, about=About.OBJECTS, charts=ALL_CHARTS)
def rejected_peering_argument(context: Context) -> Iterator[Diagnostic]:
    """A value or an argument in a script that a command of liqoctl rejects.

    ## What it does
    Reports values of flags that only take certain values, numbers or durations, such as `--gw-server-service-type
    nodeport` and `--timeout 10`, and arguments that are not flags, such as the `false` in `--create-virtual-node
    false`: a switch takes its value after `=`. Commands that peered clusters before Liqo 1.0 are reported as well.

    ## What breaks at run time
    liqoctl stops, and does not peer the clusters.
    """
    return (one for one in context.diagnostics if one.code == "LQ611")
