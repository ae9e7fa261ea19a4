"""Which files a command goes through: those named, and those that folders hold."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.running import Run, Target
from liqo_values.source import folders
from liqo_values.source.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So many files are named in one message.
_NAMED = 3


def expanded(files: Sequence[str], errors: list[InputError]) -> list[Target]:
    """Return every file, and in place of a folder the files in it that may be Liqo's, each once.

    Args:
        files: Files and folders.
        errors: Where folders that cannot be read are added.
    """
    found: dict[str, Target] = {}
    for file in files:
        if not Path(file).is_dir():
            found[file] = Target(file)
            continue
        for path, by_name in folders.walk(file, errors.append):
            found.setdefault(path, Target(path, file, by_name))
    return list(found.values())


def note_without(outcome: Run, targets: Sequence[Target], files: Sequence[str]) -> None:
    """Say which files and folders have nothing to do with Liqo.

    For a folder it is an error, and where there is nothing else for files as well: nobody asks for nothing to be done.
    """
    without = set(outcome.without)
    busy = {target.folder for target in targets if target not in without}
    for file in files:
        if Path(file).is_dir() and file not in busy:
            message = f"no values of Liqo's in `{file}`"
            remedy = "looked for are files named values*.yaml with `liqo` in their path, and manifests of Liqo's chart"
            outcome.errors.append(InputError(message, remedy))
    named = [target.path for target in targets if target in without and not target.folder]
    if not named:
        return
    listed = ", ".join(f"`{path}`" for path in named[:_NAMED])
    message = f"nothing of Liqo's in {listed}" + (f" and {len(named) - _NAMED} more" if named[_NAMED:] else "")
    if not outcome.results:
        remedy = "a release of Liqo is recognised by its chart, `liqo`; values alone need no manifest around them"
        outcome.errors.append(InputError(message, remedy))
        return
    with suppress(OSError):
        print(f"note: {message}", file=sys.stderr)
