"""Run scripts with Bash and a stub named ``helm``, and compare the arguments that it gets with what we read."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_commands import follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_pieces import Command

#: Prints each argument, then its standard input if the last argument is a dash, then a record separator. A function
#: does what a program on the path would do, in a hundredth of the time.
_STUB = r"""helm() {
  printf '%s\0' "$@"
  if [ "${!#}" = - ]; then local text; IFS= read -rd '' text; printf 'stdin:%s\0' "$text"; fi
  printf '\x1e'
}
"""


def received(script: str, folder: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """Return the arguments of each call of the stub."""
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", _STUB + script],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        check=False,
        timeout=20,
    )
    calls = done.stdout.decode("utf-8", "surrogateescape").split("\x1e")[:-1]
    return [call.split("\0")[:-1] for call in calls]


def read(script: str) -> tuple[dict[str, Command], bool]:
    """Return the calls of helm that we read, by their first argument, and whether the grammar could follow all."""
    found = {}
    followed = follow(script)
    for command in followed.commands:
        words = [word.text for word in command.words]
        if words[:1] == ["helm"]:
            found[words[1]] = command
    return found, followed.complete


def _pattern(token: Token) -> str:
    text, start, end = token
    may_be_missing = text == " " and start == end
    return " ?" if may_be_missing else ".*".join(map(re.escape, text.split(STAND_IN)))


def agrees(command: Command, arguments: list[str]) -> bool:
    """Return whether arguments are what we know of a command."""
    pattern = ""
    for word in command.words[1:]:
        if word.many:
            pattern += r"(?:[^\x00]*\x00)*"
        else:
            pattern += "".join(map(_pattern, word.tokens)) + r"\x00"
    if command.words[-1].text == "-" and command.stdin is not None:
        pattern += "stdin:" + ".*".join(map(re.escape, command.stdin.text.split(STAND_IN))) + r"\x00"
    elif command.words[-1].text == "-":
        pattern += ".*"
    return bool(re.fullmatch(pattern, "".join(f"{argument}\0" for argument in arguments), re.DOTALL))
