"""Arguments that a script passes only under a condition: they are in the script, but whether it passes them is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from liqo_values.model.source_text import Span
from liqo_values.parsing import shell_commands
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources.command_line import CommandLine, Script

if TYPE_CHECKING:
    from liqo_values.parsing.shell_pieces import Word

#: Options whose values are read, and options that change neither the values nor the chart.
_READ = frozenset((LayerKind.SET_JSON, LayerKind.SET, LayerKind.SET_STRING, LayerKind.SET_LITERAL, "values"))
_HARMLESS = frozenset(
    (
        *("atomic", "cleanup-on-fail", "create-namespace", "debug", "description", "force", "hide-notes", "install"),
        *("no-hooks", "output", "rollback-on-failure", "timeout", "wait", "wait-for-jobs"),
    )
)
#: What the shell passes if a variable is set: `${VAR:+--set a=b}`.
_IF_SET = r"(?s)\"?\$\{\w+:?\+(?P<arguments>.*)\}\"?"
#: What cannot be read outside of the text that contains it: other quotes and escapes, commands, and comments.
_NOT_ALONE = r"['\\`#;&|<>(]|\$\{\w+[^\w}]"


def place(line: CommandLine, word: Word) -> tuple[int, int] | None:
    """Return where the script contains what a word may stand for: in a variable, or in the word itself.

    Args:
        line: The command line that contains the word.
        word: A word that may be any number of arguments.

    Returns:
        The offsets of its start and end; None if it is not in the script.
    """
    if len(word.tokens) != 1 or word.text != STAND_IN:
        return None
    _, start, end = word.tokens[0]
    found = re.fullmatch(_IF_SET, line.script.text[start:end])
    if found is not None:
        return start + found.start("arguments"), start + found.end("arguments")
    is_elsewhere = not line.command.start <= start < line.command.end
    return (start, end) if is_elsewhere and line.script.text[start:end].lstrip().startswith("-") else None


def read(line: CommandLine, word: Word) -> CommandLine | None:
    """Return the options that a word stands for if a condition is met; None if they are not known.

    Args:
        line: The command line that contains the word.
        word: A word that may be any number of arguments.
    """
    found = place(line, word)
    if found is None:
        return None
    start, end = found
    text = line.script.text[start:end].replace("\\\n", "  ").replace("\n", " ")
    if re.search(_NOT_ALONE, text):
        return None

    def in_file(span: Span) -> Span:
        return line.script.place(span.start + start, span.end + start)

    script = Script(line.script.source, text, in_file, braces=line.script.braces, verbatim=False)
    commands = shell_commands.follow(text, braces=script.braces).commands
    if len(commands) != 1 or not commands[0].readable:
        return None
    inner = CommandLine(script, commands[0], commands[0].words, line.options)
    return None if inner.arguments or inner.unsure else inner


def only_sets(line: CommandLine) -> bool:
    """Return whether arguments have only options with values that are read, and others that change nothing."""
    known = all(flag.known and flag.name in _READ | _HARMLESS for flag in line.flags)
    complete = all(flag.value is not None or flag.name not in line.options.text for flag in line.flags)
    keys = (word.text.partition("=")[0] for kind in _READ for word in line.values(kind))
    return known and complete and not any(STAND_IN in key for key in keys)
