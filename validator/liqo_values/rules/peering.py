"""Objects by which clusters are peered, given beside the values: LQ601 to LQ606."""

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
from liqo_values.rules.rule import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.manifests import Manifest

_NETWORKING_GROUP = "networking.liqo.io"
#: Kinds of before Liqo 1.0, and what has taken their place.
_SUCCESSORS = {"ResourceOffer": "ResourceSlice", "ResourceRequest": "ResourceSlice"}


@rule("LQ601", "unknown-api", Severity.ERROR, about=About.OBJECTS)
def unknown_api(context: Context) -> Iterator[Diagnostic]:
    """An object of an API that Liqo v1.2.0 does not have.

    ## What it does
    Reports an object in a group of `liqo.io` with a kind or version that is none of Liqo's, such as one of before
    Liqo 1.0: `virtualkubelet.liqo.io/v1alpha1`, `discovery.liqo.io/v1alpha1`, `sharing.liqo.io/v1alpha1`.

    ## What breaks at run time
    The API server answers `no matches for kind`, and whatever applies the file stops there.
    """
    known = context.chart.objects
    for manifest in context.objects.manifests:
        api = known.get(manifest.kind)
        if api is not None and (api["group"], api["version"]) == (manifest.group, manifest.version):
            continue
        given = f"{manifest.group}/{manifest.version}"
        near = _SUCCESSORS.get(manifest.kind) or nearest(manifest.kind, tuple(known))
        if api is not None:
            advice = f"write `apiVersion: {api['group']}/{api['version']}`, and look through its fields"
        elif near:
            advice = f"did you mean `kind: {near}` of `{known[near]['group']}/{known[near]['version']}`?"
        else:
            advice = "remove it: there is nothing of the kind since Liqo 1.0"
        wrong = find(manifest.root, "apiVersion" if api else "kind")
        place = at(manifest, wrong, f"not an API of Liqo {context.chart.release}")
        yield Diagnostic(f"Liqo {context.chart.release} has no {manifest.kind} in `{given}`", place, advice)


@rule("LQ602", "invalid-object", Severity.ERROR, about=About.OBJECTS)
def invalid_object(context: Context) -> Iterator[Diagnostic]:
    """A field that one of Liqo's objects does not have, or lacks, or a value that it does not take.

    ## What it does
    Holds what is under `spec` of the objects that people write by hand against Liqo's CRDs: VirtualNode,
    VkOptionsTemplate, ResourceSlice, Tenant, ForeignCluster, GatewayServer, GatewayClient, NamespaceOffloading, Quota.

    ## What breaks at run time
    The API server refuses a wrong value, and an object that lacks something. `kubectl apply` refuses an unknown field
    as well; other clients see it dropped in silence, and the object then does not do what it says. A VirtualNode
    without `clusterID` is taken, and waits forever for the namespace of its tenant.
    """
    for manifest in context.objects.manifests:
        from liqo_values.schema import object_fields  # noqa: PLC0415 - not needed for values alone

        api = context.chart.objects.get(manifest.kind)
        if api is None or (api["group"], api["version"]) != (manifest.group, manifest.version):
            continue
        own = MapNode({key: entry for key, entry in manifest.root.entries.items() if key == "spec"})
        yield from object_fields.diagnostics(own, api["fields"], str(manifest), partial(at, manifest))


@rule("LQ603", "missing-options-template", Severity.ERROR, about=About.OBJECTS)
def missing_options_template(context: Context) -> Iterator[Diagnostic]:
    """A VirtualNode that refers to a VkOptionsTemplate that is not there.

    ## What it does
    Reports a `vkOptionsTemplateRef` without namespace, and one to a template that stands, under the same name, in
    another namespace. One that is not among the files is pointed out: it may be in the cluster.

    ## What breaks at run time
    The webhook looks the template up when the VirtualNode is made, and refuses the VirtualNode where it finds none. The
    namespace is not filled in: without one nothing is found.
    """
    for node in context.objects.virtual_nodes:
        if node.reference is None or node.live:
            continue
        if not node.namespace:
            yield _unreferable(node, "names no namespace, in which the webhook finds nothing", "add `namespace:` to it")
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
            message=f"there is no VkOptionsTemplate {wanted} for {node.manifest}, but {name}",
            primary=reference,
            related=(at(other, find(other.root, "metadata", "name"), f"is {name}"),),
            help=f"write `namespace: {other.namespace or 'default'}`, or move the template",
        )
    return Diagnostic(
        message=f"the VkOptionsTemplate {wanted} of {node.manifest} is not among the files",
        primary=reference,
        help="give its file too, so that it is checked; nothing is wrong if it is in the cluster already",
        severity=Severity.NOTICE,
    )


@rule("LQ604", "ready-template", Severity.ERROR, about=About.OBJECTS)
def ready_template(context: Context) -> Iterator[Diagnostic]:
    """A new VirtualNode that brings a Deployment with arguments along.

    ## What it does
    Reports a VirtualNode, not one read from a cluster, whose `spec.template` has a container, where one of its
    arguments, or of those of its options template, has no `=`.

    ## What breaks at run time
    The webhook of Liqo v1.2.0 parts these arguments at the `=` and panics where there is none: the API server answers
    `index out of range`, and the VirtualNode is not made. That is what happens to an exported VirtualNode.
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
                    message=f"the webhook panics on `{argument}`: {node.manifest} has a ready `spec.template`",
                    primary=at(owner, bare[0], "has no `=`"),
                    related=() if owner is node.manifest else (at(node.manifest, node.containers[0], "is ready"),),
                    help="remove `spec.template`: the webhook makes it from the options template",
                )
                break


@rule("LQ605", "mixed-reflection", Severity.WARNING, about=About.OBJECTS)
def mixed_reflection(context: Context) -> Iterator[Diagnostic]:
    """Two virtual nodes for the same provider, one of which hides pod IPs.

    ## What it does
    Reports virtual nodes in one namespace that stand for the same cluster and differ in IP reflection.

    ## What breaks at run time
    The IPs of pods come out right on each of them. But Services and EndpointSlices are reflected once for a tenant, by
    the virtual kubelet that happens to lead: EndpointSlices are there or not, and that changes whenever the lease goes
    over to the other one.
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
                message=f"of one provider, {hidden} hides pod IPs and {shown} does not",
                primary=at(node.manifest, None, "reflects them" if reflection.value else "hides them"),
                related=(at(other, None, "hides them" if reflection.value else "reflects them"),),
                help="let all virtual nodes of one provider refer to templates that agree on IP reflection",
            )


@rule("LQ606", "network-object-without-network", Severity.WARNING, about=About.OBJECTS)
def network_object_without_network(context: Context) -> Iterator[Diagnostic]:
    """An object of Liqo's network, with the networking module off.

    ## What it does
    Reports objects of `networking.liqo.io`, such as a Configuration or a GatewayServer, beside values that switch the
    networking module off.

    ## What breaks at run time
    The API server takes the object, and no controller looks at it: no gateway comes up, and nothing says why.
    """
    if not context.objects.with_values or context.values.get(*ENABLED) is not False:
        return
    for manifest in context.objects.manifests:
        if manifest.group == _NETWORKING_GROUP:
            yield Diagnostic(
                message=f"the {manifest} has no effect: the networking module is off",
                primary=at(manifest, find(manifest.root, "kind"), "nothing looks at it"),
                related=(context.at(ENABLED, "turns the networking module off"),),
                help="remove it, or write `networking.enabled: true`",
            )
