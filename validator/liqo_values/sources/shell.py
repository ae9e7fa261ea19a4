"""Scripts: the releases of Liqo that their command lines install, and what is wrong with those that peer clusters."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from liqo_values.charts.command_flags import helm_commands, helm_options
from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.source_text import Span
from liqo_values.parsing import shell_commands
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.sources import command_hosts, detect, helm_lines, liqoctl_lines, script_objects
from liqo_values.sources.command_line import CommandLine, Script
from liqo_values.sources.detect import CommandHost
from liqo_values.sources.found import Found
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.parsing.shell_commands import Command
    from liqo_values.parsing.shell_pieces import Content, Word
    from liqo_values.sources.manifests import Manifest

#: Commands that start the command among their arguments.
_WRAPPERS = frozenset(
    (
        "sudo",
        "doas",
        "env",
        "command",
        "exec",
        "builtin",
        "nohup",
        "nice",
        "ionice",
        "time",
        "timeout",
        "xargs",
        "setsid",
        "stdbuf",
        "retry",
        "microk8s",
        "flock",
        "chroot",
        "run",
        "docker",
        "podman",
        "kubectl",
        "aws-vault",
        "eatmydata",
        "ssh",
        "vagrant",
        "multipass",
        "limactl",
        "lxc",
        "gcloud",
        "k3s",
        "minikube",
    )
)
_SHELLS = frozenset(("bash", "sh", "zsh"))
#: Commands that run a text as a script.
_RUN_TEXTS = frozenset(("eval", "ssh", "vagrant", "su", "watch", "gcloud"))
#: Commands that write what they read, and how the names of scripts end.
_WRITERS = frozenset(("cat", "tee", "sudo"))
_SCRIPTS = (".sh", ".bash")
_HELM = frozenset(("helm", "helm3", "helm4", "helm.exe"))
#: Names of functions and programs that run a command which they get as one argument, …
_RUNS = (
    r"(?i)(?:.*[_-])?"
    r"(?:eval|exec|execute|run|retry|try|do|fail|check|must|safe|ensure|attempt|cmd|command|on_error|or_die|pei?|ssh|su)"
    r"(?:[_-].*)?"
)
#: … which begins like this.
_RUN = r"\s*(?:sudo\s+)?(?:helm\d?\s+(?:install|upgrade|template)|liqoctl\s+(?:install|upgrade|peer))(?=\s(?:.*\s)?-)"
_LIQOCTL = frozenset(("liqoctl", "liqoctl.exe"))
_ADDS = ("repo", "add")
#: The plugin of Helm that decrypts values files, and then runs the command after its name.
_DECRYPTING = "secrets"
_PROGRAM_OR_VARIABLE = rf"helm|liqoctl|HELM|LIQOCTL|{STAND_IN}"
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
        return Found(notices=[_not_checked(source, error)]) if source.folder else Found(errors=[error])
    objects = _objects(reader.objects, folders, run)
    if not (reader.releases or objects) and detect.command_host(source) is CommandHost.PIPELINE:
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
        self._prints_script = False

    @property
    def found(self) -> list[Release]:
        """What there is to report: commands without values only if they have findings, or if there is nothing else."""
        shown = [release for release in self.releases if release.gives_values or release.diagnostics]
        return shown or self.releases[:1]

    def read(self, script: Script) -> None:
        """Read the commands of a script, if they may be about Liqo."""
        if not (STAND_IN in script.text or re.search(_PROGRAM_OR_VARIABLE, script.text)) or not re.search(
            "(?i)liqo", self._source.text
        ):
            return
        before = len(self.releases)
        followed = shell_commands.follow(script.text, braces=script.braces)
        for command in followed.commands:
            self._command(script, command)
        line = re.search(_INSTALLS, script.text)
        if not followed.complete and len(self.releases) == before and line and re.search(_LIQO, line[0]):
            self.releases.append(_unread(script, line.start(), line.end()))

    def _command(self, script: Script, command: Command) -> None:
        for text in _texts(command):
            self._inner(script, text, command)
        if command.stdin is not None and self._is_new(script, command.stdin):
            self._text(script, command.stdin, command)
        for program, words in _programs(script, command.words):
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
        return helm_lines.release(line, self._repositories) if texts and texts[0] in helm_commands() else None


def _texts(command: Command) -> Iterator[Word | Content]:
    """Yield the scripts that a command runs: arguments, or its input."""
    names = [PurePath(word.text).name for word in command.words]
    first = names[0] if names else ""
    shell = next((number for number, name in enumerate(names) if name in _SHELLS), None)
    wrapped = first in _SHELLS or first in _WRAPPERS
    if wrapped and shell is not None and "-c" in {name.replace("e", "").replace("x", "") for name in names[shell:]}:
        option = next(
            number for number, name in enumerate(names) if number > shell and re.fullmatch("-[ex]*c[ex]*", name)
        )
        yield from (word for word in command.words[option + 1 : option + 2] if not word.many)
    elif command.stdin is not None and (first == "ssh" or (wrapped and shell is not None)):
        yield command.stdin
    elif first in _RUN_TEXTS:
        yield from (word for word in command.words[1:] if not word.many and re.search(rf"{_PROGRAM}\s", word.text))
    elif re.fullmatch(_RUNS, first):
        yield from (word for word in command.words[1:] if not word.many and re.match(_RUN, word.text, re.DOTALL))


def _writes_script(command: Command) -> bool:
    """Return whether a command writes or prints a script that it reads, by its first line or the name of the file."""
    if command.stdin is None or not command.words or command.words[0].text not in _WRITERS:
        return False
    first_line = command.stdin.text[: detect.FIRST_LINE]
    return detect.is_script(first_line) or any(name.endswith(_SCRIPTS) for name in command.writes)


def _prints(command: Command) -> bool:
    """Return whether a command prints a here-document, which may be a part of a script that others begin."""
    return [word.text for word in command.words] == ["cat"] and not (command.writes or command.piped)


def _programs(script: Script, words: Sequence[Word]) -> Iterator[tuple[str, Sequence[Word]]]:
    """Yield the program that a command starts, and its arguments."""
    if not words:
        return
    first = PurePath(words[0].text).name
    runs = first in _WRAPPERS or re.fullmatch(_RUNS, first)
    for number, word in enumerate(words):
        name = PurePath(word.text.replace("\\", "/")).name
        if name in _LIQOCTL or (number == 0 and _is_variable_of(script, word)):
            yield "liqoctl", words[number + 1 :]
            return
        if name in _HELM or _is_helm(words, number):
            yield "helm", words[number + 1 :]
            return
        if number == 0 and not runs:
            return


def _unread(script: Script, start: int, end: int) -> Release:
    """Return what stands for a script that the grammar cannot follow, and that mentions Liqo."""
    span = script.place(start, end)
    result = Release(f"script in line {span.line}")
    layer = Layer(LayerKind.PARAMETER, script.source.name, script.source)
    what, remedy = "a command line that cannot be read", "write the command on lines of its own, without errors"
    result.steps.append(Unread(layer, what, span, remedy))
    return result


def _is_variable_of(script: Script, word: Word) -> bool:
    """Return whether an unknown program is liqoctl, by the name of its variable."""
    written = script.place(word.start, word.end).text if STAND_IN in word.text else ""
    return bool(re.fullmatch(r"\W*LIQOCTL\w*\W*", written, re.IGNORECASE))


def _is_helm(words: Sequence[Word], number: int) -> bool:
    """Return whether an unknown program is Helm, by its arguments."""
    rest = words[number + 1 : number + 2]
    return number == 0 and STAND_IN in words[number].text and any(word.text in helm_commands() for word in rest)
