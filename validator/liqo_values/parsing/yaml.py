"""Parse YAML as Helm does, with a span for every key and value.

Helm's parser is a port of libyaml, so the events come from libyaml itself, through PyYAML's C extension. Without the
extension, PyYAML's own parser is used: it is 20 times slower and differs slightly, for example by rejecting a tab in an
unquoted value. ``yaml_builder`` turns the events into values by the rules of go.yaml.in/yaml/v2.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from liqo_values.model.findings import TWO_HELMS, Diagnostic
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, merged
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.documents import Document, SeparatorError, split
from liqo_values.parsing.libyaml_quirks import BYTE_ORDER_MARK, StandIns
from liqo_values.parsing.refusals import RefusedError, noticed, refuse, unreadable
from liqo_values.parsing.yaml_builder import Builder

#: libyaml if it is installed, else PyYAML's own parser.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Characters that libyaml, and so Helm, rejects. PyYAML has compiled this pattern already; compiling it again would take
# as long as compiling all other patterns.
_FORBIDDEN: re.Pattern[str] = yaml.reader.Reader.NON_PRINTABLE
_COMMENTS = r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*"
_GLUED_COMMENT = r"(?m)^---#"
_DIRECTIVE = rf"{_COMMENTS}(%YAML[ \t]+1\.1|%TAG[^\r\n#]+)"
#: The end of a document that is not that of the text, from three characters before the end.
_MARKED_END = r"(?s)\.\.\..|...---\s"
_CONTENT = r"(?m)^[ \t]*[^\s#]"

_HELP = (
    ("cannot start any token", "indent with spaces, and quote a value that begins with a special character"),
    ("mapping values are not allowed", "check the indentation, and quote a value that contains `: `"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("did not find expected key", "align the keys of one mapping, and close every quote and bracket"),
    ("did not find expected '-' indicator", "align the items of one list"),
    ("did not find expected alphabetic", "quote a value that begins with `&` or `*`"),
    ("found unexpected end of stream", "close the quote"),
    ("while scanning a directive", "quote a value that begins with `%`"),
)
_SAVE_AS_UTF8 = "save the file as UTF-8 without a byte order mark"
_HELP_OTHERWISE = "correct the YAML here"


class _Words(NamedTuple):
    """How to say what not every reader of YAML accepts.

    Attributes:
        separator: Something follows a separator on its line.
        utf16: The encoding is UTF-16.
        directive: The text begins with a directive, which stands for ``{}``.
    """

    separator: str
    utf16: str
    directive: str


_OF_VALUES = _Words(
    "Helm 4 allows only a comment after the separator `---`, unlike Helm 3",
    "this is UTF-16, which Helm 3 reads and Helm 4 does not",
    "Helm 4 cannot read the directive `{}`, unlike Helm 3",
)
#: Helm reads only values; what reads other files depends on the file.
_OF_STREAMS = _Words(
    "only a comment may follow the separator `---`",
    "this is UTF-16, which not every program reads",
    "not every program reads the directive `{}`",
)


class Parsed(NamedTuple):
    """A parsed values file: its values (several documents are merged, as in Helm 4) and its diagnostics.

    If Helm cannot read the file, ``root`` is empty and ``diagnostics`` contains one LQ001.
    """

    root: MapNode
    diagnostics: list[Diagnostic]


def parse(source: Source) -> Parsed:
    """Parse a values file as Helm 4 does (``loader.LoadValues``, sigs.k8s.io/yaml).

    A file that is empty or contains only comments is an empty mapping. Keys are strings after Helm's conversion
    (``n:`` is ``false``). Only the last of duplicate keys is kept, with an LQ006. Several documents are merged, later
    ones over earlier ones, with an LQ007, because Helm 3 reads only the first.

    An oddity that Helm accepts silently is rejected here: text that follows a tag without a blank (``[!!int, 1]`` loses
    its first item). Nesting deeper than ``MAX_DEPTH`` is rejected too. What Helm 3 reads differently is an LQ013, or is
    said in the LQ001 where Helm 4 rejects it.

    This never raises because of the text: a file that Helm rejects results in one LQ001.
    """
    try:
        return _parse(source)
    except RefusedError as refused:
        return Parsed(MapNode(span=Span(source, 0, 0)), [refused.diagnostic])


def parse_stream(source: Source) -> tuple[list[Node], list[Diagnostic]]:
    """Parse a stream of documents, such as manifests, each as its own value; empty ones are left out.

    This never raises because of the text: a file that is not YAML results in one LQ001 and no documents.
    """
    diagnostics: list[Diagnostic] = []
    try:
        _check_characters(source)
        read = [_read(source, document, diagnostics, _OF_STREAMS)[0] for document in _documents(source, _OF_STREAMS)]
    except RefusedError as refused:
        return [], [refused.diagnostic]
    return [node for node in read if node is not None], diagnostics


def _parse(source: Source) -> Parsed:
    _check_characters(source)
    root: MapNode | None = None
    diagnostics: list[Diagnostic] = []
    warned = False
    glued = re.search(_GLUED_COMMENT, source.text)
    if glued:
        remedy = "put a blank before the `#`"
        span = Span(source, glued.start(), glued.end())
        diagnostics.append(
            noticed(TWO_HELMS, "`---#` ends a document for Helm 4, and is text for Helm 3", remedy, span)
        )
    first_seen = False  # whether Helm 3 has read its only document
    for document in _documents(source, _OF_VALUES):
        try:
            node, ignored = _read(source, document, diagnostics, _OF_VALUES)
            mapping = _mapping(source, node)
        except RefusedError as refused:
            if first_seen:
                said = refused.diagnostic
                raise RefusedError(said.replace(message=f"{said.message}; Helm 3 ignores this document")) from None
            raise
        ignored_by_helm3 = first_seen and mapping is not None and bool(mapping.entries)
        if ignored_by_helm3 and not warned and document.separator is not None:
            warned = True
            diagnostics.append(_several(source, document.separator))
        first_seen = first_seen or node is not None or document.separator is not None
        if ignored is not None:
            diagnostics.append(ignored)
        if mapping is not None:
            root = mapping if root is None else merged(root, mapping)
    return Parsed(root or MapNode(span=Span(source, 0, 0)), diagnostics)


def _documents(source: Source, words: _Words) -> list[Document]:
    try:
        if source.encoding == "utf-16":
            return [Document(0, len(source.text), None)]
        return list(split(source.text, marked=source.encoding == "utf-8-sig"))
    except SeparatorError as error:
        return refuse(
            words.separator,
            "start a new line after `---`",
            Span(source, error.start, error.end),
        )


def _check_characters(source: Source) -> None:
    at = source.undecodable
    if at is not None and at < len(source.text):
        problem = "this UTF-16 ends with half a character" if source.encoding == "utf-16" else "this is not UTF-8 text"
        refuse(problem, _SAVE_AS_UTF8, Span(source, at, at + 1))
    found = _FORBIDDEN.search(source.text)
    if found:
        refuse(
            f"YAML does not allow the control character U+{ord(found[0]):04X}",
            "remove it, or write it as an escape in double quotes",
            Span(source, found.start(), found.end()),
        )


def _read(
    source: Source, document: Document, diagnostics: list[Diagnostic], words: _Words
) -> tuple[Node | None, Diagnostic | None]:
    """Read the first YAML document in a part of the text between separators; as in Helm, the rest is ignored."""
    text = source.text[document.start : document.end]
    start = document.start
    if text.startswith(BYTE_ORDER_MARK):
        text, start = text[1:], start + 1
    stand_ins = StandIns(text)
    builder: Builder | None = None
    while builder is None:
        try:
            builder = _build(source, start, stand_ins)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            if mark is None or not stand_ins.cover_colon(str(error.problem), mark.index):
                _check_directive(source, start, text, words)
                raise RefusedError(_syntax_error(source, start, error)) from None
    if source.undecodable is not None and not re.compile(_MARKED_END).match(source.text, max(builder.end - 3, 0)):
        refuse(words.utf16, _SAVE_AS_UTF8, Span(source, 0, 1))
    diagnostics.extend(builder.diagnostics)
    if builder.last_block is not None:
        _check_last_line(source, start, stand_ins, builder, diagnostics)
    return builder.root, _ignored(source, builder.end, document.end)


def _check_directive(source: Source, start: int, text: str, words: _Words) -> None:
    """Refuse what Helm 4 cuts off the document that it belongs to, as do others that split a text at separators."""
    found = re.match(_DIRECTIVE, text)
    if found:
        refuse(
            words.directive.format(found[1]),
            "remove this line",
            Span(source, start + found.start(1), start + found.end()),
        )


def _check_last_line(
    source: Source, start: int, stand_ins: StandIns, builder: Builder, diagnostics: list[Diagnostic]
) -> None:
    """Report a block scalar that ends the file without a line end, which Helm 4 adds before it reads the file."""
    node, span = builder.last_block or (ScalarNode(None), Span(source, 0, 0))
    as_helm3 = _build(source, start, stand_ins.without_added_line_end()).last_block
    if as_helm3 is not None and as_helm3[0].value != node.value:
        diagnostics.append(
            noticed(
                TWO_HELMS,
                "Helm 4 adds a line end to this text, Helm 3 does not",
                "end the file with a line end",
                span,
            )
        )


def _build(source: Source, start: int, stand_ins: StandIns) -> Builder:
    builder = Builder(source, start, stand_ins)
    loader = LOADER(stand_ins.text)
    try:
        while not builder.done:
            builder.feed(loader.get_event())
    finally:
        loader.dispose()
    return builder


def _mapping(source: Source, node: Node | None) -> MapNode | None:
    """Return the document's mapping; None if the document is empty."""
    if node is None or (isinstance(node, ScalarNode) and node.value is None):
        return None
    if isinstance(node, MapNode):
        return node
    kind = "a list" if isinstance(node, ListNode) else "a single value"
    return refuse(
        f"a values file must be a mapping at the top level, not {kind}",
        "write keys, such as `networking:`, without a dash before them",
        node.span or Span(source, 0, 0),
    )


