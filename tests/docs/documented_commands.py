"""The commands of the documentation: in console blocks, and within sentences."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.docs.pages import Fence, Page

PROMPT = "$ "
#: The programs that commands begin with; other words between backticks are names.
PROGRAMS = ("helm", "kind", "kubectl", "liqo-values", "liqoctl", "make", "oc", "pip")
_SHELLS = ("bash", "console", "sh")
#: Sentences name the version of Helm, which is not typed.
_VERSION = re.compile(r"^(helm) [34]\b")
_CONTROL = set("|&;<>()")
_REDIRECTION = {">", ">>", "<"}
#: Says that a line goes on in the next one.
_UNFINISHED = ("\\", "|")
#: Says that the lines after it, up to one with this word, are what the command reads.
_HERE_DOCUMENT = re.compile(r" <<-?['\"]?(\w+)['\"]?")


class Command(NamedTuple):
    """A command line.

    Attributes:
        page: The page it is in.
        line: Its line there; for one within a sentence, that of its paragraph.
        text: The line as it is typed, without the prompt.
        shown: Whether it is in a block, from which users copy it; else it may be part of a command.
    """

    page: str
    line: int
    text: str
    shown: bool = True

    @property
    def stages(self) -> list[list[str]]:
        """The programs with their arguments, one after the other, without redirections and comments."""
        lexer = shlex.shlex(self.text.replace("\\\n", " "), posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        stages: list[list[str]] = [[]]
        words = iter(lexer)
        for word in words:
            if word in _REDIRECTION:
                next(words)
            elif set(word) <= _CONTROL:
                stages.append([])
            else:
                stages[-1].append(word)
        return stages


def of_page(page: Page) -> list[Command]:
    """Return all commands in the blocks of a page, in their order."""
    return [
        Command(page.name, fence.line + line, text)
        for fence in page.fences
        if fence.language in _SHELLS
        for line, text in _of_block(fence)
    ]


def outputs(page: Page) -> list[tuple[Command, str]]:
    """Return the commands of blocks that show what is printed, each with that; a line with `…` stands for any lines."""
    found = []
    for fence in page.fences:
        if fence.notes.get("shows") == "output":
            lines = fence.text.splitlines()
            commands = list(_of_block(fence))
            ends = [number - 1 for number, _ in commands[1:]] + [len(lines)]
            found += [
                (Command(page.name, fence.line + number, text), "\n".join(lines[number + text.count("\n") : end]))
                for (number, text), end in zip(commands, ends, strict=True)
            ]
    return found


def in_sentences(page: Page) -> list[Command]:
    """Return what stands between backticks and begins with a program, and more than that."""
    return [
        Command(page.name, line, _HERE_DOCUMENT.sub("", _VERSION.sub(r"\1", code.replace("…", ""))), shown=False)
        for line, code in page.codes
        if code.partition(" ")[0] in PROGRAMS and " " in code
    ]


def _of_block(fence: Fence) -> Iterator[tuple[int, str]]:
    """Yield the commands of a block: after prompts if it contains any, else all of it. What is left is output."""
    lines = fence.text.splitlines()
    prompted = any(line.startswith(PROMPT) for line in lines)
    number = 0
    while number < len(lines):
        first, taken = number, [lines[number]]
        number += 1
        if prompted and not taken[0].startswith(PROMPT):
            continue
        while _goes_on(taken[-1]) and number < len(lines):
            taken.append(lines[number])
            number += 1
        here = _HERE_DOCUMENT.search(taken[-1])
        if here:
            number = lines.index(here[1], number) + 1
        text = _HERE_DOCUMENT.sub("", "\n".join(taken).removeprefix(PROMPT))
        if text.strip():
            yield first + 1, text


def _goes_on(line: str) -> bool:
    return line.rstrip().endswith(_UNFINISHED)


def without_option(words: Sequence[str], *options: str) -> list[str]:
    """Return a command's words without options that take no value."""
    return [word for word in words if word not in options]


def flags(words: Sequence[str]) -> list[str]:
    """Return the flags among words, as they are called in the help of their program; none behind ``--``."""
    own = list(words[: words.index("--")] if "--" in words else words)
    found = [re.sub(r"=.*", "", word, flags=re.DOTALL) for word in own if word.startswith("-") and word != "-"]
    return [word if word.startswith("--") else word[:2] for word in found]
