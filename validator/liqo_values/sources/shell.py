"""Scripts: the releases of Liqo that their command lines install, and what is wrong with those that peer clusters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from liqo_values.charts.command_flags import helm_commands, helm_options
from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.source_text import Span
from liqo_values.parsing import shell_commands
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources import (
    command_hosts,
    detect,
    helm_lines,
    liqoctl_lines,
    script_objects,
    script_programs,
    uncertain_lines,
)
from liqo_values.sources.command_line import CommandLine, Script
from liqo_values.sources.detect import CommandHost
from liqo_values.sources.found import Found
from liqo_values.sources.release import CHART, Release, is_liqo
from liqo_values.values.release_inputs import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.parsing.shell_pieces import Command, Content, Word
    from liqo_values.sources.manifests import Manifest

#: Commands that write what they read, and how the names of scripts end.
_WRITERS = frozenset(("cat", "tee", "sudo"))
_SCRIPTS = (".sh", ".bash")
_ADDS = ("repo", "add")
#: The plugin of Helm that decrypts values files, and then runs the command after its name.
_DECRYPTING = "secrets"
_PROGRAM_OR_VARIABLE = rf"helm|kubectl|\boc\b|liqoctl|HELM|LIQOCTL|{STAND_IN}"
#: Helm with a chart in a folder or with values files, either of which may contain Liqo's, whatever it is called.
_MAY_CONTAIN = r"\bhelm\d?(?:\\\n|[^\n]){0,200}\s(?:install|upgrade|template|lint)\s(?:\\\n|[^\n])*?(?:[./]|\s-f|\$)"
_PROGRAM = r"\b(?:helm|liqoctl)\b"
#: A line that seems to install Liqo, in a script that the grammar cannot follow.
_INSTALLS = r"(?m)^[ \t]*(?:helm[ \t]+(?:install|upgrade|template)|liqoctl[ \t]+(?:install|peer))\b[^\n]*"
#: What shows that such a line is about Liqo: its chart, or its own command.
_LIQO = r"\bliqoctl\b|(?:^|[\s/])liqo(?=[\s@]|$)"


def read(source: Source, folders: dict[Any, Any] | None = None, run: Sequence[str] = ()) -> Found | None:
    """Return what the command lines in a file install; None if the file is something else."""
    reader = _Reader(source)
    try:
        if detect.command_host(source) is CommandHost.ARGUMENTS:
            return Found(list(_of_arguments(command_hosts.arguments(source))))
        for script in command_hosts.scripts(source):
            reader.read(script)
    except InputError as error:  # without the grammar; in a folder, this is no reason to fail
        if CHART not in source.text.lower():
            return Found()
        return Found(notices=[_not_checked(source, error)]) if source.folder else Found(errors=[error])
    objects = _objects(reader.objects, folders, run)
    if not (reader.found or objects) and detect.command_host(source) is CommandHost.PIPELINE:
        return Found() if detect.is_pipeline(source) else None
    return objects._replace(releases=[*reader.found, *objects.releases])


def _objects(objects: list[Manifest], folders: dict[Any, Any] | None, run: Sequence[str]) -> Found:
    """Return what the objects in here-documents are."""
    if not objects:
        return Found()
    from liqo_values.sources import object_readers  # noqa: PLC0415 - few scripts contain objects

    return object_readers.read(objects, folders, run)


def releases(source: Source, scripts: Iterable[Script]) -> Sequence[Release]:
    """Return what the scripts in a file install.

    Raises:
        InputError: the grammar is not installed.
    """
    reader = _Reader(source)
    for script in scripts:
        reader.read(script)
    return reader.found


def _of_arguments(script: Script) -> Iterator[Release]:
    """Yield the release that the options in a file are for, without a program: those of Helm, or of liqoctl."""
    for command in shell_commands.follow(script.text, braces=script.braces).commands[:1]:
        found = liqoctl_lines.of_arguments(script, command)
        yield found or helm_lines.of_arguments(CommandLine(script, command, command.words, helm_options()))


def _not_checked(source: Source, error: InputError) -> Diagnostic:
    """Return the notice that a script is not checked."""
    command = re.search(_PROGRAM, source.text)
    span = Span(source, command.start(), command.end()) if command else Span(source, 0, 0)
    label = Label(span, source.name, "is not checked")
    return Diagnostic(f"`{source.name}` is not checked: {error.message}", label, error.remedy, code=NOT_CHECKED)


class _Reader:
    """Reads the scripts of one file, which share repositories and the release of Liqo."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._repositories: dict[str, str] = {}
        self._release = ""
        self.releases: list[Release] = []
        self.objects: list[Manifest] = []
        self._read: set[tuple[int, int]] = set()
        self._lines: set[tuple[tuple[str, int, int], ...]] = set()
        self._aliases: dict[str, Sequence[Word]] = {}
        self._prints_script = False
        self._applied: list[Release] = []

    @property
    def found(self) -> list[Release]:
        """What there is to report: commands without values only if they have findings, or if there is nothing else.

        Documentation applies many manifests that are named after Liqo, and that it shows or describes.
        """
        shown = [release for release in self.releases if release.gives_values or release.diagnostics]
        documents = detect.command_host(self._source) in (CommandHost.MARKDOWN, CommandHost.DOCUMENT)
        return shown or self.releases[:1] or ([] if documents or self.objects else self._applied)

    def read(self, script: Script) -> None:
        """Read the commands of a script, if they may be about Liqo."""
        named = re.search("(?i)liqo", self._source.text) or re.search(_MAY_CONTAIN, self._source.text)
        if not (named and (STAND_IN in script.text or re.search(_PROGRAM_OR_VARIABLE, script.text))):
            return
        before = len(self.releases)
        followed = shell_commands.follow(script.text, braces=script.braces)
        for command in followed.commands:
            self._command(script, command)
        self.releases += uncertain_lines.texts(script, followed)
        line = re.search(_INSTALLS, script.text)
        if not followed.complete and len(self.releases) == before and line and re.search(_LIQO, line[0]):
            self.releases.append(_unread(script, line.start(), line.end()))

    def _command(self, script: Script, written: Command) -> None:
        command = script_programs.expanded(written, self._aliases)
        for text in script_programs.texts(command):
            self._inner(script, text, command)
        if command.stdin is not None and self._is_new(script, command.stdin):
            self._text(script, command.stdin, command)
        self._applied += uncertain_lines.applied(script, command)
        self._aliases = script_programs.aliases_after(command, self._aliases)
        for program, words in script_programs.programs(script, command):
            if not self._is_new_line(script, words):
                continue
            found = self._release_of(script, command, program, words)
            if found is not None:
                self.releases.append(found)
                self._release = found.chart.chart.release if found.gives_values and found.chart else self._release

    def _text(self, script: Script, content: Content, command: Command) -> None:
        """Read a text that a command reads, if it is a script or contains objects."""
        if _writes_script(command) or (self._prints_script and _prints(command)):
            self._prints_script = self._prints_script or _prints(command)
            self._inner(script, content, command)
        self.objects += script_objects.read(script, content)

    def _is_new(self, script: Script, content: Content) -> bool:
        """Return whether a text has not been read yet: the commands of a pipeline may read the same one."""
        place = script.place(content.tokens[0][1], content.tokens[-1][2]) if content.tokens else None
        key = (place.start, place.end) if place is not None else (0, 0)
        new = key not in self._read
        self._read.add(key)
        return new

    def _is_new_line(self, script: Script, words: Sequence[Word]) -> bool:
        """Return whether a command line has not been read yet; a function that gets one may run it again."""
        places = (script.of_tokens(word.tokens, word.start, word.end) for word in words)
        whole = (place(Span(script.inner, 0, len(word.text))) for place, word in zip(places, words, strict=True))
        key = tuple((word.text, span.start, span.end) for word, span in zip(words, whole, strict=True))
        new = not key or key not in self._lines
        self._lines.add(key)
        return new

    def _inner(self, script: Script, text: Word | Content, command: Command) -> None:
        """Read a script that is an argument, or the input, of a command of another."""
        place = script.of_tokens(text.tokens, command.start, command.end)
        self.read(Script(script.source, text.text, place, braces=script.braces, verbatim=False))

    def _release_of(self, script: Script, command: Command, program: str, words: Sequence[Word]) -> Release | None:
        if program == "liqoctl":
            return liqoctl_lines.read(script, command, words, self._release)
        if words and words[0].text == _DECRYPTING:
            words = words[1:]
        line = CommandLine(script, command, words, helm_options())
        texts = [word.text for word in line.arguments]
        if tuple(texts[:2]) == _ADDS and len(texts) >= 4:  # noqa: PLR2004 - the name and the address
            self._repositories[texts[2]] = line.written(line.arguments[3])
        if line.positional and not line.positional[0].known:
            about = any(word.known and is_liqo(word.text) for word in line.arguments)
            return uncertain_lines.command(line, "helm") if about else None
        return helm_lines.release(line, self._repositories) if texts and texts[0] in helm_commands() else None


def _writes_script(command: Command) -> bool:
    """Return whether a command writes or prints a script that it reads, by its first line or the name of the file."""
    if command.stdin is None or not command.words or command.words[0].text not in _WRITERS:
        return False
    first_line = command.stdin.text[: detect.FIRST_LINE]
    return detect.is_script(first_line) or any(name.endswith(_SCRIPTS) for name in command.writes)


def _prints(command: Command) -> bool:
    """Return whether a command prints a here-document, which may be a part of a script that others begin."""
    return [word.text for word in command.words] == ["cat"] and not (command.writes or command.piped)


def _unread(script: Script, start: int, end: int) -> Release:
    """Return what stands for a script that the grammar cannot follow, and that mentions Liqo."""
    span = script.place(start, end)
    result = Release(f"script in line {span.line}")
    layer = Layer(LayerKind.PARAMETER, script.source.name, script.source)
    what, remedy = "a command line that cannot be read", "write the command on lines of its own, without errors"
    result.steps.append(Unread(layer, what, span, remedy))
    return result