def _syntax_error(source: Source, start: int, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    at = min(start + (mark.index if mark else 0), len(source.text))
    problem = error.problem or str(error)
    text = f"{error.context or ''} {problem}"
    remedy = next((help_ for part, help_ in _HELP if part in text), _HELP_OTHERWISE)
    context = f" {error.context}" if error.context else ""
    related: tuple[tuple[Span, str], ...] = ()
    if error.context_mark and mark is not error.context_mark:
        begin = min(start + error.context_mark.index, len(source.text))
        if begin != at:
            related = ((Span(source, begin, min(begin + 1, len(source.text))), "it began here"),)
    end = min(at + 1, len(source.text))
    return unreadable(f"not YAML: {problem}{context}", remedy, Span(source, at, end), related)


def _several(source: Source, separator: int) -> Diagnostic:
    return noticed(
        "LQ007",
        "a second document begins here: Helm 3 ignores it, Helm 4 merges it over the first",
        "keep one document per file, and pass each file with its own -f",
        Span(source, separator, separator + 3),
    )


def _ignored(source: Source, start: int, end: int) -> Diagnostic | None:
    """Report text after the end of a document (``...``), where Helm stops reading."""
    found = re.compile(_CONTENT).search(source.text, start, end)
    if found is None:
        return None
    at = found.end() - 1
    return noticed(
        "LQ007",
        "the document ends before this line; Helm ignores everything after its end",
        "remove the `...` or the bracket that ends the document, or everything after it",
        Span(source, at, at + 1),
    )
