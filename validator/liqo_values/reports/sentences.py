"""Sentences in which code is between backticks."""

from __future__ import annotations


def parts(text: str) -> list[tuple[str, bool]]:
    """Split a sentence into parts; the flag of each says whether it is code."""
    found = text.split("`")
    if len(found) % 2 == 0:  # a backtick in a value, which has no counterpart
        found[-2:] = [f"{found[-2]}`{found[-1]}"]
    return [(part, number % 2 == 1) for number, part in enumerate(found)]
