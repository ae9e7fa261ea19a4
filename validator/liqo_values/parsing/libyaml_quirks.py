"""Work around differences between libyaml and its older port to Go: hide the characters that Helm reads differently."""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"

# A colon in a plain scalar of a flow collection, before a bracket or comma: newer libyaml reports an error, while
# Helm's port reads `[a:, b]` as the items `a:` and `b`.
_INNER_COLON = r"""(?<=[^\s"'\]}\[{,]):(?=[,\[\]{}?])"""
_ATTEMPTS = 20  # each attempt reads the text again
_COLON_ERROR = "found unexpected ':'"
_PRIVATE_USE = range(0xE000, 0xF8FF)


class StandIns:
    r"""The text for libyaml, with private-use characters in place of those that it would misread.

    One of these is a byte order mark at the start of a later line (two files joined by ``cat``): libyaml skips it,
    while Helm's port makes it part of the key.

    Attributes:
        text: The text that libyaml reads; as long as the original, except for a final line end, which Helm 4 adds too.
        escaped_slashes: Whether the text contains ``\/``.
    """

    def __init__(self, text: str) -> None:
        self.escaped_slashes = "\\/" in text
        self.text = text if text.endswith("\n") else text + "\n"
        self._restore: dict[int, str] = {}
        self._colon: str | None = None
        self._attempts = _ATTEMPTS
        if BYTE_ORDER_MARK in text:
            self.text = self.text.replace(BYTE_ORDER_MARK, self._stand_in(BYTE_ORDER_MARK))

    def without_added_line_end(self) -> StandIns:
        """Return the same without the final line end that Helm 4 adds."""
        from copy import copy  # noqa: PLC0415 - Helm 3 rarely reads something else

        same = copy(self)
        same.text = self.text[:-1]
        return same

    def cover_colon(self, problem: str, index: int) -> bool:
        """Hide the colon at ``index`` that libyaml rejects; the first call hides all others like it too.

        Returns whether to read the text again.
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
