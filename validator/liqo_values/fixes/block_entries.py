"""Edits of whole entries of block mappings, with their comments: move one to another section, or remove it.

Everything else stays as it is. An entry in a flow mapping, next to an anchor, an alias or a tag, or behind tabs is left
alone, because its text alone does not say what it means elsewhere. So is text in a block scalar that the end
of the file cuts, and all entries below text that keeps the line breaks at its end.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.fixes import edits
from liqo_values.model.findings import Edit, Fix
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import ListNode, MapNode, dotted
from liqo_values.model.source_text import Span
from liqo_values.parsing.yaml_writer import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.nodes import Entry, Node, Path
    from liqo_values.model.source_text import Source
    from liqo_values.values.provenance import Values

#: What may follow a value on its line.
_REST = r"[ \t]*(#[^\n]*)?\r?(\n|\Z)"
#: Anchors, aliases and tags, which depend on what stands before them.
_PROPERTIES = r"(?m)(?:^|[\s,\[{:-])[&*!][^\s,\]}]"
#: The header of a block scalar; of one that keeps all line breaks at its end; and of one that has none there, since the
#: file ends.
_TEXT = r"[|>][-+1-9]*[ \t]*(?:#[^\n]*)?\r?\n"
_KEPT = r"[|>](?:[1-9]?\+|\+[1-9])"
_CUT = rf"{_TEXT}[\s\S]*[^\n]\Z"
#: Lines that would become part of a block scalar before them: comments, and blank ones with spaces.
_JOINED = r"(?:\r?\n)*[ \t]"
#: Blank lines with spaces, which may be part of a block scalar before them.
_SPACES = r"(?:\r?\n)*[ \t]+\r?(?:\n|\Z)"
_COMMENT = " *#"
#: Why an entry stays where it is although it has lines of its own.
_AROUND = "`fix` cannot do that without changing the text around it"
_ONLY = "`fix` removes nothing that is alone in its file"
#: The indentation of sections in a file that has none yet.
_STEP = 2


class _Lines(NamedTuple):
    """The lines of an entry: its comments directly above, its key, and its value.

    Attributes:
        source: The file.
        start: The offset of its first line.
        key: The offset of its key.
        end: The offset of the line after its last one.
    """

    source: Source
    start: int
    key: int
    end: int

    @property
    def indent(self) -> int:
        """The number of spaces before its key."""
        return self.key - self.source.text.rfind("\n", 0, self.key) - 1

    @property
    def text(self) -> str:
        """All of its lines."""
        return self.source.text[self.start : self.end]

    def removal(self) -> Edit:
        """Remove it."""
        return Edit(Span(self.source, self.start, self.end), "")


def moved(values: Values, old: Path, new: Path, *, before: Sequence[str] = (), safe: bool) -> Fix | None:
    """Move an entry to another section of the same file, with its comments.

    A section that has no other entries is removed with it, and sections that do not exist yet are added at the end.

    Args:
        values: All values.
        old: The path of the entry.
        new: Its new path.
        before: Items to add at the beginning of its list, which is the value.
        safe: Whether the fix keeps the meaning of the values.
    """
    title = f"move it to `{dotted(new)}`"
    given = values.given_map(old)
    if given is None:
        origin = values.origin(old)
        written_so = origin is not None and origin.key_span is not None and origin.key_span.text == dotted(old)
        fix = edits.argument(origin, dotted(new), safe=safe) if written_so and not before else None
        return fix or edits.hindered(title, origin.layer.obstacle if origin is not None else "", safe=safe)
    changes = _moves(given, old, new, before)
    if changes is None:
        return edits.hindered(title, obstacle(values, old, new) or _AROUND, safe=safe)
    return Fix(title, changes, safe)


def _moves(given: tuple[MapNode, Path], old: Path, new: Path, before: Sequence[str]) -> tuple[Edit, Edit] | None:
    """Return the edits that move an entry; None if that is not possible."""
    root, at = given
    found = _lines(root, (*at, *old))
    place = _insertion(root, (*at, *new), len(at))
    if found is None or place is None:
        return None
    offset, indent, missing = place
    block = _renamed(found, str(new[-1]), before)
    inner = indent + _STEP * len(missing)
    shifted = block and _shifted(block, inner - found.indent)
    if not shifted:
        return None
    newline = "\r\n" if "\r\n" in found.source.text else "\n"
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    emptied, comments = _emptied(root, (*at, *old), found, len(at) + shared)
    above = [f"{' ' * (indent + _STEP * depth)}{written(step)}:" for depth, step in enumerate(missing)]
    above += [f"{' ' * inner}{comment}" for comment in comments]
    text = "".join(line + newline for line in above) + shifted.removesuffix("\n").removesuffix("\r") + newline
    whole = found.source.text
    if _bares(emptied) or (re.search(_TEXT, text) and re.compile(_JOINED).match(whole, offset)):
        return None
    if offset == len(whole) and not whole.endswith("\n") and not re.search(_TEXT, text):
        text = text.removesuffix(newline)
    before_it = emptied.start if emptied.end == offset else offset
    if before_it and whole[before_it - 1] != "\n":
        text = newline + text
    return emptied.removal(), Edit(Span(found.source, offset, offset), text)


def obstacle(values: Values, old: Path, new: Path) -> str:
    """Return why an entry of a file cannot be moved to another section; empty if its place does not prevent it."""
    given = values.given_map(old)
    if given is None:
        origin = values.origin(old)
        in_text = origin is not None and (origin.layer.kind is LayerKind.FILE or origin.layer.is_argument)
        return origin.layer.obstacle if origin is not None and in_text else ""
    root, at = given
    for path in ((*at, *old), _last_beside(root, (*at, *new), len(at))):
        if path and _lines(root, path) is None:
            return _unmovable(root, path, len(at))
    return ""


def _unmovable(root: MapNode, path: Path, depth: int) -> str:
    """Return why an entry has no lines of its own; the first steps of its path lead to the values."""
    entry = _entry(root, path)
    key = entry.key_span if entry is not None else None
    line = key.source.text[key.source.text.rfind("\n", 0, key.start) + 1 : key.start] if key else ""
    name = dotted(path[depth:])
    if line.strip(" "):
        return f"`fix` cannot do that, since `{name}` shares its line with something else"
    return f"`fix` cannot do that because of an anchor, an alias, a tag, a tab or a block scalar in or above `{name}`"


def removed(values: Values, path: Path, *, safe: bool) -> Fix | None:
    """Remove an entry with its comments, and the sections that have no other entries."""
    title = f"remove `{dotted(path)}`"
    given = values.given_map(path)
    if given is None:
        origin = values.origin(path)
        return edits.hindered(title, origin.layer.obstacle if origin is not None else "", safe=safe)
    root, at = given
    found = _lines(root, (*at, *path))
    if found is None:
        return edits.hindered(title, _unmovable(root, (*at, *path), len(at)), safe=safe)
    emptied = _emptied(root, (*at, *path), found, 0)[0]
    if len(root.entries) == 1 or _bares(emptied):
        return edits.hindered(title, _ONLY if len(root.entries) == 1 else _AROUND, safe=safe)
    return Fix(title, (emptied.removal(),), safe)


def _emptied(root: MapNode, path: Path, found: _Lines, kept: int) -> tuple[_Lines, list[str]]:
    """Return the lines to remove, also those of the sections that have no other entry, and the comments of these.

    Args:
        root: The whole map.
        path: The path of the entry.
        found: Its lines.
        kept: How many sections around it stay in any case.
    """
    comments: list[str] = []
    for depth in range(len(path) - 1, kept, -1):
        around = _lines(root, path[:depth])
        text = found.source.text
        if around is None or text[found.end : around.end].strip():
            break
        above = [line.strip() for line in text[around.start : found.start].splitlines()]
        named = [line for line in above if line and not line.startswith("#")]
        key = re.fullmatch(r"[^#]*?:\s*(#.*)?", named[0]) if len(named) == 1 else None
        if key is None:  # another entry, or the same key twice
            break
        own = [line for line in above if line.startswith("#")]
        comments = [*own, *([key[1]] if key[1] else []), *comments]
        found = around
    return found, comments


def _bares(removed: _Lines) -> bool:
    """Return whether a comment below an entry would become part of a block scalar above it if the entry is removed."""
    text = removed.source.text
    deeper = re.compile(rf"(?:[ \t]*\r?\n)*[ ]{{{removed.indent + 1},}}#").match(text, removed.end)
    return bool(deeper and re.compile(_TEXT).search(text, 0, removed.start))


def _entry(root: MapNode, path: Path) -> Entry | None:
    node: Node = root
    entry = None
    for step in path:
        entry = node.entries.get(str(step)) if isinstance(node, MapNode) else None
        if entry is None:
            return None
        node = entry.value
    return entry


def _lines(root: MapNode, path: Path) -> _Lines | None:
    """Return the lines of an entry; None if it shares one of them with something else."""
    entry = _entry(root, path)
    if entry is None or entry.key_span is None:
        return None
    source, key = entry.key_span.source, entry.key_span.start
    start = source.text.rfind("\n", 0, key) + 1
    rest = re.compile(_REST).match(source.text, _end(entry))
    if source.text[start:key].strip(" ") or rest is None:
        return None
    if any(re.compile(alone).search(source.text, key, rest.end()) for alone in (_PROPERTIES, _CUT, r"\t")):
        return None
    if re.compile(_KEPT).search(source.text, 0, rest.end()):
        return None
    if re.compile(_SPACES).match(source.text, rest.end()) and re.compile(_TEXT).search(source.text, key, rest.end()):
        return None
    return _Lines(source, _with_comments(source.text, start, key - start), key, rest.end())


def _end(entry: Entry) -> int:
    """Return the offset after a value. The span of a block collection ends only where the next token begins."""
    last: Node = entry.value
    end = entry.key_span.end + 1 if entry.key_span else 0  # after the colon of an empty value
    while last.span is not None and not last.span.text.startswith(("{", "[")):
        if isinstance(last, MapNode) and last.entries:
            last = list(last.entries.values())[-1].value
        elif isinstance(last, ListNode) and last.items:
            last = last.items[-1]
        else:
            break
    if last.span is not None:
        text = last.span.text
        end = max(end, last.span.end - (len(text) - len(text.rstrip("\r\n")) if text[:1] in ("|", ">") else 0))
    return end


def _with_comments(text: str, start: int, indent: int) -> int:
    """Return the offset of the first of the comment lines directly above a line that are indented like it.

    Comments at the beginning of a file are about the file.
    """
    own = start
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above:start]
        if not re.match(_COMMENT, line) or len(line) - len(line.lstrip(" ")) != indent:
            break
        start = above
    return start if text[:start].removeprefix("---").strip() else own


def _insertion(root: MapNode, path: Path, least: int) -> tuple[int, int, list[str]] | None:
    """Return where to insert an entry, its indentation, and the sections above it that do not exist yet.

    Args:
        root: The whole map.
        path: The new path.
        least: How many steps lead to the values in the map; these exist.
    """
    beside = _last_beside(root, path, least)
    last = _lines(root, beside) if beside else None
    return (last.end, last.indent, [str(step) for step in path[len(beside) - 1 : -1]]) if last is not None else None


def _last_beside(root: MapNode, path: Path, least: int) -> Path:
    """Return the path of the last entry in the closest section around a new path; empty if that is no section."""
    for depth in range(len(path) - 1, least - 1, -1):
        section = _entry(root, path[:depth]) if depth else None
        if depth and section is None:
            continue
        node = section.value if section is not None else root
        return (*path[:depth], list(node.entries)[-1]) if isinstance(node, MapNode) and node.entries else ()
    return ()


def _renamed(found: _Lines, name: str, before: Sequence[str]) -> str:
    """Return the lines of an entry with another key; empty if it has no list to add items to."""
    text = found.source.text
    colon = text.index(":", found.key)
    value = text[colon : found.end]
    if before:
        value = _extended(value, before)
    return f"{text[found.start : found.key]}{written(name)}{value}" if value else ""


def _extended(value: str, items: Sequence[str]) -> str:
    """Add items at the beginning of a list, after the colon; return an empty text if that is not possible."""
    flow = re.match(r":[ ]*\[", value)
    if flow:
        return f"{flow[0]}{', '.join(items)}, {value[flow.end() :].lstrip()}"
    block = re.match(r"(:[^\n]*\n(?:[ ]*(?:#[^\n]*)?\r?\n)*)([ ]*)- ", value)
    if block is None or block[1].split("#")[0].strip(": \r\n"):
        return ""
    newline = "\r\n" if block[1].endswith("\r\n") else "\n"
    return block[1] + "".join(f"{block[2]}- {item}{newline}" for item in items) + value[block.end(1) :]


def _shifted(text: str, by: int) -> str:
    """Indent lines further, or less if ``by`` is negative; return an empty text if a line has too few spaces."""
    lines = text.splitlines(keepends=True)
    if by < 0 and any(line.strip() and not line.startswith(" " * -by) for line in lines):
        return ""
    return "".join(line if not line.strip() else " " * by + line if by > 0 else line[-by:] for line in lines)
