"""Check that numbers and durations fit into 64 bits, as Go's ``strconv`` and ``time`` do."""

from __future__ import annotations

import re

_BASES = {"x": 16, "o": 8, "b": 2}
_LARGEST = 1 << 63
#: In nanoseconds.
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = r"([0-9]*)(?:\.([0-9]*))?([^0-9.]+)"


def fits(text: str, minimum: int, maximum: int, *, any_base: bool) -> bool:
    """Return whether a number is within limits; also true for text that is not a number.

    Args:
        text: The number, with its sign and underscores, if any.
        minimum: The smallest number, at most 0.
        maximum: The largest number.
        any_base: Whether a prefix can set the base, so that 010 is 8.
    """
    digits = text.lstrip("+-").replace("_", "").lower()
    prefixed = re.fullmatch("0([xob]?)([0-9a-f]+)", digits) if any_base else None
    if prefixed:
        number = int(prefixed[2], _BASES[prefixed[1] or "o"])
    elif digits.isdigit():
        # Python rejects thousands of digits.
        digits = digits.lstrip("0") or "0"
        farthest = max(maximum, -minimum)
        number = int(digits) if len(digits) <= len(str(farthest)) else farthest + 1
    else:
        return True
    return minimum <= (-number if text.startswith("-") else number) <= maximum


def duration_fits(text: str) -> bool:
    """Return whether a duration in a valid form fits into the nanoseconds of Go's ``time.ParseDuration``."""
    total = 0
    for whole, fraction, unit in re.findall(_PART, text.lstrip("+-")):
        part = _nanoseconds(whole, fraction, _UNITS[unit])
        total = (total + part) % (2 * _LARGEST)  # overflows as in Go: twice the largest is 0
        if max(part, total) > _LARGEST:
            return False
    return text.startswith("-") or total < _LARGEST


def _nanoseconds(whole: str, fraction: str, unit: int) -> int:
    """Convert one part of a duration, rounded as in Go; anything too large is ``_LARGEST + 1`` or more."""
    digits = whole.lstrip("0") or "0"
    number = int(digits) if len(digits) <= len(str(_LARGEST)) else _LARGEST + 1
    if number > _LARGEST:
        return _LARGEST + 1
    counted, scale = 0, 1.0
    for digit in fraction:
        if counted > (_LARGEST - 1) // 10 or counted * 10 + int(digit) > _LARGEST:
            break
        counted = counted * 10 + int(digit)
        scale *= 10
    return number * unit + int(float(counted) * (float(unit) / scale))
