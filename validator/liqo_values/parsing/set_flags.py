"""The grammar of ``--set`` and its four relatives: a mirror of Helm's ``pkg/strvals``.

An argument is a list of ``path=value``, separated by commas. A backslash escapes the next character, in paths and
values; ``{a,b}`` is a list; ``name[0]`` is an index into one. ``--set`` reads true, false and null (in any letter
case), and whole numbers without a leading zero; everything else is a string, including ``1.5``. ``--set-string`` reads
everything as a string. ``--set-json`` reads JSON after each ``=``, or one JSON object as the whole argument (Helm 4
only). ``--set-file`` reads paths, and sets the contents of the files as strings. ``--set-literal`` reads all that
follows the first ``=`` as one string, in which backslashes and commas are ordinary characters.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import MAX_DEPTH, ListNode, MapNode, Node, Scalar, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import file_reader, go_json
from liqo_values.parsing.masking import masked

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    from liqo_values.model.nodes import Path

#: Limits of ``strvals``: the largest index, and the most dots in one path.
MAX_INDEX = 65536
MAX_NAME_LEVELS = 30

_SHOWN = 80
_BREAKS_OFF = "sets nothing, since the index is not closed"
_INTEGER = r"[-+]?[0-9]+"
_INT64_DIGITS = 20  # with a sign; int() rejects thousands of digits
_INT64 = range(-(2**63), 2**63)
_PAIR = "write `key=value`"
_AFTER_COMMA = f"{_PAIR}; write a comma inside a value as `\\,`, and a list as `key={{a,b}}`"
_ONE_OBJECT = (
    "write `key=value`, or one JSON object for Helm 4, which reads an argument that begins with `{` as an object"
)
_SURROGATE = "[\ud800-\udfff]"


class Assignment(NamedTuple):
    """One ``path=value`` of an argument.

    Attributes:
        path: Where it is set; an int is an index into a list. Helm ignores an empty name. The empty path
            means that ``value`` is a mapping to be merged into the values as a whole.
        value: What is set, with spans into the argument; None if the argument ends before a value (``a[0]``),
            which Helm accepts.
        key_span: The path as written (``a.b[0]``); None for a whole JSON object.
        cut: Whether the argument ends where Helm's parser expects more. It then leaves lists in the path unchanged:
            ``--set a[0].b=`` sets nothing in a list that does not exist yet.
        only_helm4: What Helm 4 does with it if Helm 3 rejects it; empty if both read it in the same way.
    """

    path: Path
    value: Node | None
    key_span: Span | None
    cut: bool = False
    only_helm4: str = ""


def name_of(kind: LayerKind, text: str) -> str:
    """Return an argument's name in reports: ``--set networking.enabled=false``; shortened, without credentials."""
    line = " ".join(masked(text, literal=kind is LayerKind.SET_LITERAL).split())
    return f"--{kind} {line}" if len(line) <= _SHOWN else f"--{kind} {line[: _SHOWN - 1]}…"


def parse(kind: LayerKind, text: str, root: pathlib.Path | None = None) -> list[Assignment]:
    """Split an argument into its assignments, in their order.

    Errors that depend on the other values (an index into something that is not a list) are found later, by
    ``liqo_values.values.helm_merge.assign``.

    Args:
        kind: SET or one of its relatives.
        text: The argument after the option.
        root: The repository that files must be in, unless the user has named them.

    Raises:
        InputError: Helm rejects the argument, or cannot read a file that it names; ``span`` is a place in the argument.
    """
    broken = re.search(_SURROGATE, text)
    text = re.sub(_SURROGATE, "\ufffd", text)  # so that it can be printed
    source = Source(name_of(kind, text), text)
    if broken:
        _refuse(source, "this is not UTF-8 text", "write it in UTF-8", broken.start())
    if kind is LayerKind.SET_JSON and text.strip(go_json.GO_SPACE).startswith("{"):
        return [_whole_object(source)]
    read = _READERS.get(kind)
    if kind is LayerKind.SET_FILE and root is not None:
        read = partial(file_reader.content_inside, root=root)
    parser = _LiteralParser if kind is LayerKind.SET_LITERAL else _Parser
    return parser(source, read).parse()


def files_in(argument: str) -> list[str]:
    """Return the files that an argument of ``--set-file`` names, up to where Helm would reject it."""
    files: list[str] = []

    def name(path: str) -> str:
        files.append(path)
        return ""

    with suppress(InputError):
        _Parser(Source("--set-file", argument), name).parse()
    return files


