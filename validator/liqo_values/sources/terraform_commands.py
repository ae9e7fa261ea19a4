"""Command lines in Terraform: what provisioners run, and scripts in heredocs, such as the user data of a machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.nodes import ListNode
from liqo_values.parsing.placeholders import STAND_IN, is_stand_in
from liqo_values.sources import shell
from liqo_values.sources.command_line import of_pieces
from liqo_values.sources.terraform_nodes import TextNode
from liqo_values.sources.terraform_values import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.parsing.hcl import Body, File
    from liqo_values.sources.command_line import Script
    from liqo_values.sources.release import Release
    from liqo_values.sources.terraform_module import Module

_PROGRAM = r"\b(?:helm|liqoctl)\b"
#: The arguments of provisioners that are commands, also as a list.
_COMMANDS = ("command", "inline")
_PROVISIONER = "provisioner"
#: The first characters of a script in a heredoc.
_SHEBANG = "#!"


def releases(module: Module, source: Source, file: File) -> Iterator[Release]:
    """Yield what the command lines in a file install, and what is wrong with those that peer clusters.

    Args:
        module: The module.
        source: The file.
        file: Its content.
    """
    if re.search(_PROGRAM, source.text):
        evaluator = Evaluator(module.folder, source, module)
        yield from shell.releases(source, _scripts(evaluator, source, file.body, is_provisioner=False))


def _scripts(evaluator: Evaluator, source: Source, body: Body, *, is_provisioner: bool) -> Iterator[Script]:
    for name, attribute in body.attributes.items():
        if re.search(_PROGRAM, attribute.span.text):
            runs = is_provisioner and name in _COMMANDS
            texts = [node for node in _texts(evaluator.argument(attribute.value)) if runs or _is_script(node)]
            if texts:
                yield of_pieces(source, [token for node in texts for token in _lines(node)], verbatim=False)
    for block in body.blocks:
        yield from _scripts(evaluator, source, block.body, is_provisioner=block.kind == _PROVISIONER)


def _texts(node: Node) -> list[TextNode]:
    nodes = node.items if isinstance(node, ListNode) else [node]
    return [one for one in nodes if isinstance(one, TextNode)]


def _is_script(node: TextNode) -> bool:
    return node.heredoc and node.content.startswith(_SHEBANG)


def _lines(node: TextNode) -> Iterator[tuple[str, int, int]]:
    for text, start, end in node.tokens:
        yield (STAND_IN if is_stand_in(text) else text), start, end
    yield "\n", node.origin.end, node.origin.end
