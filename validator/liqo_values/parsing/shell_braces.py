"""Brace expansion: the words that ``{a,b}`` stands for."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from liqo_values.parsing.shell_pieces import Part, characters, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def alternatives(parts: Sequence[Part]) -> list[list[Part]] | None:
    """Expand braces; None if they are nested, or a sequence."""
    if not any(not part.quoted and not part.expanded and "{" in text_of(part) for part in parts):
        return [list(parts)]
    pieces: list[Part] = []
    for part in parts:
        if part.quoted or part.expanded:
            pieces.append(part)
        else:
            pieces += [Part((character,)) for character in characters(part.tokens)]
    return _expand_braces(pieces)


def _expand_braces(pieces: Sequence[Part]) -> list[list[Part]] | None:
    groups: list[list[list[Part]]] = []
    fixed: list[Part] = []
    at = 0
    while at < len(pieces):
        if _sign(pieces[at]) != "{":
            fixed.append(pieces[at])
            at += 1
            continue
        stop = next((end for end in range(at + 1, len(pieces)) if _sign(pieces[end]) in ("{", "}")), None)
        if stop is not None and _sign(pieces[stop]) == "{":
            return None
        inner = pieces[at + 1 : stop] if stop is not None else []
        signs = "".join(map(_sign, inner))
        if stop is None or ("," not in signs and ".." not in signs):
            fixed.append(pieces[at])
            at += 1
            continue
        if "," not in signs:
            return None
        groups += [[fixed], _choices(inner)]
        fixed = []
        at = stop + 1
    groups.append([fixed])
    return [[part for group in chosen for part in group] for chosen in product(*groups)]


def _choices(inner: Sequence[Part]) -> list[list[Part]]:
    choices: list[list[Part]] = [[]]
    for piece in inner:
        if _sign(piece) == ",":
            choices.append([])
        else:
            choices[-1].append(piece)
    return choices


def _sign(piece: Part) -> str:
    """Return an unquoted character; a blank for everything else."""
    return " " if piece.quoted or piece.expanded else text_of(piece)
