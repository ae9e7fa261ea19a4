"""Texts that a template engine fills in before Helm sees them: what they will be is unknown, which is not wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.nodes import ListNode, MapNode, Node, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.yaml import Parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.findings import Diagnostic

#: Go templates and those of ApplicationSets, substitution by Flux and by a shell, placeholders of the Argo CD Vault
#: plugin, variables that Argo CD itself fills in, and what SOPS has encrypted.
_TEMPLATE = r"(?s)\{\{.*?\}\}|\$\{[^}\n]*\}|<path:[^>\n]*>|\$ARGOCD_[A-Z_]+|ENC\[AES256_GCM,[^\]\n]*\]"
#: What stands for templates while YAML is read: characters of private use, one for each template of a text.
_STAND_INS = range(0xE800, 0xF800)
_STAND_IN = f"[{chr(_STAND_INS.start)}-{chr(_STAND_INS.stop - 1)}]"


def hidden(source: Source) -> Source:
    """Return a text of the same length with stand-ins for its templates, so that YAML reads them as words.

    A text without templates, or with more than there are stand-ins, is returned as it is.
    """
    if re.search(_STAND_IN, source.text) or not re.search(_TEMPLATE, source.text):
        return source
    codes = iter(_STAND_INS)

    def stand_in(found: re.Match[str]) -> str:
        code = next(codes, None)
        return found[0] if code is None or "\n" in found[0] else chr(code) * len(found[0])

    return Source(source.name, re.sub(_TEMPLATE, stand_in, source.text), source.undecodable)


def has_template(text: str) -> bool:
    """Tell whether there is a template in a text, or what stands for one."""
    return bool(re.search(_TEMPLATE, text) or re.search(_STAND_IN, text))


def written(text: str, masked: str, original: str) -> str:
    """Put the templates of a file back into a text that was read from it."""

    def template(found: re.Match[str]) -> str:
        start = masked.find(found[0])
        return original[start : start + len(found[0])] if start >= 0 else found[0]

    return re.sub(rf"({_STAND_IN})\1*", template, text)


def parse(source: Source) -> Parsed:
    """Read a values file that a template engine fills in before Helm reads it."""
    parsed = yaml.parse(hidden(source))
    return Parsed(parsed.root, restore(parsed.root, parsed.diagnostics, source))


def restore(root: Node, diagnostics: Sequence[Diagnostic], source: Source) -> list[Diagnostic]:
    """Put the templates back into a tree that was read from ``hidden(source)``, and mark what holds them as unknown."""

    def place(span: Span) -> Span:
        return Span(source, span.start, span.end)

    relocate(root, place)
    _reveal(root)
    return [diagnostic.moved(place) for diagnostic in diagnostics]


def _reveal(root: Node) -> None:
    seen: set[int] = set()
    rest: list[Node] = [root]
    while rest:
        node = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MapNode):
            _reveal_keys(node)
            rest.extend(entry.value for entry in node.entries.values())
        elif isinstance(node, ListNode):
            rest.extend(node.items)
        elif isinstance(node.value, str) and re.search(_STAND_IN, node.value):
            node.value = Unknown(_written(node.span) or node.value)


def _reveal_keys(node: MapNode) -> None:
    if not any(re.search(_STAND_IN, key) for key in node.entries):
        return
    entries = list(node.entries.values())
    node.entries.clear()  # in place: aliases share them
    for entry in entries:
        if re.search(_STAND_IN, entry.key):
            entry.key = Unknown(_written(entry.key_span) or entry.key)
        node.entries[entry.key] = entry


def _written(span: Span | None) -> str:
    text = span.text if span else ""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
