"""Our sentences, in which code stands between backticks."""

from __future__ import annotations


def parts(text: str) -> list[tuple[str, bool]]:
    """Cut a sentence into its parts, and tell of each whether it is code."""
    found = text.split("`")
    if len(found) % 2 == 0:  # a backtick in a value; whatever it opens never closes
        found[-2:] = [f"{found[-2]}`{found[-1]}"]
    return [(part, number % 2 == 1) for number, part in enumerate(found)]
