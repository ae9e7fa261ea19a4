"""Command lines that may install Liqo or peer clusters, but of which only running the script shows what they do."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from liqo_values.charts.command_flags import Options
from liqo_values.charts.selection import Selected, newest
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.sources import conditional_arguments, script_programs
from liqo_values.sources.command_line import CommandLine
from liqo_values.sources.release import Release
from liqo_values.sources.script_values import ScriptValues
from liqo_values.values.release_inputs import Assigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.source_text import Span
    from liqo_values.parsing.shell_commands import Followed
    from liqo_values.parsing.shell_pieces import Command, Word
    from liqo_values.sources.command_line import Script

_INSTALLED = "check what is installed: `helm get values RELEASE -n NAMESPACE -o yaml | liqo-values check -`"
#: How commands apply manifests, and how they name them.
_NAMED = r"(?i)liqo(?:ctl)?(?![a-z])"
_APPLY = frozenset(("apply", "create", "replace"))
_FILES = ("filename", "kustomize")
_APPLY_OPTIONS = Options(
    frozenset((*_FILES, "namespace", "context", "cluster", "kubeconfig", "user", "server", "token", "as", "selector")),
    frozenset(),
    frozenset(),
    {"f": "filename", "k": "kustomize", "n": "namespace", "s": "server", "l": "selector"},
)
#: What documentation writes for an argument.
_PLACEHOLDER = r"<.*>"
_PRINT = "let the script print the command, and check that: `… | liqo-values check -`"
#: How a text begins that installs Liqo or peers clusters if it is run.
_RUN = (
    r"""[("'\s]*(?:sudo\s+)?(?:liqoctl\s+(?:install|upgrade|peer|authenticate|network|create)\b"""
    r"""|helm\s+(?:install|upgrade|template)\b(?=.*(?:^|[\s/])liqo(?:[\s"'@)]|$)))"""
)


def command(line: CommandLine, program: str) -> Release:
    """Return what stands for a command line of which not even the command of the program is known.

    Args:
        line: The command line.
        program: The program.
    """
    result = Release(f"`{program}` in line {line.number}")
    result.gives_values = False
    result.steps += ScriptValues(line).steps()
    result.chart = Selected(newest("").chart)
    word = line.positional[0]
    message = f"the command of `{program}` is known only when the script runs: `{line.written(word)}` is not checked"
    result.diagnostics.append(_notice(message, line.place(word)))
    return result


def arguments(line: CommandLine, verb: str) -> Iterator[Diagnostic]:
    """Yield what is not known of the arguments of a command without values."""
    for word in line.unsure:
        known = conditional_arguments.read(line, word) is not None  # and checked as all others
        if word.many and not known and not re.fullmatch(_PLACEHOLDER, line.written(word)):
            message = f"flags of `{verb}` are known only when the script runs: `{line.written(word)}` is not checked"
            yield _notice(message, line.place(word))
    if not line.command.readable:
        start = line.command.start
        end = min(line.command.end, (line.script.text + "\n").index("\n", start))
        message = f"a part of this command line of `{verb}` cannot be read, and is not checked"
        yield _notice(message, line.script.place(start, end))


def texts(script: Script, followed: Followed) -> Iterator[Release]:
    """Yield what stands for command lines in variables, if it is not known where they run."""
    if not any(map(script_programs.is_unknown, followed.commands)):
        return
    run = [word for one in followed.commands for word in one.words]
    for text in followed.assigned:
        if re.match(_RUN, script.text[text.start : text.end]) and not any(_is_part(text, word) for word in run):
            place = script.place(text.start, text.end)
            result = Release(f"text in line {place.line}")
            result.gives_values = False
            result.steps.append(Assigned(Layer(LayerKind.PARAMETER, place.source.name, place.source), ()))
            result.chart = Selected(newest("").chart)
            message = "this command line is in a variable, and where it runs is known only then: it is not checked"
            result.diagnostics.append(_notice(message, place))
            yield result


def applied(script: Script, command: Command) -> Iterator[Release]:
    """Yield what stands for manifests named after Liqo that a command applies, if they are not available here."""
    names = [PurePath(word.text).name for word in command.words]
    at = next((number for number, name in enumerate(names) if name in script_programs.APPLIERS), None)
    if at is None or (at > 0 and names[0] not in script_programs.WRAPPERS):
        return
    line = CommandLine(script, command, command.words[at + 1 :], _APPLY_OPTIONS)
    values = ScriptValues(line)
    for word in line.values(*_FILES) if line.arguments and line.arguments[0].text in _APPLY else ():
        piped = word.text == "-" and command.stdin is None
        written = _line_of(script, command).strip() if piped else line.written(word)
        if re.search(_NAMED, written) and not (word.known and values.found(word.text)):
            result = Release(f"`{names[at]} {line.arguments[0].text}` in line {line.number}")
            result.gives_values = False
            result.steps += values.steps()
            result.chart = Selected(newest("").chart)
            message = f"`{written}` is not available here, and may contain objects of Liqo: it is not checked"
            place = line.place(word)
            label = Label(place, place.source.name, "is not checked")
            result.diagnostics.append(Diagnostic(message, label, _INSTALLED, code=NOT_CHECKED))
            yield result


def _line_of(script: Script, command: Command) -> str:
    """Return the line of a script that a command begins in."""
    start = script.text.rfind("\n", 0, command.start) + 1
    return script.text[start : (script.text + "\n").index("\n", start)]


def _is_part(text: Word, word: Word) -> bool:
    """Return whether a word of a command is from a text in a variable."""
    return any(text.start <= start and end <= text.end for _, start, end in word.tokens) or text.text in word.text


def _notice(message: str, place: Span) -> Diagnostic:
    return Diagnostic(message, Label(place, place.source.name, "is not checked"), _PRINT, code=NOT_CHECKED)