def typed(text: str) -> Scalar:
    """Read a value as ``--set`` does (strvals ``typedVal``): ``0755`` and ``1.5`` stay strings."""
    match text.casefold():
        case "true":
            return True
        case "false":
            return False
        case "null":
            return None
        case "0":
            return 0
    if not text.startswith("0") and len(text) <= _INT64_DIGITS and re.fullmatch(_INTEGER, text) and int(text) in _INT64:
        return int(text)
    return text


_READERS: dict[LayerKind, Callable[[str], Scalar]] = {
    LayerKind.SET: typed,
    LayerKind.SET_STRING: str,
    LayerKind.SET_FILE: file_reader.content,
    LayerKind.SET_LITERAL: str,
}


def _whole_object(source: Source) -> Assignment:
    text = source.text
    start = len(text) - len(text.lstrip(go_json.GO_SPACE))
    end = len(text.rstrip(go_json.GO_SPACE))
    try:
        value, after = go_json.decode(source, start)
        if text[after:end].strip(go_json.SPACE):
            _refuse(source, "something follows the JSON object", _ONE_OBJECT, after, end)
    except go_json.JSONError as error:
        _refuse(source, str(error), _ONE_OBJECT, error.at)
    merged = value if isinstance(value, MapNode) else MapNode()
    return Assignment((), merged, None, only_helm4="merges this JSON object into the values")


def _refuse(source: Source, message: str, remedy: str, start: int, end: int | None = None) -> NoReturn:
    stop = min(start + 1, len(source.text)) if end is None else end
    if masked(source.text) != source.text:  # what is quoted may be a part of the credential
        message = re.sub(r"`[^`]*`", "`…`", message)
    text = f"`{source.name}`: {message}"
    raise InputError(text, remedy, Span(source, start, max(stop, start)))


