"""Patterns of paths in the project file: ``*``, ``?``, ``[ab]`` and ``**``.

A regular expression with many stars tries all ways to split a path between them, which can take practically forever.
Here, each position in the pattern is a bit, and all positions that can be reached advance at once.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: The longest pattern, and the most folders that one pattern is searched in.
MAX_LENGTH, MAX_FOLDERS = 1000, 20_000

_PIECE = r"(?s)\*\*/|\*+|\[!?\]?[^\]]*\]|."
_WILD = r"[*?\[]"
#: ``**/`` is two positions: the first may be skipped together with the second, which stays until a slash.
_ENTER, _INSIDE, _ANYTHING, _NAME = "enter", "inside", "anything", "name"


class Glob:
    """A pattern of paths relative to a folder.

    ``*`` and ``?`` match characters of one name, ``[ab]`` matches one of several characters, ``**/`` matches any number
    of folders, and any other ``**`` matches anything.

    Attributes:
        pattern: The pattern without slashes around it.
    """

    def __init__(self, pattern: str) -> None:
        """Read a pattern.

        Raises:
            InputError: it is too long.
        """
        if len(pattern) > MAX_LENGTH:
            message = f"a pattern has more than {MAX_LENGTH:,} characters"
            raise InputError(message, "write several short patterns")
        self.pattern = pattern.strip("/")
        self._pieces = list(_pieces(self.pattern))
        self._end = 1 << len(self._pieces)
        self._skipped = self._bits(lambda piece: piece in (_ENTER, _ANYTHING, _NAME))
        self._entered = self._bits(lambda piece: piece == _ENTER)
        self._anything = self._bits(lambda piece: piece in (_INSIDE, _ANYTHING))
        self._name = self._bits(lambda piece: piece == _NAME)
        self._steps: dict[str, int] = {}

    def matches(self, path: str) -> bool:
        """Return whether a path, or a folder that it is in, matches."""
        reached = self._skip(1)
        for character in path:
            if character == "/" and reached & self._end:
                return True
            reached = self._step(reached, character)
        return bool(reached & self._end)

    def matches_any(self, paths: Iterable[str]) -> bool:
        """Return whether one of the paths of a file, or a folder that it is in, matches."""
        return any(map(self.matches, paths))

    def files(self, folder: Path) -> list[Path]:
        """Return the files below a folder that match, in the order of their paths.

        Raises:
            InputError: there are too many folders to search.
        """
        parts = self.pattern.split("/")
        fixed = next((number for number, part in enumerate(parts) if re.search(_WILD, part)), len(parts))
        base = folder.joinpath(*parts[:fixed])
        if fixed == len(parts):
            return [base] if base.is_file() else []
        rest = Glob("/".join(parts[fixed:]))
        return sorted(rest._below(base, "**" in self.pattern))

    def in_folders(self, folder: Path) -> list[Path]:
        """Return the files directly in the folders that match, as ``files`` does.

        Raises:
            InputError: there are too many folders to search.
        """
        return Glob(f"{self.pattern}/*").files(folder)

    def _below(self, base: Path, deep: bool) -> Iterator[Path]:
        rest = [(base, self._skip(1))]
        searched = 0
        while rest:
            folder, reached = rest.pop()
            searched += 1
            if searched > MAX_FOLDERS:
                message = f"`{self.pattern}` would search more than {MAX_FOLDERS:,} folders"
                raise InputError(message, "start the pattern with the folder to search")
            for entry in _entries(folder):
                there = reached
                for character in entry.name:
                    there = self._step(there, character)
                if entry.is_dir(follow_symlinks=not deep):  # links may form a cycle
                    inside = self._step(there, "/")
                    if inside and entry.name != ".git":
                        rest.append((folder / entry.name, inside))
                elif there & self._end and entry.is_file():
                    yield folder / entry.name

    def _bits(self, wanted: Callable[[str], bool]) -> int:
        return sum(1 << number for number, piece in enumerate(self._pieces) if wanted(piece))

    def _step(self, reached: int, character: str) -> int:
        """Return the positions that are reached after a character."""
        taken = self._steps.get(character)
        if taken is None:
            taken = self._steps[character] = self._bits(lambda piece: _takes(piece, character))
        stays = self._anything if character == "/" else self._anything | self._name
        return self._skip(reached & stays | (reached & taken) << 1)

    def _skip(self, reached: int) -> int:
        """Add the positions that are reached without a character."""
        before = 0
        while reached != before:
            before = reached
            reached |= (reached & self._skipped) << 1 | (reached & self._entered) << 2
        return reached


def _pieces(pattern: str) -> Iterator[str]:
    last = ""
    for piece in re.findall(_PIECE, pattern):
        if piece == "**/":
            yield from (_ENTER, _INSIDE) if last != piece else ()
        elif piece[0] == "*":
            yield _NAME if piece == "*" else _ANYTHING
        else:
            yield piece
        last = piece


def _takes(piece: str, character: str) -> bool:
    """Return whether a piece matches a character and ends with it."""
    if piece == _INSIDE:
        return character == "/"
    if piece == "?":
        return character != "/"
    if len(piece) > 1 and piece[0] == "[":
        listed = piece[1:-1].removeprefix("!")
        return character != "/" and _is_listed(character, listed) is not piece.startswith("[!")
    return piece == character


def _is_listed(character: str, listed: str) -> bool:
    ranges = re.findall(r"(?s)(.)-(.)|(.)", listed)
    return any(first <= character <= last if last else character == single for first, last, single in ranges)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
