"""What the shell passes to a program: commands with their words and the texts that they read, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.nested_yaml import Places
from liqo_values.parsing.placeholders import STAND_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.parsing.nested_yaml import Token


#: The place of what is not in the script; it gets the place where it is used.
ANYWHERE = -1


class Content(NamedTuple):
    """A text that a command reads: a here-document, or the output of a simple command.

    Attributes:
        tokens: Its pieces, with their places in the script.
        verbatim: Whether the script contains it as it is, as whole lines.
        more: Whether more may follow, which is not known.
    """

    tokens: tuple[Token, ...]
    verbatim: bool = False
    more: bool = False

    @property
    def text(self) -> str:
        """The text, with stand-ins for what is unknown."""
        return "".join(token[0] for token in self.tokens)


class Word(NamedTuple):
    """One argument of a command.

    Attributes:
        tokens: Its pieces, with their places in the script; ``STAND_IN`` is a piece that is unknown. A blank without a
            width may be missing, together with what follows it.
        start: Where the script writes it, also if its pieces are elsewhere.
        end: The offset after it.
        many: Whether it may be any number of arguments, none of which is known.
        content: What can be read from it, if it is a process substitution.
        whole: The word as it is written, if the shell makes several words of its braces, or removes backslashes that
            `--set` needs.
        further: Whether it is another word of the same braces.
        bare: Whether backslashes outside of quotes were removed before a dot or a comma.
    """

    tokens: tuple[Token, ...]
    start: int
    end: int
    many: bool = False
    content: Content | None = None
    whole: Word | None = None
    further: bool = False
    bare: bool = False

    @property
    def text(self) -> str:
        """The argument, with stand-ins for what is unknown."""
        return "".join(token[0] for token in self.tokens)

    @property
    def known(self) -> bool:
        """Whether nothing in it is unknown."""
        return not self.many and STAND_IN not in self.text

    def places(self, source: Source) -> Places:
        """Return the places of its characters in a script."""
        tokens = tuple(token for token in self.tokens if token[0])
        start = min((token[1] for token in tokens), default=self.start)
        end = max((token[2] for token in tokens), default=self.end)
        return Places(Span(source, start, end), self.text, tokens)


class Command(NamedTuple):
    """One command.

    Attributes:
        words: Its name and arguments.
        start: Where it begins in the script.
        end: Where it ends.
        at: Where the script runs it: its beginning, or that of the call of the function that contains it.
        readable: Whether the grammar could follow it completely.
        stdin: What it reads from standard input; None if that is not known.
        folder: The folder that it runs in, relative to that of the script; None if it is not known.
        files: What the script has written to files before, by their names; None for what is not known.
        writes: The names of the files that it writes.
        piped: Whether another command reads what it prints.
    """

    words: Sequence[Word]
    start: int
    end: int
    at: int
    readable: bool
    stdin: Content | None
    folder: str | None
    files: dict[str, Content | None]
    writes: Sequence[str]
    piped: bool


#: What a variable contains: a text, or the items of a list. A name that is not known has no value.
Value = tuple[Word, ...]


class Variable(NamedTuple):
    """The value of a variable.

    Attributes:
        items: Its items; exactly one if it is no list.
        is_list: Whether it is a list.
    """

    items: Value
    is_list: bool = False

    @property
    def text(self) -> tuple[str, ...]:
        """What it contains, for comparison."""
        return tuple(word.text for word in self.items)


class Part(NamedTuple):
    """A part of a word.

    Attributes:
        tokens: Its pieces.
        quoted: Whether it is in quotes.
        expanded: Whether it is the value of a variable, which is split at blanks unless it is in quotes.
    """

    tokens: tuple[Token, ...]
    quoted: bool = False
    expanded: bool = False


def text_of(part: Part) -> str:
    """Return the text of a part."""
    return "".join(token[0] for token in part.tokens)


def joined(parts: Iterable[Part]) -> tuple[Token, ...]:
    """Return the pieces of several parts."""
    return tuple(token for part in parts for token in part.tokens)


def straight(text: str, start: int, end: int) -> tuple[Token, ...]:
    """Return a part of a script as it is."""
    return ((text[start:end], start, end),) if end > start else ()


def characters(tokens: Iterable[Token]) -> Iterable[Token]:
    """Yield each character with its place."""
    for text, start, end in tokens:
        as_written = end - start == len(text)
        for offset, character in enumerate(text):
            yield (character, start + offset, start + offset + 1) if as_written else (character, start, end)
