"""Generated values of Terraform, written in many ways, and how python-hcl2 reads them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import hcl2
from hcl2.utils import SerializationOptions
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[st.SearchStrategy[Any]], Any]

#: What strings consist of.
_CHARACTERS = list("ab01 .,:=-#/{}[]'\"\\~é😀\n\t") + ["$ ", "% "] + ["${a}", "%{b}", "true", "null"]
STRINGS = st.lists(st.sampled_from(_CHARACTERS), max_size=6).map("".join)
KEYS = st.one_of(
    st.sampled_from(["networking", "enabled", "pod-cidr", "a_b", "liqo.io/x", "a b", "true", "é"]), STRINGS.filter(bool)
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.sampled_from([0.5, -1.25, 3.75]), STRINGS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
MAPS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
#: The lines of a heredoc, each with its indentation.
LINES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["a: 1", "b: 'x'", "", "- c", '"d": "\\\\n"', "# e", "é: 😀"])),
    min_size=1,
    max_size=6,
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", "${": "$${", "%{": "%%{"}
_IDENTIFIER = r"[A-Za-z_][A-Za-z0-9_-]*"


def quoted(text: str) -> str:
    """Write a string in quotes."""
    return '"' + re.sub(r'\$\{|%\{|[\n\t"\\]', lambda found: _ESCAPES[found[0]], text) + '"'


@st.composite
def written(draw: st.DrawFn, value: Any, indent: int = 0) -> str:
    """Write a value in one of many ways."""
    if isinstance(value, dict):
        return _object(draw, value, indent)
    if isinstance(value, list):
        items = [draw(written(item, indent + 2)) for item in value]
        ends = draw(st.sampled_from(["", ","])) if items else ""
        inner = draw(st.sampled_from([", ", ",\n" + " " * indent]))
        return f"[{inner.join(items)}{ends}]"
    if isinstance(value, str):
        return quoted(value)
    return json.dumps(value)


def _object(draw: st.DrawFn, value: dict[str, Any], indent: int) -> str:
    entries = [f"{_key(draw, key)}{_sign(draw)}{draw(written(inner, indent + 2))}" for key, inner in value.items()]
    if not entries:
        return "{}"
    if draw(st.booleans()):
        return "{ " + ", ".join(entries) + " }"
    blank = " " * (indent + 2)
    end = draw(st.sampled_from(["\n", ",\n", " # why\n"]))
    return "{\n" + "".join(f"{blank}{entry}{end}" for entry in entries) + " " * indent + "}"


def _key(draw: st.DrawFn, key: str) -> str:
    return key if re.fullmatch(_IDENTIFIER, key) and draw(st.booleans()) else quoted(key)


def _sign(draw: st.DrawFn) -> str:
    return str(draw(st.sampled_from([" = ", " : ", "="])))


def heredoc(lines: list[tuple[int, str]], mark: str, last: int) -> str:
    """Write lines as a heredoc."""
    text = "".join(f"{' ' * indent}{line}\n" for indent, line in lines)
    return f"{mark}EOT\n{text}{' ' * last}EOT\n"


def by_hcl2(text: str) -> Any:
    """Return what python-hcl2 reads as the attribute `x`, with its strings unescaped."""
    options = SerializationOptions(with_comments=False, preserve_heredocs=False)
    return _plain(hcl2.loads(text, serialization_options=options)["x"])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_plain(key) if key.startswith('"') else key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and value.startswith('"'):
        return _unquoted(value)
    return value


def _unquoted(text: str) -> str:
    """Read a quoted string; its escapes are those of JSON, except for line ends, which a heredoc has."""
    inner = re.sub(r"\$\$\{|%%\{", lambda found: found[0][1:], text[1:-1])
    return str(json.loads('"' + inner.replace("\n", "\\n").replace("\t", "\\t") + '"'))
