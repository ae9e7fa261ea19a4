"""Makes text safe to print on a terminal."""

from __future__ import annotations

_TAB = "    "


def printable(text: str) -> str:
    """Escape characters that would control a terminal instead of being shown, such as changes of text direction."""
    return text if text.isprintable() else "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char == "\t":
        return _TAB
    if char.isprintable():
        return char
    import unicodedata  # noqa: PLC0415 - few texts need it

    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape", "surrogatepass").decode("ascii")
    return char
