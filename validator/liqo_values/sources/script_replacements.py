"""What commands such as `xargs -I{}`, `find -exec` and `parallel` replace in the command that they start."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import characters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.parsing.shell_pieces import Word

_BRACES = re.escape("{}")
#: Programs whose own options follow.
_STARTED = r"helm.*|liqoctl.*|kubectl|(?:ba|z|k|da)?sh"
#: What `parallel` replaces: an input, one of several, parts of it, and numbers of the job.
_OF_PARALLEL = r"\{(?:\d*(?:\.|/|//|/\.)?|#|%)\}"


def replaced(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words of a command with a stand-in for what is replaced in them only when the script runs."""
    names = [PurePath(word.text).name for word in words]
    for number, name in enumerate(names):
        pattern = _pattern(name, names[number + 1 :])
        if pattern is not None:
            return [*words[: number + 1], *(_with_stand_ins(word, pattern) for word in words[number + 1 :])]
        if re.fullmatch(_STARTED, name):
            return words
    return words


def _pattern(name: str, arguments: Sequence[str]) -> str | None:
    """Return what a command replaces in its arguments; None if it replaces nothing."""
    if name == "find":
        return _BRACES
    if name == "parallel":
        own = _of_option(arguments)
        return f"{_OF_PARALLEL}|{own}" if own else _OF_PARALLEL
    return _of_option(arguments) if name == "xargs" else None


def _of_option(arguments: Sequence[str]) -> str | None:
    """Return what `-I`, `-J` or `--replace` of `xargs` names; None without them."""
    for argument, following in pairwise([*arguments, ""]):
        if re.fullmatch(_STARTED, argument):
            return None
        option = re.fullmatch("(-[0oprtx]*[IJ]|-[0oprtx]*i|--replace=?)(.*)", argument)
        if option:
            default = following if option[1][-1] in "IJ" else "{}"
            return re.escape(option[2] or default) or None
    return None


def _with_stand_ins(word: Word, pattern: str) -> Word:
    found = [match.span() for match in re.finditer(pattern, word.text)]
    if not found:
        return word
    pieces = list(characters(word.tokens))
    tokens: list[Token] = []
    at = 0
    for begin, end in found:
        tokens += [*pieces[at:begin], (STAND_IN, pieces[begin][1], pieces[end - 1][2])]
        at = end
    return word._replace(tokens=(*tokens, *pieces[at:]), whole=None)
