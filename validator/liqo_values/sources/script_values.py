"""Values on a command line or in its here-documents, as layers with places in the file that contains the script."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.findings import Diagnostic, Label
from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.nodes import ScalarNode, Unknown
from liqo_values.model.source_text import Source
from liqo_values.parsing import placeholders, repository, set_flags, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources import conditional_arguments
from liqo_values.sources.release import above, shown, source_of
from liqo_values.values.release_inputs import Assigned, Piece, Step, Unread, paths_of, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.source_text import Span
    from liqo_values.parsing.set_flags import Assignment
    from liqo_values.parsing.shell_pieces import Content, Word
    from liqo_values.sources.command_line import CommandLine

#: The rule about arguments that Helm rejects.
REJECTED = "LQ023"
#: The options that set values, in the order in which Helm applies them.
SETTERS = (LayerKind.SET_JSON, LayerKind.SET, LayerKind.SET_STRING, LayerKind.SET_FILE, LayerKind.SET_LITERAL)
_RUN = "check the values that it has then: `helm get values RELEASE -o yaml | liqo-values check -`"
#: What helm-secrets, a plugin, takes before the name of an encrypted values file.
_DECRYPTED = "secrets://"
_CHECK_ALONE = "check it with the values that the script uses: `liqo-values check -f … --set …`"


class ScriptValues:
    """Reads the values of a command line.

    Attributes:
        diagnostics: What the program would reject.
    """

    def __init__(self, line: CommandLine, *, split: bool = True) -> None:
        """Prepare to read values.

        Args:
            line: The command line.
            split: Whether commas separate values files.
        """
        self._line = line
        self._split = split
        self._source = line.script.source
        self.diagnostics: list[Diagnostic] = []

    def steps(self) -> Iterator[Step]:
        """Yield the layers, in the order in which Helm applies them; the first one stands for the script."""
        yield Assigned(self._layer(), ())
        known = {word: inner for word in self._line.unsure if (inner := self._conditional(word)) is not None}
        for word in self._line.values("values"):
            yield from self._files(word)
        for inner in known.values():
            yield from self._if_passed(inner, "values")
        for kind in SETTERS:
            for word in self._line.values(kind):
                yield from self._argument(kind, word)
        for inner in known.values():
            for kind in SETTERS:
                yield from self._if_passed(inner, kind)
        if not self._line.command.readable:
            yield self._part()
        yield from (self._unsure(word) for word in self._line.unsure if word not in known)

    def _conditional(self, word: Word) -> CommandLine | None:
        """Return the arguments that are passed only under a condition; None if more than that is not known."""
        inner = conditional_arguments.read(self._line, word)
        return inner if inner is not None and conditional_arguments.only_sets(inner) else None

    def _if_passed(self, line: CommandLine, flag: str) -> Iterator[Step]:
        """Read the values of a flag that is passed only under a condition; each is followed by a layer that says so."""
        for word in line.values(flag):
            reader = ScriptValues(line, split=self._split)
            steps = reader._argument(LayerKind(flag), word) if flag in SETTERS else reader._files(word)
            for step in steps:
                yield step
                paths = [] if isinstance(step, Unread) else paths_of(step)
                if paths:
                    yield reader.unread(word, f"`{line.written(word)}`")._replace(paths=paths, conditional=True)
            self.diagnostics += reader.diagnostics

    def _unsure(self, word: Word) -> Unread:
        """Return a layer of what may be any arguments."""
        written = self._line.written(word).strip()
        if conditional_arguments.place(self._line, word) is None:
            return self.unread(word, f"what `{written}` stands for")
        return self.unread(word, f"`{written}`")._replace(conditional=True)

    def _part(self) -> Unread:
        """Return a layer of what the grammar does not follow in a command line."""
        command = self._line.command
        end = min(command.end, (self._line.script.text + "\n").index("\n", command.start))
        remedy = "write the command in a simpler way"
        what = "a part of the command line that cannot be read"
        return Unread(self._layer(), what, self._line.script.place(command.start, end), remedy)

    def unread(self, word: Word, what: str, remedy: str = _CHECK_ALONE) -> Unread:
        """Return a layer of something that only the script knows."""
        return Unread(self._layer(), what, self._line.place(word), remedy)

    def previous(self, word: Word) -> Unread:
        """Return a layer of the values that a release already has."""
        return self.unread(word, "the values of the previous revision", _RUN)

    def _layer(self, kind: LayerKind = LayerKind.PARAMETER, *, verbatim: bool = False) -> Layer:
        return Layer(kind, self._source.name, self._source, verbatim)

    def _files(self, word: Word) -> Iterator[Step]:
        """Read the values files that an option names."""
        if word.content is not None:
            yield self._content(word.content, word)
            return
        if word.text == "-":
            content = self._line.command.stdin
            yield self._content(content, word) if content else self.unread(word, "what is piped into the command")
            return
        if not word.known:
            yield self.unread(word, f"the values file {self._line.written(word)}")
            return
        for name in word.text.split(",") if self._split else [word.text]:
            yield self._file(name, word)
            content = self._line.command.files.get(name)
            if content is not None and content.more:
                yield self.unread(word, f"what the script adds to {name}")._replace(conditional=True)

    def _file(self, name: str, word: Word) -> Step:
        files = self._line.command.files
        if name in files:
            content = files[name]
            return self._content(content, word) if content else self.unread(word, f"the values file {name}")
        path = self.found(name.removeprefix(_DECRYPTED))
        source = source_of(path, self._source) if path is not None else None
        if source is not None:
            return read_file(source)
        return self.unread(
            word, f"the values file {name}", "put it where the script expects it, or check it on its own"
        )

    def found(self, name: str) -> Path | None:
        """Find a file or folder that a script names: in its own folder, where it changes to, or in a folder above."""
        if not name or "://" in name:
            return None
        root = repository.root_of(self._source)
        here = Path(self._source.name).parent
        folder = self._line.command.folder
        for base in (*([folder] if folder else []), ""):
            path = here / base / name
            if path.exists() and repository.is_inside(path, root):
                return path
        return above(self._source, os.path.normpath(f"{folder or ''}{name}")) or above(self._source, name)

    def _content(self, content: Content, word: Word) -> Step:
        """Read values that the script contains itself."""
        text = content.text
        parsed = yaml.parse(Source(self._source.name, text))
        place = self._line.script.of_tokens(content.tokens, word.start, word.end)
        unreadable = any(one.unreadable for one in parsed.diagnostics)
        if unreadable and STAND_IN in text:
            return self.unread(word, "the values in the script, which variables change,")
        relocate(parsed.root, place)
        placeholders.reveal(parsed.root)
        diagnostics = [one.moved(place) for one in parsed.diagnostics]
        verbatim = content.verbatim and self._line.script.verbatim
        layer = self._layer(LayerKind.FILE, verbatim=verbatim)
        return Piece(
            layer, parsed.root, diagnostics if verbatim else [one.unfixable(NOT_VERBATIM) for one in diagnostics]
        )

    def _argument(self, kind: LayerKind, word: Word) -> Iterator[Step]:
        """Read an argument of `--set` or one of its relatives."""
        text = word.text
        key, equals, value = text.partition("=")
        if not word.known and (not equals or STAND_IN in key):
            yield self.unread(word, f"what `{self._line.written(word)}` sets")
            return
        if kind is LayerKind.SET_FILE and self._unread_file(value):
            yield from self._missing_file(word, key, value)
            return
        try:
            assignments = self._parsed(kind, text, value)
        except InputError as error:
            yield from self._failed(word, error)
            return
        place = self._line.script.of_tokens(word.tokens, word.start, word.end)
        layer = self._layer()._replace(editable=True)
        yield Assigned(layer, [_moved(one, place) for one in assignments])

    def _parsed(self, kind: LayerKind, text: str, value: str) -> list[Assignment]:
        if kind is LayerKind.SET_JSON and value == STAND_IN:
            kind = LayerKind.SET_STRING
        if kind is LayerKind.SET_FILE:
            path = self.found(value)
            quoted = shown(path).replace("\\", "\\\\").replace(",", "\\,") if path is not None else value
            text = f"{text.partition('=')[0]}={quoted}"
        return set_flags.parse(kind, text, repository.root_of(self._source))

    def _unread_file(self, value: str) -> bool:
        path = None if STAND_IN in value else self.found(value)
        return path is None or not path.is_file()

    def _missing_file(self, word: Word, key: str, name: str) -> Iterator[Step]:
        """Read an argument of `--set-file` whose file is not available: it sets one path, to what is not known."""
        try:
            what = set_flags.parse(LayerKind.SET_STRING, f"{key}=x")
        except InputError as error:
            yield from self._failed(word, error)
            return
        unread = self.unread(word, f"the file {name.replace(STAND_IN, '…')}")
        yield unread._replace(paths=[one.path for one in what])

    def _failed(self, word: Word, error: InputError) -> Iterator[Step]:
        if not word.known:
            yield self.unread(word, f"what `{self._line.written(word)}` sets")
            return
        message = error.message.partition("`: ")[2] or error.message
        place = self._line.script.of_tokens(word.tokens, word.start, word.end)
        span = place(error.span) if error.span is not None else self._line.place(word)
        label = Label(span, self._source.name, "here")
        self.diagnostics.append(Diagnostic(f"the argument is rejected: {message}", label, error.remedy, code=REJECTED))


def _moved(assignment: Assignment, place: Callable[[Span], Span]) -> Assignment:
    """Return an assignment with its places in the file, and with unknown values for what variables contain."""

    def reveal(node: ScalarNode, _: Span) -> None:
        if isinstance(node.value, str) and STAND_IN in node.value:
            node.value = Unknown(node.span.text if node.span else node.value)

    if assignment.value is not None:
        relocate(assignment.value, place, reveal)
    key_span = assignment.key_span and place(assignment.key_span)
    return assignment._replace(key_span=key_span)
