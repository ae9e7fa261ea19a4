"""Peering objects that are checked together with the values, and the options template that each virtual node uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo import program_args
from liqo_values.liqo.mode import Fact, Mode
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE
from liqo_values.model.findings import Label
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import ScalarNode, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import Manifest

EXTRA_ARGS = ("spec", "extraArgs")
_CONTAINERS = ("spec", "template", "spec", "template", "spec", "containers")


class VirtualNode(NamedTuple):
    """A VirtualNode, and what it says about its options.

    Attributes:
        manifest: The object.
        cluster: The ID of the cluster that it represents.
        reference: Its ``vkOptionsTemplateRef``; None if it has none.
        template: Name of the options template that it uses.
        namespace: Namespace of that template; empty if the reference names none.
        live: Whether it was read from a cluster, and so exists already.
    """

    manifest: Manifest
    cluster: str
    reference: Node | None
    template: str
    namespace: str
    live: bool

    @property
    def arguments(self) -> Sequence[Node]:
        """The arguments of the virtual kubelet in its ``spec.template``; empty if there are none."""
        containers = items(self.manifest.root, *_CONTAINERS)
        return items(containers[0], "args") if containers else ()

    @property
    def containers(self) -> Sequence[Node]:
        """The containers in its ``spec.template``."""
        return items(self.manifest.root, *_CONTAINERS)


class NodeMode(NamedTuple):
    """The mode of a virtual node.

    Attributes:
        name: ``VirtualNode namespace/name``.
        mode: The networking module of the cluster, and IP reflection of this node.
    """

    name: str
    mode: Mode


class Objects:
    """The objects that are checked together.

    Attributes:
        manifests: The objects, in the order of the files.
        with_values: Whether values were given too, which allows more checks than the objects alone.
        virtual_nodes: The VirtualNodes among them.
        templates: The VkOptionsTemplates among them, by namespace and name.
    """

    def __init__(self, manifests: Sequence[Manifest] = (), *, with_values: bool = True) -> None:
        self.manifests = manifests
        self.with_values = with_values
        self.virtual_nodes = [_virtual_node(manifest) for manifest in manifests if manifest.kind == "VirtualNode"]
        templates = [manifest for manifest in manifests if manifest.kind == "VkOptionsTemplate"]
        self.templates = {(found.namespace, found.name): found for found in templates}

    @property
    def files(self) -> list[str]:
        """The files that contain them."""
        return list(dict.fromkeys(manifest.file.source.name for manifest in self.manifests))

    def options(self, node: VirtualNode) -> Manifest | None:
        """Return the options template that a virtual node uses; None if it is not among the objects."""
        return self.templates.get((node.namespace, node.template))

    def modes(self, mode: Mode, flags: Mapping[str, str]) -> list[NodeMode]:
        """Return the mode of every virtual node, given the mode of the values."""
        return [
            NodeMode(str(node.manifest), Mode(mode.networking, self._reflection(node, mode, flags)))
            for node in self.virtual_nodes
        ]

    def _reflection(self, node: VirtualNode, mode: Mode, flags: Mapping[str, str]) -> Fact:
        if node.live and node.arguments:
            return _by_arguments(node.manifest, node.arguments, flags)
        options = self.options(node)
        if options is not None:
            return _by_arguments(options, items(options.root, *EXTRA_ARGS), flags)
        if node.template == DEFAULT_TEMPLATE:
            return mode.reflection
        if node.template in mode.templates:
            return mode.templates[node.template]
        place = at(node.manifest, node.reference, node.template)
        return Fact(None, place, (), f"the VkOptionsTemplate {node.template} is not among the files")


def _virtual_node(manifest: Manifest) -> VirtualNode:
    root = manifest.root
    reference = find(root, "spec", "vkOptionsTemplateRef")
    return VirtualNode(
        manifest,
        text(root, "spec", "clusterID"),
        reference,
        text(reference, "name") if reference else DEFAULT_TEMPLATE,
        text(reference, "namespace"),
        find(root, "metadata", "uid") is not None or find(root, "status") is not None,
    )


def words(nodes: Sequence[Node]) -> list[str]:
    """Return the items of a list of arguments as text."""
    return [str(node.value) if isinstance(node, ScalarNode) and node.value is not None else "" for node in nodes]


def _by_arguments(manifest: Manifest, nodes: Sequence[Node], flags: Mapping[str, str]) -> Fact:
    read = program_args.read(words(nodes), flags)
    for occurrence in read.illegal:
        doubt = f'the virtual kubelet cannot read "{occurrence.item}"'
        return Fact(None, at(manifest, nodes[occurrence.position], occurrence.item), (), doubt)
    last = read.effective
    for index, node in enumerate(nodes):
        written = node.value if isinstance(node, ScalarNode) else None
        if isinstance(written, Unknown) and index >= (last.position if last else -1):
            return Fact(None, at(manifest, node, written), (), f'"{written}" is filled in by a template')
    if last is None:
        return Fact(True, at(manifest, None, f"no {program_args.SWITCH}"))
    earlier = tuple(at(manifest, nodes[other.position], other.item) for other in reversed(read.legal[:-1]))
    return Fact(not last.value, at(manifest, nodes[last.position], last.item), earlier)


def at(manifest: Manifest, node: Node | None, words_about_it: str) -> Label:
    """Point to a part of an object, or to the object's name if that part has no place."""
    place = node if node is not None and node.span is not None else find(manifest.root, "metadata", "name")
    span = (place.span if place else None) or manifest.root.span
    return Label(manifest.file.place(span) if span else None, manifest.file.source.name, words_about_it)
