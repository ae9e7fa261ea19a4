"""Text that may be shown: without what would command a terminal instead of being seen."""

from __future__ import annotations

_TAB = "    "


def printable(text: str) -> str:
    """Spell out what would command a terminal instead of being seen: control characters, changes of direction."""
    return text if text.isprintable() else "".join(_seen(char) for char in text)


def _seen(char: str) -> str:
    if char == "\t":
        return _TAB
    if char.isprintable():
        return char
    import unicodedata  # noqa: PLC0415 - few texts need it

    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape", "surrogatepass").decode("ascii")
    return char
