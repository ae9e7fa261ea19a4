"""Which programs a command of a script starts: itself, or through commands such as `sudo`, `xargs` and `bash -c`."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING

from liqo_values.charts.command_flags import helm_commands
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Content, Word, characters
from liqo_values.sources.script_replacements import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_pieces import Command
    from liqo_values.sources.command_line import Script

#: The name of a program, and its arguments.
Program = tuple[str, "Sequence[Word]"]
#: Commands that start the command among their arguments.
WRAPPERS = frozenset(
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
_RUN_TEXTS = frozenset(("eval", "ssh", "vagrant", "su", "watch", "gcloud", "parallel"))
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
#: Programs that apply manifests.
APPLIERS = frozenset(("kubectl", "oc", "kubectl.exe"))
#: Commands that start another one for what they find or read, and what ends its arguments.
_FOR_EACH = frozenset(("find", "parallel"))
_ENDS = frozenset((";", "+", ":::", "::::"))
#: Options of `xargs` with which it adds nothing at the end, and those that change nothing.
_REPLACES = r"-[0oprtx]*[Ii].*|-J|--replace.*"
_HARMLESS = frozenset(("-r", "-t", "--no-run-if-empty", "--verbose"))
_PROGRAM = r"\b(?:helm|liqoctl)\b"


def texts(command: Command) -> Iterator[Word | Content]:
    """Yield the scripts that a command runs: arguments, or its input."""
    words = replaced(command.words)
    names = [PurePath(word.text).name for word in words]
    first = names[0] if names else ""
    shell = next((number for number, name in enumerate(names) if name in _SHELLS), None)
    wrapped = first in _SHELLS or first in WRAPPERS or first in _FOR_EACH
    if wrapped and shell is not None and "-c" in {name.replace("e", "").replace("x", "") for name in names[shell:]}:
        option = next(
            number for number, name in enumerate(names) if number > shell and re.fullmatch("-[ex]*c[ex]*", name)
        )
        yield from (word for word in words[option + 1 : option + 2] if not word.many)
    elif command.stdin is not None and (first == "ssh" or (wrapped and shell is not None)):
        yield command.stdin
    elif first == "eval":
        yield from _evaluated(words[1:])
    elif first in _RUN_TEXTS:
        yield from (word for word in words[1:] if not word.many and re.search(rf"{_PROGRAM}\s", word.text))
    elif re.fullmatch(_RUNS, first):
        yield from (word for word in words[1:] if not word.many and re.match(_RUN, word.text, re.DOTALL))


def _evaluated(words: Sequence[Word]) -> Iterator[Word | Content]:
    """Yield the script that `eval` runs: its arguments, with a blank between them."""
    if any(word.many for word in words) or not any(re.search(_PROGRAM, word.text) for word in words):
        return
    first, *others = words
    blanks = ((" ", word.start, word.start) for word in others)
    tokens = [token for blank, word in zip(blanks, others, strict=True) for token in (blank, *word.tokens)]
    yield Content((*first.tokens, *tokens))


def programs(script: Script, command: Command) -> Iterator[Program]:
    """Yield the program that a command starts, and its arguments.

    Args:
        script: The script.
        command: The command.
    """
    words = replaced(command.words)
    if not words:
        return
    first = PurePath(words[0].text).name
    runs = first in WRAPPERS or first in _FOR_EACH or re.fullmatch(_RUNS, first)
    for number, word in enumerate(words):
        name = PurePath(word.text.replace("\\", "/")).name
        added = _added(command, words[:number]) if list(words) == list(command.words) else []
        arguments = [*_own(words[number + 1 :], first), *added]
        if name in _LIQOCTL or (number == 0 and _is_variable_of(script, word)):
            yield "liqoctl", arguments
            return
        if name in _HELM or _is_helm(words, number):
            yield "helm", arguments
            return
        if number == 0 and not runs:
            return


def aliases_after(command: Command, aliases: Mapping[str, Sequence[Word]]) -> dict[str, Sequence[Word]]:
    """Return the words that aliases for one of the programs stand for after a command, by their names.

    Args:
        command: The command, such as `alias` and `unalias`.
        aliases: What they stand for before it.
    """
    first, *others = [word.text for word in command.words] or [""]
    if first == "unalias":
        return {} if "-a" in others else {name: words for name, words in aliases.items() if name not in others}
    if first != "alias":
        return dict(aliases)
    changed = {text.partition("=")[0] for text in others if "=" in text}
    return {name: words for name, words in aliases.items() if name not in changed} | dict(_aliases_of(command))


def _aliases_of(command: Command) -> Iterator[tuple[str, Sequence[Word]]]:
    """Yield the name of each alias for one of the programs that a command defines, and the words that it stands for."""
    for word in command.words[1:]:
        name, _, value = word.text.partition("=")
        place = min((token[1] for token in word.tokens), default=word.start)
        steps = value.split()
        if any(PurePath(step).name in _LIQOCTL | _HELM | APPLIERS for step in steps):
            yield name, [Word(((step, place, word.end),), place, word.end) for step in steps]


def expanded(command: Command, aliases: Mapping[str, Sequence[Word]]) -> Command:
    """Return a command with the words that an alias stands for at its beginning."""
    words = aliases.get(command.words[0].text) if command.words else None
    return command._replace(words=[*words, *command.words[1:]]) if words is not None else command


def is_unknown(command: Command) -> bool:
    """Return whether not even the program is known that a command starts, or the text that it runs."""
    first = PurePath(command.words[0].text).name if command.words else ""
    if first == "eval" or first in _SHELLS:
        return any(not word.known for word in command.words[1:])
    return bool(command.words) and command.words[0].text == STAND_IN


def _own(words: Sequence[Word], first: str) -> Sequence[Word]:
    """Return the arguments of the command that another one starts."""
    return [*takewhile(lambda word: word.text not in _ENDS, words)] if first in _FOR_EACH else words


def _added(command: Command, before: Sequence[Word]) -> list[Word]:
    """Return the arguments that `xargs` and `parallel` add to a command.

    Args:
        command: The command that they start it in.
        before: The words before the program.
    """
    names = [PurePath(word.text).name for word in before]
    adding = next((number for number, name in enumerate(names) if name in ("xargs", "parallel")), None)
    if adding is None or any(re.fullmatch(_REPLACES, name) for name in names[adding + 1 :]):
        return []
    if names[:1] == ["xargs"] and command.stdin is not None and _HARMLESS.issuperset(names[1:]):
        read = _separated(command.stdin)
        if read is not None:
            return read
    word = before[adding]
    return [Word(((STAND_IN, word.start, word.end),), word.start, word.end, many=True)]


def _separated(content: Content) -> list[Word] | None:
    """Return the words of a text that `xargs` reads; None if they are not known."""
    if re.search(rf"""{STAND_IN}|["'\\]""", content.text):
        return None
    words: list[list[Token]] = [[]]
    for character in characters(content.tokens):
        if character[0].isspace():
            words.append([])
        else:
            words[-1].append(character)
    return [Word(tuple(tokens), tokens[0][1], tokens[-1][2]) for tokens in words if tokens]


def _is_variable_of(script: Script, word: Word) -> bool:
    """Return whether an unknown program is liqoctl, by the name of its variable."""
    written = script.place(word.start, word.end).text if STAND_IN in word.text else ""
    return bool(re.fullmatch(r"\W*LIQOCTL\w*\W*", written, re.IGNORECASE))


def _is_helm(words: Sequence[Word], number: int) -> bool:
    """Return whether an unknown program is Helm, by its arguments."""
    rest = words[number + 1 : number + 2]
    return number == 0 and STAND_IN in words[number].text and any(word.text in helm_commands() for word in rest)