class _Parser:
    """Reads one argument from left to right; ``read_value`` is None for JSON values."""

    def __init__(self, source: Source, read_value: Callable[[str], Scalar] | None) -> None:
        self._source = source
        self._text = source.text
        self._read_value = read_value
        self._at = 0

    def parse(self) -> list[Assignment]:
        assignments = []
        while self._at < len(self._text):
            assignment = self._assignment()
            if assignment.value is not None or len(assignment.path) > 1 or assignment.only_helm4:
                assignments.append(assignment)
        return assignments

    def _assignment(self) -> Assignment:
        start = self._at
        path: list[str | int] = []
        dots = 0
        while True:  # one name, with the indices after it, in each turn
            name, stop = self._until("=[,.")
            if stop is None:
                if name:
                    self._refuse(f"the key `{name}` has no value", _AFTER_COMMA if start else _PAIR, start)
                return self._cut(start, [*path, ""])
            if stop == ",":
                self._refuse(f"the key `{name}` has no value", _AFTER_COMMA, start, self._at - 1)
            if stop == "[":
                index = self._index()
                if index is None:
                    return self._cut(start, [*path, ""], only_helm4=_BREAKS_OFF)
                path += [name, index]
                stop = self._after_index(path)
                if stop is None:
                    broken = self._text[start:].count("[") > self._text[start:].count("]")
                    return self._cut(start, path, only_helm4=_BREAKS_OFF if broken else "")
            else:
                path.append(name)
            if stop == "=":
                return self._value(start, path)
            dots += 1
            if dots > MAX_NAME_LEVELS:
                self._refuse(f"more than {MAX_NAME_LEVELS} names in one path", "use a values file", start)

    def _cut(self, start: int, path: list[str | int], *, only_helm4: str = "") -> Assignment:
        return Assignment(tuple(path), None, Span(self._source, start, len(self._text)), True, only_helm4)

    def _after_index(self, path: list[str | int]) -> str | None:
        """Read further indices; return the ``.`` or ``=`` that ends them, None at the end of the argument."""
        while True:
            start = self._at
            rest, stop = self._until("[.=")
            if rest:
                self._refuse("something other than `.`, `[` or `=` follows an index", "remove it", start)
            if stop != "[":
                return stop
            index = self._index()
            if index is None:
                return None
            path.append(index)
            if len(path) > MAX_DEPTH:
                self._refuse(f"more than {MAX_DEPTH} indices in one path", "use a values file", start)

    def _index(self) -> int | None:
        """Read an index and its ``]``; None if the argument ends before it."""
        start = self._at
        digits, stop = self._until("]")
        if stop is None:
            return None
        if not (len(digits) <= _INT64_DIGITS and re.fullmatch(_INTEGER, digits) and int(digits) in _INT64):
            self._refuse(f"the index `{digits}` is not a number", "count from 0: `name[0]`", start, self._at)
        if int(digits) < 0:
            self._refuse("an index must not be negative", "count from 0: `name[0]`", start, self._at - 1)
        return int(digits)

    def _value(self, start: int, path: list[str | int]) -> Assignment:
        key_span = Span(self._source, start, self._at - 1)
        at_end = self._at == len(self._text)
        value = self._json() if self._read_value is None else self._plain_or_list(self._read_value)
        cut = self._is_cut(path, at_end=at_end)
        if not cut and any(isinstance(step, int) and step > MAX_INDEX for step in path):
            self._refuse(f"an index must not exceed {MAX_INDEX}", "use a values file", start, key_span.end)
        return Assignment(tuple(path), value, key_span, cut)

    def _is_cut(self, path: list[str | int], *, at_end: bool) -> bool:
        return at_end and self._read_value is not None and isinstance(path[-1], str)

    def _plain_or_list(self, read: Callable[[str], Scalar]) -> Node:
        start = self._at
        if not self._text.startswith("{", start):
            if start == len(self._text):  # nothing after the `=`: an empty string, whatever the option
                return ScalarNode("", Span(self._source, start, start))
            text, stop = self._until(",")
            return self._scalar(read, text, Span(self._source, start, self._at - (stop is not None)))
        self._at += 1
        items: list[Node] = []
        while True:
            item_start = self._at
            text, stop = self._until(",}")
            if stop is None:
                self._refuse("the list is not closed", "end it with `}`, or write a leading `{` as `\\{`", start)
            items.append(self._scalar(read, text, Span(self._source, item_start, self._at - 1)))
            if stop == "}":
                node = ListNode(items, Span(self._source, start, self._at))
                self._at += self._text.startswith(",", self._at)
                return node

    def _scalar(self, read: Callable[[str], Scalar], text: str, span: Span) -> ScalarNode:
        try:
            return ScalarNode(read(text), span)
        except InputError as error:  # a file that --set-file names
            self._refuse(error.message, error.remedy, span.start, span.end)

    def _json(self) -> Node:
        start = self._at
        if self._skip_blanks():
            return ScalarNode(None, Span(self._source, start, start))
        try:
            value, self._at = go_json.decode(self._source, self._at)
        except go_json.JSONError as error:
            self._refuse(str(error), "quote text twice: --set-json 'key=\"text\"'", error.at)
        self._skip_blanks()
        return value

    def _skip_blanks(self) -> bool:
        """Skip blanks and one comma; return whether there was a comma, or the end."""
        while self._at < len(self._text) and self._text[self._at] in go_json.GO_SPACE:
            self._at += 1
        at_comma = self._text.startswith(",", self._at)
        self._at += at_comma
        return at_comma or self._at == len(self._text)

    def _until(self, stops: str) -> tuple[str, str | None]:
        """Read up to and over one of ``stops``; return the unescaped text, and the stop (None at the end)."""
        characters: list[str] = []
        while self._at < len(self._text):
            character = self._text[self._at]
            self._at += 1
            if character in stops:
                return "".join(characters), character
            if character == "\\":
                character = self._text[self._at : self._at + 1]
                self._at += len(character)
            characters.append(character)
        return "".join(characters), None

    def _refuse(self, message: str, remedy: str, start: int, end: int | None = None) -> NoReturn:
        _refuse(self._source, message, remedy, start, end)


class _LiteralParser(_Parser):
    """Reads an argument of ``--set-literal``: without escapes, and with one value up to the end."""

    def _until(self, stops: str) -> tuple[str, str | None]:
        start = self._at
        wanted = stops.replace(",", "")
        while self._at < len(self._text):
            self._at += 1
            if self._text[self._at - 1] in wanted:
                return self._text[start : self._at - 1], self._text[self._at - 1]
        return self._text[start:], None

    def _is_cut(self, path: list[str | int], *, at_end: bool) -> bool:  # noqa: ARG002 - the other parser looks at them
        return False

    def _plain_or_list(self, read: Callable[[str], Scalar]) -> Node:
        start, self._at = self._at, len(self._text)
        return ScalarNode(read(self._text[start:]), Span(self._source, start, self._at))
