"""Where libyaml has moved on since it was ported to Go: characters that it must not see as what they are."""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"

# A colon inside a plain scalar of a flow collection, before a bracket or comma: newer libyaml stops with an error,
# Helm's port reads `[a:, b]` as the items `a:` and `b`.
_INNER_COLON = r"""(?<=[^\s"'\]}\[{,]):(?=[,\[\]{}?])"""
_ATTEMPTS = 20  # every further one reads the text again
_COLON_ERROR = "found unexpected ':'"
_PRIVATE_USE = range(0xE000, 0xF8FF)


class StandIns:
    r"""The text for libyaml, with characters of private use in place of those that it would misread.

    A byte order mark at the start of a line in the middle (two files joined by ``cat``) is one: libyaml skips it,
    Helm's port makes it part of the key.

    Attributes:
        text: What libyaml is given; as long as the original, but for a final line end, which Helm 4 adds as well.
        escaped_slashes: Whether ``\/`` occurs anywhere.
    """

    def __init__(self, text: str) -> None:
        self.escaped_slashes = "\\/" in text
        self.text = text if text.endswith("\n") else text + "\n"
        self._restore: dict[int, str] = {}
        self._colon: str | None = None
        self._attempts = _ATTEMPTS
        if BYTE_ORDER_MARK in text:
            self.text = self.text.replace(BYTE_ORDER_MARK, self._stand_in(BYTE_ORDER_MARK))

    def cover_colon(self, problem: str, index: int) -> bool:
        """Hide the colon at ``index`` that libyaml complains of, and at first all others like it.

        Returns whether there is a point in reading again.
        """
        if _COLON_ERROR not in problem or self._attempts == 0:
            return False
        self._attempts -= 1
        if self._colon is None:
            self._colon = self._stand_in(":")
            self.text = re.sub(_INNER_COLON, self._colon, self.text)
        if self.text[index : index + 1] == ":":
            self.text = self.text[:index] + self._colon + self.text[index + 1 :]
        return True

    def restore(self, value: str) -> str:
        """Put the original characters back into a scalar."""
        return value.translate(self._restore) if self._restore else value

    def _stand_in(self, original: str) -> str:
        code = next(code for code in _PRIVATE_USE if code not in self._restore and chr(code) not in self.text)
        self._restore[code] = original
        return chr(code)
