"""The options and arguments of one command line, as Go's pflag reads them, with their places."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Label
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.nested_yaml import Places
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Word
from liqo_values.values.release_inputs import Destination

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from liqo_values.charts.command_flags import Options
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_pieces import Command

_WHOLE_LINE = r"[^\n]*\n?"
#: What documentation writes for further arguments.
_PLACEHOLDER = r"\.{3}|…|\[[^=]*\]"


class Script:
    """A script in a file, which may be the file itself.

    Attributes:
        source: The file.
        text: The script.
        braces: Whether its shell expands ``{a,b}``.
        verbatim: Whether the file contains its lines as they are, apart from indentation.
    """

    def __init__(
        self,
        source: Source,
        text: str,
        places: Callable[[Span], Span] | None,
        *,
        braces: bool = True,
        verbatim: bool = True,
    ) -> None:
        """Describe a script.

        Args:
            source: The file.
            text: The script.
            places: Converts a place in it to one in the file; None if it is the file itself.
            braces: Whether its shell expands braces.
            verbatim: Whether the file contains its lines as they are.
        """
        self.source = source
        self.text = text
        self.braces = braces
        self.verbatim = verbatim
        self._places = places

    @cached_property
    def inner(self) -> Source:
        """The script as a text of its own."""
        return Source(self.source.name, self.text)

    def place(self, start: int, end: int) -> Span:
        """Return the place of a part of the script in the file."""
        return Span(self.source, start, end) if self._places is None else self._places(Span(self.inner, start, end))

    def of_tokens(self, tokens: Sequence[Token], start: int, end: int) -> Callable[[Span], Span]:
        """Return what converts a place in a text that consists of pieces of the script to one in the file."""
        places = Word(tuple(tokens), start, end).places(self.inner)

        def place(span: Span) -> Span:
            inner = places(span)
            return self.place(inner.start, inner.end)

        return place


def of_pieces(source: Source, tokens: Iterable[Token], *, braces: bool = True, verbatim: bool = True) -> Script:
    """Return a script that consists of pieces of a file."""
    kept = [token for token in tokens if token[0]]
    content = "".join(token[0] for token in kept)
    start, end = (kept[0][1], kept[-1][2]) if kept else (0, 0)
    return Script(source, content, Places(Span(source, start, end), content, kept), braces=braces, verbatim=verbatim)


def unix_lines(whole: str, start: int, end: int) -> Iterator[Token]:
    """Yield lines with line ends as on Unix."""
    for line in re.compile(_WHOLE_LINE).finditer(whole, start, end):
        if line[0].endswith("\r\n"):
            yield line[0][:-2], line.start(), line.end() - 2
            yield "\n", line.end() - 2, line.end()
        elif line[0]:
            yield line[0], line.start(), line.end()


def in_lines(whole: str, start: int, end: int) -> Iterator[Token]:
    """Yield lines as they are."""
    for line in re.compile(_WHOLE_LINE).finditer(whole, start, end):
        if line[0]:
            yield line[0], line.start(), line.end()


class Flag(NamedTuple):
    """An option with its value.

    Attributes:
        name: Its name without dashes; for a letter, that of the option.
        value: Its value; None for a switch, or if it is missing.
        word: The word that names it.
        known: Whether the command has it.
    """

    name: str
    value: Word | None
    word: Word
    known: bool

    @property
    def is_on(self) -> bool:
        """Whether a switch is on."""
        return self.value is None or self.value.text in ("1", "t", "T", "true", "TRUE", "True")


class CommandLine:
    """A command line of a program.

    Attributes:
        script: Where it is.
        command: The whole command.
        flags: Its options, in order.
        arguments: Its other arguments.
        unsure: Words that may be any arguments.
        positional: The arguments and the words that may be any, in order.
        options: The options of the program.
    """

    def __init__(
        self,
        script: Script,
        command: Command,
        words: Sequence[Word],
        options: Options,
        never_values: Collection[str] = (),
    ) -> None:
        """Read a command line.

        Args:
            script: Where it is.
            command: The whole command.
            words: What follows the name of the program.
            options: The options of the program.
            never_values: Arguments that are no values of unknown options before them.
        """
        self.script = script
        self.command = command
        self.flags: list[Flag] = []
        self.arguments: list[Word] = []
        self.unsure: list[Word] = []
        self.positional: list[Word] = []
        self.options = options
        self._never_values = never_values
        self._read([_as_meant(word) for word in words if not word.further])

    def values(self, *names: str) -> Iterator[Word]:
        """Yield the values of options that the program has, in order."""
        return (flag.value for flag in self.flags if flag.known and flag.name in names and flag.value is not None)

    def destination(self, *flags: str) -> Destination | None:
        """Return the cluster that the first of some flags names; None if none does, or if only the script knows.

        Its name means nothing outside the script: elsewhere, the same cluster may have another one.

        Args:
            flags: Names of flags; those after the first one that is set say where its value is looked up.
        """
        given = [(flag, word) for flag in flags if (word := self.last(flag)) is not None]
        if not given or not all(word.known for _, word in given):
            return None
        (flag, word), *others = given
        kind = " ".join([f"--{flag} in {self.script.source.name}", *(other.text for _, other in others)])
        label = Label(self.place(word), self.script.source.name, f"is installed in `{word.text}`")
        return Destination(kind, word.text, label)

    def last(self, *names: str) -> Word | None:
        """Return the last value of an option; None if it is not given."""
        return next(reversed([*self.values(*names)]), None)

    def has(self, *names: str) -> bool:
        """Return whether a switch is on."""
        return any(flag.name in names and flag.is_on for flag in self.flags)

    def place(self, word: Word) -> Span:
        """Return the place of a word in the file: that of its pieces, if they are next to each other."""
        apart = any(one[2] != other[1] for one, other in pairwise(word.tokens))
        if apart and word.start < word.end:
            return self.script.place(word.start, word.end)
        start = min((token[1] for token in word.tokens), default=word.start)
        end = max((token[2] for token in word.tokens), default=word.end)
        return self.script.place(start, end)

    @property
    def number(self) -> int:
        """The line of the file in which it runs."""
        return self.script.place(self.command.at, self.command.at).line

    def written(self, word: Word) -> str:
        """Return a word as text, with what is unknown as the script writes it."""
        return "".join(
            self.script.place(start, end).text if text == STAND_IN else text for text, start, end in word.tokens
        )

    def _read(self, rest: list[Word]) -> None:
        rest.reverse()
        while rest:
            word = rest.pop()
            text = word.text
            if word.many or re.fullmatch(_PLACEHOLDER, text):
                self.unsure.append(word)
                self.positional.append(word)
            elif text == "--":
                self.arguments += reversed(rest)
                return
            elif text.startswith("--"):
                self._long(word, rest)
            elif text.startswith("-") and text != "-":
                self._short(word, rest)
            else:
                self.arguments.append(word)
                self.positional.append(word)

    def _long(self, word: Word, rest: list[Word]) -> None:
        name, equals, _ = word.text[2:].partition("=")
        value = after(word, len(name) + 3) if equals else None
        takes = name in self.options.text
        unknown = name not in self.options.names and bool(rest) and self._may_be_value(rest[-1])
        if value is None and (takes or unknown):
            value = self._next(rest)
        self.flags.append(Flag(name, value, word, name in self.options.names))

    def _short(self, word: Word, rest: list[Word]) -> None:
        """Read one or several letters, the last of which may have a value."""
        letters = word.text[1:]
        for number, letter in enumerate(letters):
            name = self.options.letters.get(letter, letter)
            known = letter in self.options.letters
            if not known and self._never_values:  # liqoctl stops at the first unknown letter
                is_word = len(letters) == 1 and bool(rest) and self._may_be_value(rest[-1])
                self.flags.append(Flag(name, self._next(rest) if is_word else None, word, known))
                return
            if name not in self.options.text:
                self.flags.append(Flag(name, None, word, known))
                continue
            value: Word | None = after(word, number + 2)
            if value is not None and value.text.startswith("="):
                value = after(value, 1)
            elif value is not None and not value.text:
                value = self._next(rest)
            self.flags.append(Flag(name, value, word, known))
            return

    def _may_be_value(self, word: Word) -> bool:
        """Return whether a word may be the value of an unknown option."""
        return bool(self._never_values) and not word.text.startswith("-") and word.text not in self._never_values

    def _next(self, rest: list[Word]) -> Word | None:
        return rest.pop() if rest else None


def _as_meant(word: Word) -> Word:
    """Return a word as it would be in quotes; that the shell changes it is a finding of its own."""
    return word if word.whole is None else word.whole._replace(whole=word.whole, bare=word.bare)


def after(word: Word, count: int) -> Word:
    """Return a word without its first characters."""
    tokens: list[Token] = []
    for text, start, end in word.tokens:
        if count >= len(text):
            count -= len(text)
        else:
            straight = end - start == len(text)
            tokens.append((text[count:], start + count if straight else start, end))
            count = 0
    at = tokens[0][1] if tokens else word.end
    return word._replace(tokens=tuple(tokens), start=at)
