"""Terraform's other syntax: ``.tf.json``, in which strings are templates of HCL."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, Unknown, with_scalars
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import go_json, hcl
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.sources import terraform_release
from liqo_values.sources.found import Found
from liqo_values.sources.manifests import File
from liqo_values.sources.terraform_layers import in_json
from liqo_values.sources.terraform_module import Module
from liqo_values.sources.terraform_nodes import EncodedNode, TextNode
from liqo_values.sources.terraform_settings import SETTERS
from liqo_values.sources.terraform_values import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.release import Release


def read(source: Source, *_others: object) -> Found:
    """Read a file."""
    names_liqo = "liqo" in source.text.lower()
    if not (names_liqo or re.search(terraform_release.NAMES, source.text)):
        return Found()
    try:
        root, _ = go_json.decode(source, 0)
    except go_json.JSONError as error:
        if not names_liqo:
            return Found()
        place = Span(source, error.at, error.at)
        message = f"`{source.name}` is not valid JSON: {error}"
        return Found(errors=[InputError(message, "run `terraform validate`, which says more", place)])
    module = Module(source)
    return terraform_release.found(
        partial(_release, module, kind, label, body)
        for kind in terraform_release.KINDS
        for label, body in _labelled(find(root, *kind))
    )


def _release(module: Module, kind: tuple[str, str], label: str, body: MapNode) -> Release | None:
    address = ".".join((kind[1], label) if kind[0] == "resource" else (*kind, label))
    source = module.near
    evaluated = partial(_evaluated, module, source)
    arguments = {key: with_scalars(entry.value, evaluated) for key, entry in body.entries.items()}
    _add_blocks(arguments, find(body, "dynamic"))
    return terraform_release.release_of(File.of_text(source), address, kind, arguments, module.folder)


def _labelled(node: Node | None) -> Iterator[tuple[str, MapNode]]:
    """Yield the blocks of a kind with their labels; several with one label are a list."""
    for entry in node.entries.values() if isinstance(node, MapNode) else ():
        for body in entry.value.items if isinstance(entry.value, ListNode) else [entry.value]:
            if isinstance(body, MapNode):
                yield entry.key, body


def _add_blocks(arguments: dict[str, Node], dynamic: Node | None) -> None:
    """Make single blocks lists of one, and add an unknown item for each dynamic block."""
    for name in SETTERS:
        given = arguments.get(name)
        if isinstance(given, MapNode):
            arguments[name] = ListNode([given], given.span)
        unknown = find(dynamic, name)
        if unknown is not None:
            old = arguments.get(name)
            item = ScalarNode(Unknown("dynamic"), unknown.span)
            arguments[name] = ListNode([*(old.items if isinstance(old, ListNode) else ()), item], unknown.span)


def _evaluated(module: Module, source: Source, node: ScalarNode) -> Node:
    """Evaluate a scalar, which may be a template."""
    if isinstance(node.value, str) and ("${" in node.value or "%{" in node.value):
        return _template(in_json(node, node.value), module, source)
    return node


def _template(text: TextNode, module: Module, source: Source) -> Node:
    """Evaluate a string as a template; its places are those in the file."""
    place = Places(text.origin, text.content, text.tokens)
    template = hcl.template(Source(source.name, text.content))._replace(heredoc=False)
    node = Evaluator(module.folder, source, module).evaluate(template)
    if isinstance(node, TextNode):
        tokens = [(token[0], *_ends(place(Span(source, *token[1:])))) for token in node.tokens]
        control = node.control and place(node.control)
        return TextNode(node.value, text.origin, tokens, control=control)
    if isinstance(node, EncodedNode):
        relocate(node.root, place)
    relocate(node, place)
    return node


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
