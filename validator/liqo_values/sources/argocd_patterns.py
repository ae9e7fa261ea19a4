"""Patterns of paths as Argo CD expands them: ``*``, ``**``, ``?``, ``[a-c]``, ``{a,b}``, and a backslash before each.

A pattern applies to hidden files as well, and to folders. Helm reads the files in the order in which they are found:
those of a folder before those of the folders in it, but alternatives in braces by their names.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What makes a path a pattern, since Argo CD 3.5; braces are read only in one that is.
_PATTERN = r"[*?\[]"
#: The parts of a pattern: a character after a backslash, a set of characters, or a character.
_PART = r"(?s:\\(?P<escaped>.)|(?P<set>\[(?![!^]\])[!^]?(?:\\.|[^]\\/])+\])|(?P<other>\*+|.))"
#: The parts of a set of characters: a range, or a character. In Argo CD, a range contains its first one in any case.
_RANGE = r"(?s:\\?(?P<first>.)(?:-\\?(?P<last>[^\]]))?)"
#: Expanding a pattern stops after so many files.
_MOST = 1000
#: A pattern with more groups of alternatives is not tried.
_MOST_GROUPS = 20
#: A folder that is no part of what the repository contains.
_GIT = ".git"


def is_pattern(path: str) -> bool:
    """Return whether a path is a pattern that Argo CD expands."""
    return bool(re.search(_PATTERN, path))


def is_valid(pattern: str) -> bool:
    """Return whether Argo CD can read a pattern: every bracket and brace is closed, and nothing ends in a backslash."""
    depth = 0
    for token in re.finditer(_PART, pattern):
        other = token["other"] or ""
        depth += {"{": 1, "}": -1}.get(other, 0)
        if other in ("[", "\\") or depth < 0:
            return False
    return depth == 0


def is_too_large(pattern: str) -> bool:
    """Return whether a pattern has more alternatives than are tried."""
    return pattern.count("{") > _MOST_GROUPS or _alternatives(pattern) > _MOST


def _alternatives(pattern: str) -> int:
    group = _group(pattern)
    return _alternatives(pattern[: group.start]) * sum(map(_alternatives, group.choices)) if group else 1


def matches(pattern: str, root: Path) -> list[Path]:
    """Return the files and folders that a pattern stands for, in the order in which Argo CD passes them to Helm.

    Args:
        pattern: The pattern, relative to the root, without ``..``.
        root: The root of the repository.
    """
    return _found([root], pattern)


def _found(folders: list[Path], pattern: str) -> list[Path]:
    """Return what a pattern stands for in any of several folders."""
    segments = list(_split(pattern, "/"))
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        each = (path for folder in folders for path in _in_folder(folder, segment) if is_last or path.is_dir())
        folders = list(dict.fromkeys(islice(each, _MOST)))
    return folders


def _in_folder(folder: Path, segment: str) -> Iterator[Path]:
    """Yield what one segment of a pattern stands for in a folder."""
    group = _group(segment)
    if group:
        choices = (segment[: group.start] + choice + segment[group.end :] for choice in group.choices)
        yield from sorted({path for choice in choices for path in _found([folder], choice)}, key=Path.as_posix)
    elif segment == "**":
        yield folder
        yield from _below(folder)
    else:
        expression = _expression(segment)
        yield from (path for path in _inside(folder) if re.fullmatch(expression, path.name))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError:
        return []


def _below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder; a folder comes before what is in it."""
    for path in _inside(folder):
        yield path
        if path.name != _GIT and path.is_dir() and not path.is_symlink():
            yield from _below(path)


class _Group(NamedTuple):
    """Alternatives in braces.

    Attributes:
        start: Where they begin in the text.
        end: Where they end.
        choices: The alternatives.
    """

    start: int
    end: int
    choices: list[str]


def _group(text: str) -> _Group | None:
    """Return the last alternatives in a text that are not within others; None if there are none."""
    depth, start, result = 0, 0, None
    for token in re.finditer(_PART, text):
        if token["other"] == "{":
            start = token.start() if depth == 0 else start
            depth += 1
        elif token["other"] == "}":
            depth -= 1
            if depth == 0:
                result = _Group(start, token.end(), list(_split(text[start + 1 : token.start()], ",")))
    return result


def _split(text: str, separator: str) -> Iterator[str]:
    """Split a text, except within braces."""
    depth, start = 0, 0
    for token in re.finditer(_PART, text):
        depth += {"{": 1, "}": -1}.get(token["other"] or "", 0)
        if token["other"] == separator and depth == 0:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _expression(segment: str) -> str:
    """Translate a segment of a pattern without braces into a regular expression."""
    between = [""]
    for token in re.finditer(_PART, segment):
        if (token["other"] or "").startswith("*"):
            between.append("")
        elif token["set"]:
            between[-1] += _set(token["set"][1:-1])
        else:
            between[-1] += "." if token["other"] == "?" else re.escape(token["escaped"] or token[0])
    first, *rest = between
    middle = (f"(?>.*?{one})" for one in rest[:-1])  # the first place is as good as any: no other one is tried
    last = f".*{rest[-1]}" if rest else ""
    return f"(?s:{first}{''.join(middle)}{last})"


def _set(inside: str) -> str:
    negated = inside[0] in "!^"
    parts = []
    for one in re.finditer(_RANGE, inside[negated:]):
        first, last = one["first"], one["last"] or one["first"]
        parts.append(re.escape(first) + (f"{re.escape(first)}-{re.escape(last)}" if first <= last else ""))
    return f"[{'^' if negated else ''}{''.join(parts)}]"
