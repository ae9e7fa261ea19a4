"""Templates that are filled in before Helm reads the values: the result is unknown, but not an error."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import cycle
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import nodes
from liqo_values.model.nodes import MapNode, Node, ScalarNode, Unknown, UnknownText
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import sops, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.yaml import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.findings import Diagnostic

#: The start and end of Go templates (also in ApplicationSets), substitutions by Flux or a shell, placeholders of the
#: Argo CD Vault plugin, and values encrypted by SOPS. They may overlap if one of them does not end.
_ENDS = {"{{": "}}", "${": "}", "<path:": ">", "ENC[AES256_GCM,": "]"}
#: All of these starts. The variables of Argo CD are none: it fills them in only where ``argocd_variables`` does.
_BEGIN = r"(?=(\{\{|\$\{(?!ARGOCD_APP_)|<path:|ENC\[AES256_GCM,))"
#: What follows a string in a map or list of JSON or flow style: the start of a template in the string has no end there.
_NEXT_KEY = r"""["']\s*[}\]]*\s*,\s*\{?\s*["']?[\w.$/-]+["']?\s*:"""
_NEXT_ITEM = r"""["']\s*\]*\s*,\s*["'\w]"""
#: As much of a template is searched for the end of a string, so that endless lines take no time.
_MOST_SEARCHED = 4096
#: A line that is only a template, such as `{{- if .on }}` or `{{ toYaml .list | indent 2 }}`.
_BLOCK = r"(?m)^[ \t]*\{\{(?!/\*).*\}\}[ \t\r]*$"
#: A template in quotes results in a string, whatever it results in.
_QUOTED = r"""(["']).*\{\{.*\1"""
UNQUOTE = "write the template without quotes, so that it can result in another type"
#: Private-use characters that replace templates while YAML is parsed, one for each template in a text.
_STAND_INS = range(0xE800, 0xF800)
#: One of them, for what other readers find unknown.
STAND_IN = chr(_STAND_INS.start)
_STAND_IN = f"[{chr(_STAND_INS.start)}-{chr(_STAND_INS.stop - 1)}]"


def hidden(source: Source) -> Source:
    """Return a text of the same length with stand-ins for its templates, which YAML reads as words.

    A text without templates, or with private-use characters of its own, is returned unchanged.
    """
    text = source.text
    if re.search(_STAND_IN, text):
        return source
    codes = iter(_STAND_INS)
    pieces: list[str] = []
    done = 0
    for start, end in _templates(text):
        code = None if "\n" in text[start:end] else next(codes, None)
        if code is not None:
            pieces += text[done:start], chr(code) * (end - start)
            done = end
    if not pieces:
        return source
    return source.with_text("".join([*pieces, text[done:]]))


def _templates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each template; a missing end is searched for only once."""
    found: dict[str, int] = {}

    def after(end: str, at: int) -> int:
        if found.get(end, -1) < at:
            position = text.find(end, at)
            found[end] = len(text) if position < 0 else position
        return found[end]

    done = 0
    for begin in re.finditer(_BEGIN, text):
        if begin.start() < done:
            continue
        inside = begin.end(1)
        end = _ENDS[begin[1]]
        stop = after(end, inside) + len(end)
        whole = stop <= len(text) and (end == "}}" or stop <= after("\n", inside))
        if whole and not _leaves_string(begin[1], text[inside : min(stop - len(end), inside + _MOST_SEARCHED)]):
            yield begin.start(), stop
            done = stop


def _leaves_string(begin: str, inside: str) -> bool:
    """Return whether what seems to be inside a template begins in one string and ends after it, as in ``"${", "}"``."""
    if '"' not in inside and "'" not in inside:
        return False
    if re.search(_NEXT_KEY, inside):
        return True
    is_substitution = begin == "${"
    starts_with_quote = inside.lstrip()[:1] in ("'", '"')
    another_item = "(" not in inside and bool(re.search(_NEXT_ITEM, inside))
    return is_substitution and (starts_with_quote or another_item or inside.count('"') % 2 == 1)


def stand_ins() -> Iterator[str]:
    """Yield characters that replace what is filled in later while YAML is parsed; each is used again after many."""
    return map(chr, cycle(_STAND_INS))


def is_stand_in(text: str) -> bool:
    """Return whether a text contains a stand-in."""
    return bool(re.search(_STAND_IN, text))


def has_template(text: str) -> bool:
    """Return whether a text contains a template or a stand-in for one."""
    return next(_templates(text), None) is not None or is_stand_in(text)


def written(text: str, masked: str, original: str) -> str:
    """Put the templates of a file back into a text that was read from it."""

    def template(found: re.Match[str]) -> str:
        start = _starts(masked).get(found[0][0])
        return found[0] if start is None else original[start : start + len(found[0])]

    return re.sub(rf"({_STAND_IN})\1*", template, text)


@lru_cache(2)
def _starts(masked: str) -> dict[str, int]:
    """Return the first offset of each stand-in."""
    starts: dict[str, int] = {}
    for found in re.finditer(rf"({_STAND_IN})\1*", masked):
        starts.setdefault(found[1], found.start())
    return starts


def has_blocks(text: str) -> bool:
    """Return whether lines of a text are only templates, so that it is not YAML before they are filled in."""
    return "{{" in text and bool(re.search(_BLOCK, text))


def parse(source: Source) -> Parsed:
    """Read a values file that a template engine fills in before Helm reads it."""
    parsed = yaml.parse(hidden(source))
    return Parsed(parsed.root, restore(parsed.root, parsed.diagnostics, source))


def restore(root: Node, diagnostics: Sequence[Diagnostic], source: Source, remedy: str = UNQUOTE) -> list[Diagnostic]:
    """Put the templates back into a tree that was read from ``hidden(source)``, and mark their values as unknown.

    Args:
        root: The tree.
        diagnostics: The diagnostics of the parser.
        source: The original text.
        remedy: What to do about a template in quotes where a string is not allowed.
    """

    def place(span: Span) -> Span:
        return Span(source, span.start, span.end)

    relocate(root, place)
    reveal(root, remedy)
    return [diagnostic.moved(place) for diagnostic in diagnostics]


def reveal(root: Node, remedy: str = UNQUOTE) -> None:
    """Mark what stand-ins are part of as unknown, as the file contains it; all places must be in the file.

    Args:
        root: The tree.
        remedy: What to do about a template in quotes where a string is not allowed.
    """
    for node in nodes(root):
        if isinstance(node, MapNode):
            _reveal_keys(node)
        elif isinstance(node, ScalarNode) and isinstance(node.value, str) and re.search(_STAND_IN, node.value):
            node.value = _unknown(node.value, node.span, remedy)


def _unknown(value: str, span: Span | None, remedy: str) -> Unknown:
    """Return what is known of a scalar with templates: for one in quotes, and an encrypted one, its type."""
    text = _written(span) or value
    if sops.is_encrypted(text):
        return sops.unknown(text)
    if span is not None and re.fullmatch(_QUOTED, span.text, re.DOTALL):
        return UnknownText.of(text, remedy)
    return Unknown(text)


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
