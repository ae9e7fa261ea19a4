"""Makes text safe to print on a terminal."""

from __future__ import annotations

import re

_TAB = "    "
#: The most characters of one quotation, of what is kept of a longer one, and of a whole sentence.
_QUOTED, _KEPT, _SENTENCE = 120, 80, 1000


def shortened(sentence: str) -> str:
    """Cut quotations, which may be whole files, and what is too long even so."""
    if len(sentence) <= _QUOTED:
        return sentence
    cut = sentence
    for quote in "`", '"':
        cut = re.sub(
            rf"{quote}([^{quote}]{{{_KEPT}}})[^{quote}]{{{_QUOTED - _KEPT},}}{quote}", rf"{quote}\1…{quote}", cut
        )
    return cut if len(cut) <= _SENTENCE else f"{cut[:_SENTENCE]}…"


def inert(text: str) -> str:
    """Break up what build servers take for a command, such as ``::stop-commands::`` or ``##[error]``, invisibly."""
    return re.sub(r"#(?=#\w*\[)", "#\u200b", re.sub(r"(?m)^([^\S\n]*):(?=:)", "\\1:\u200b", text))


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
