"""Reads one source file with ruamel.yaml, which knows the line of everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scalarbool import ScalarBoolean

from tools.generate.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_Kind = TypeVar("_Kind")


class Entry(dict[str, Any]):
    """A map of a source file.

    Attributes:
        file: The file, below ``schema/``.
        line: The line of the key that it is the value of; of one in a list, and of the whole file, its first.
        lines: The line of each key.
    """

    def __init__(self, content: dict[str, Any], file: str, line: int, lines: dict[str, int]) -> None:
        super().__init__(content)
        self.file = file
        self.line = line
        self.lines = lines

    def place(self, key: str | None = None) -> str:
        """Return the file and the line of a key, or of the whole map if the key is not in it."""
        line = self.line if key is None else self.lines.get(key, self.line)
        return f"{self.file}:{line}"

    def replaced(self, **values: Any) -> Entry:  # noqa: ANN401 - what YAML holds
        """Return a copy with other values for some keys."""
        return Entry(self | values, self.file, self.line, self.lines)


class Items(list[Any]):
    """A list of a source file.

    Attributes:
        file: The file, below ``schema/``.
        lines: The line of each item.
    """

    def __init__(self, content: list[Any], file: str, lines: list[int]) -> None:
        super().__init__(content)
        self.file = file
        self.lines = lines

    def place(self, index: int) -> str:
        """Return the file and the line of an item."""
        return f"{self.file}:{self.lines[index]}"


def read_map(directory: Path, name: str) -> Entry:
    """Return the map in the file ``name`` in ``directory``.

    Raises:
        SourceError: If the file is missing, is not YAML, repeats a key, or does not hold a map.
    """
    return _holding(Entry, "a map", directory, name)


def read_list(directory: Path, name: str) -> Items:
    """Return the list in the file ``name`` in ``directory``.

    Raises:
        SourceError: If the file is missing, is not YAML, repeats a key, or does not hold a list.
    """
    return _holding(Items, "a list", directory, name)


def _holding(kind: type[_Kind], what: str, directory: Path, name: str) -> _Kind:
    content = _read(directory, name)
    if not isinstance(content, kind):
        raise SourceError(f"{name}:1", f"the file has to hold {what}")
    return content


def _read(directory: Path, name: str) -> Any:  # noqa: ANN401 - what YAML holds
    try:
        return _with_lines(YAML(typ="rt").load((directory / name).read_text(encoding="utf-8")), name)
    except OSError as error:
        raise SourceError(name, error.strerror or str(error)) from error
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1]
        raise SourceError(_marked(name, error), f"{key!r} is in this map twice") from error
    except MarkedYAMLError as error:
        raise SourceError(_marked(name, error), error.problem or str(error)) from error


def _marked(name: str, error: MarkedYAMLError) -> str:
    return f"{name}:{error.problem_mark.line + 1}" if error.problem_mark else name


def _with_lines(node: Any, file: str) -> Any:  # noqa: ANN401 - what YAML holds
    """Turn what ruamel.yaml reads into plain values, and maps and lists that keep their lines."""
    if isinstance(node, CommentedMap):
        return _map(node, file)
    if isinstance(node, CommentedSeq):
        lines = [node.lc.item(index)[0] + 1 for index in range(len(node))]
        return Items([_with_lines(item, file) for item in node], file, lines)
    if isinstance(node, ScalarBoolean):  # which is an int
        return bool(node)
    # Its other scalars remember how they are written.
    return next((plain(node) for plain in (str, float) if isinstance(node, plain)), node)


def _map(node: CommentedMap, file: str) -> Entry:
    """Turn a map into an entry; what it merges from others comes first, and its own keys override it."""
    content: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for other in node.merge:
        merged = _map(other, file)
        content |= merged
        lines |= merged.lines
    for key in node.lc.data or ():
        content[key], lines[key] = _with_lines(node[key], file), node.lc.key(key)[0] + 1
        if isinstance(content[key], Entry):
            content[key].line = lines[key]
    return Entry(content, file, node.lc.line + 1, lines)
