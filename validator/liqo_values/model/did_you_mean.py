"""Finds the word that a misspelt word probably means."""

from __future__ import annotations

from functools import lru_cache

#: Names shorter than the first number must match exactly; from each number of characters on, one more may differ.
_TINY, _SHORT, _LONG = 3, 5, 9


@lru_cache(1024)
def nearest(name: str, candidates: tuple[str, ...], most: int = 3) -> str | None:
    """Return the most similar candidate if it is similar enough; case and separators do not matter.

    Args:
        name: The misspelt word.
        candidates: The words that it may be.
        most: How many characters may differ at most; fewer in short names.
    """
    wanted = _folded(name)
    most = min(most, sum(len(wanted) >= length for length in (_TINY, _SHORT, _LONG)))
    ranked = sorted((distance(wanted, _folded(other), most), other) for other in candidates)
    return ranked[0][1] if ranked and ranked[0][0] <= most else None


def _folded(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def distance(first: str, second: str, most: int) -> int:
    """Count insertions, deletions, replacements and swaps of adjacent characters; inexact above ``most``."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    ours, theirs = set(first), set(second)
    if len(ours - theirs) > most or len(theirs - ours) > most:  # each of these characters is a difference
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, char in enumerate(first, 1):
        previous, row = row, [i]
        for j, other in enumerate(second, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (char != other))
            if i > 1 and j > 1 and char == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]


def is_spelt_alike(name: str, other: str) -> bool:
    """Return whether two keys differ only in case and separators."""
    return _folded(name) == _folded(other)
