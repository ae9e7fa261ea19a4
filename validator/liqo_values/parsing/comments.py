"""Find the comments in a YAML file, and the keys and items that they apply to.

The parser drops comments, so they are found in the text between its tokens. In Terraform, every line that looks like a
comment of this program is one. It applies to a line or, in a heredoc with YAML, to a key or item there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.documents import SeparatorError, split
from liqo_values.parsing.file_names import TERRAFORM
from liqo_values.parsing.libyaml_quirks import BYTE_ORDER_MARK, StandIns
from liqo_values.parsing.yaml import LOADER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_COMMENT = "#[^\r\n\x85\u2028\u2029]*"
_BREAK = "[\r\n\x85\u2028\u2029]"
#: A comment that is about this program, and a line that is no comment.
_OWN = r"(?i)(?<!\S)#\s*liqo-values:[^\r\n]*"
_LINE = r"(?m)(?<=^)[ \t]*[^#\s][^\r\n]*"
#: A heredoc of Terraform.
_HEREDOC = r"(?m)<<-?(?P<end>\w+)[ \t]*\r?\n(?P<body>(?:.*\n)*?)[ \t]*(?P=end)[ \t]*\r?$"
#: Tokens in which `#` is an ordinary character.
_OPAQUE = (yaml.ScalarToken, yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)


class Comment(NamedTuple):
    """A comment.

    Attributes:
        span: From its ``#`` to the end of the line.
        alone: Whether it is on its own line.
    """

    span: Span
    alone: bool


#: The start and end of a part of a text.
Stretch: TypeAlias = tuple[int, int]


def comments(source: Source, nested: Sequence[Stretch] = ()) -> list[Comment]:
    """Return all comments of a YAML file, in order; none if the YAML has an error such as an unclosed quote.

    Args:
        source: The file.
        nested: Block scalars in it that are YAML themselves, such as the values in an Argo CD Application.
    """
    if _is_terraform(source):
        return list(_own(source))
    found: list[Comment] = []
    for start, end, tokens in _read(source, "get_token", nested):
        at = start
        for opaque_start, opaque_end in _opaque(source, start, end, tokens):
            found += _between(source, at, opaque_start)
            at = opaque_end
        found += _between(source, at, end)
    return sorted(found, key=lambda comment: comment.span.start)


def scalars(source: Source) -> list[Stretch]:
    """Return the parts of a YAML file in which `#` does not begin a comment, in order.

    In Terraform, that is anywhere but on a line of its own.
    """
    if _is_terraform(source):
        return [(0, len(source.text) + 1)]
    documents = _read(source, "get_token")
    return [stretch for start, end, tokens in documents for stretch in _opaque(source, start, end, tokens)]


def blocks_around(source: Source, offsets: Iterable[int]) -> list[Stretch]:
    """Return the block scalars, without their first lines, that contain at least one of the offsets."""
    blocks = [stretch for stretch in scalars(source) if re.compile(_BREAK).match(source.text, stretch[0])]
    starts = [start for start, _ in blocks]
    found: set[Stretch] = set()
    for offset in offsets:
        number = bisect_right(starts, offset - 1) - 1
        if number >= 0 and offset < blocks[number][1]:
            found.add(blocks[number])
    return sorted(found)


def _opaque(source: Source, start: int, end: int, tokens: Iterator[Any]) -> Iterator[Stretch]:
    for token in tokens:
        if isinstance(token, _OPAQUE):
            begin = start + token.start_mark.index
            if getattr(token, "style", None) in ("|", ">"):  # a comment may follow the `|` itself
                header = re.compile(_BREAK).search(source.text, begin, end)
                begin = header.start() if header else end
            yield begin, start + token.end_mark.index


def _is_terraform(source: Source) -> bool:
    return source.name.endswith(TERRAFORM)


def _own(source: Source) -> Iterator[Comment]:
    """Yield the comments in which this program is named."""
    for match in re.finditer(_OWN, source.text):
        yield Comment(Span(source, match.start(), match.end()), _starts_line(source.text, match.start()))


def _between(source: Source, start: int, end: int) -> Iterator[Comment]:
    for match in re.compile(_COMMENT).finditer(source.text, start, end):
        yield Comment(Span(source, match.start(), match.end()), _starts_line(source.text, match.start()))


def _starts_line(text: str, offset: int) -> bool:
    while offset and text[offset - 1] in " \t":
        offset -= 1
    return offset == 0 or bool(re.match(_BREAK, text[offset - 1]))


def extents(source: Source, nested: Sequence[Stretch] = ()) -> list[Stretch]:
    """Return the start and end of every key with its value, and of every list item; outer ones come first.

    In Terraform, return those in heredocs, and those of every line elsewhere.
    """
    found: list[Stretch] = []
    heredocs: list[Stretch] = []
    documents = _heredocs(source) if _is_terraform(source) else _read(source, "get_event", nested)
    for start, end, events in documents:
        heredocs.append((start, end))
        _Extents(start, found).take(events)
    if _is_terraform(source):
        lines = (line.span() for line in re.finditer(_LINE, source.text))
        found += [line for line in lines if not any(start <= line[0] < end for start, end in heredocs)]
    return sorted(found, key=lambda extent: (extent[0], -extent[1]))


def _heredocs(source: Source) -> Iterator[tuple[int, int, Iterator[Any]]]:
    """Yield start, end and the events of each heredoc that is YAML."""
    for match in re.finditer(_HEREDOC, source.text):
        events = _all(StandIns(match["body"]), "get_event")
        if events is not None:
            yield match.start("body"), match.end("body"), iter(events)


class _Collection:
    """A list or mapping whose end has not been reached yet."""

    __slots__ = ("end", "flow", "key", "mapping", "start")

    def __init__(self, start: int, end: int, *, mapping: bool, flow: bool) -> None:
        self.start = start
        self.end = end
        self.mapping = mapping
        self.flow = flow
        self.key: int | None = None


class _Extents:
    """Collects the extents from the events of one document."""

    def __init__(self, offset: int, found: list[Stretch]) -> None:
        self._offset = offset
        self._found = found
        self._open: list[_Collection] = []

    def take(self, events: Iterator[Any]) -> None:
        for event in events:
            start, end = self._offset + event.start_mark.index, self._offset + event.end_mark.index
            if isinstance(event, yaml.CollectionStartEvent):
                mapping = isinstance(event, yaml.MappingStartEvent)
                self._open.append(_Collection(start, end, mapping=mapping, flow=bool(event.flow_style)))
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self._open.pop()
                self._value(closed.start, end if closed.flow else closed.end)
            elif isinstance(event, yaml.NodeEvent):
                self._value(start, end)

    def _value(self, start: int, end: int) -> None:
        if not self._open:
            return
        parent = self._open[-1]
        parent.end = max(parent.end, end)
        if not parent.mapping:
            self._found.append((start, end))
        elif parent.key is None:
            parent.key = start
        else:
            self._found.append((parent.key, end))
            parent.key = None


def _read(source: Source, method: str, nested: Sequence[Stretch] = ()) -> Iterator[tuple[int, int, Iterator[Any]]]:
    """Yield start, end, and the tokens or events of each document; nothing for one that is not YAML."""
    try:
        documents = [(document.start, document.end) for document in split(source.text)]
    except SeparatorError:
        return
    for start, end in (*documents, *nested):
        text = source.text[start:end]
        if text.startswith(BYTE_ORDER_MARK):
            text, start = text[1:], start + 1  # noqa: PLW2901 - the document begins after it
        found = _all(StandIns(text), method)
        if found is not None:
            yield start, end, iter(found)


def _all(stand_ins: StandIns, method: str) -> list[Any] | None:
    while True:
        loader = LOADER(stand_ins.text)
        next_one: Callable[[], Any] = getattr(loader, method)
        found = []
        try:
            while not isinstance(item := next_one(), yaml.StreamEndToken | yaml.StreamEndEvent):
                found.append(item)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            if mark is None or not stand_ins.cover_colon(str(error.problem), mark.index):
                return None
        except yaml.YAMLError:  # a character that YAML does not allow
            return None
        else:
            return found
        finally:
            loader.dispose()
