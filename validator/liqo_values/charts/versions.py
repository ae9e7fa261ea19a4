"""Chart versions and version ranges, as Helm reads them (Masterminds/semver)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_VERSION = r"(?a)v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
#: A part of a version, or a wildcard, as in `1.x`, `1.2.*` or `*`.
_PART = r"(?:\d+|[xX*])"
_COMPARISON = (
    r"(?a)\s*(==?|!=|>=|=>|<=|=<|>|<|~>?|\^)?"
    rf"\s*v?({_PART}(?:\.{_PART}){{0,2}})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*"
)
_HYPHEN = rf"(?a)\s*v?({_PART}(?:\.{_PART}){{0,2}})\s+-\s+v?({_PART}(?:\.{_PART}){{0,2}})\s*"
_OPEN = ("x", "X", "*")
#: The number of parts in a full version.
_WHOLE = 3


class Version(NamedTuple):
    """A version. Pre-releases, such as ``1.0.0-rc.1``, come before the version without a suffix."""

    major: int
    minor: int
    patch: int
    candidate: str = ""

    @property
    def rank(self) -> tuple[int, int, int, bool, list[tuple[bool, int, str]]]:
        """The key that sorts versions."""
        parts = self.candidate.split(".") if self.candidate else []
        ranked = [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
        return self.major, self.minor, self.patch, not self.candidate, ranked

    def __str__(self) -> str:
        number = f"{self.major}.{self.minor}.{self.patch}"
        return f"{number}-{self.candidate}" if self.candidate else number


def read(text: str) -> Version | None:
    """Read one version, with or without a ``v``; missing parts are 0. Return None if it is not a version."""
    match = re.fullmatch(_VERSION, text.strip())
    if match is None:
        return None
    return Version(int(match[1]), int(match[2] or 0), int(match[3] or 0), match[4] or "")


def all_of(texts: Iterable[str]) -> tuple[Version, ...]:
    """Read several versions; leave out texts that are not versions."""
    return tuple(version for version in map(read, texts) if version is not None)


def newest(text: str, known: Sequence[Version]) -> Version | None:
    """Return the newest known version in a range; None if there is none, or if the text is not a range.

    As in Helm, pre-releases count only if the range names one.

    Args:
        text: A range such as ``~1.1``, ``>=1.0 <1.2`` or ``1.0.x || 1.2.x``; empty for any version.
        known: The versions to choose from.
    """
    allowed = [version for version in known if _allows(text.strip() or "*", version)]
    return max(allowed, key=lambda version: version.rank, default=None)


class _Bounds(NamedTuple):
    """The versions from ``first`` up to, but not including, ``end``; None means no bound."""

    first: Version | None = None
    end: Version | None = None

    def has(self, version: Version) -> bool:
        after = self.first is None or self.first.rank <= version.rank
        return after and (self.end is None or version.rank < self.end.rank)


def _allows(text: str, version: Version) -> bool:
    return any(_allows_all(alternative, version) for alternative in text.split("||"))


def _allows_all(text: str, version: Version) -> bool:
    """Return whether a version satisfies all comparisons in a text; False if one of them cannot be read."""
    hyphen = re.fullmatch(_HYPHEN, text)
    if hyphen:
        text = f">={hyphen[1]} <={hyphen[2]}"
    position = 0
    found = False
    for match in _comparisons(text):
        if match.start() != position or not _within(match, version):
            return False
        position = match.end()
        found = True
        if text[position : position + 1] == ",":
            position += 1
    return found and position == len(text)


def _comparisons(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := re.compile(_COMPARISON).match(text, position):
        yield match
        position = match.end() + (text[match.end() : match.end() + 1] == ",")


def _within(match: re.Match[str], version: Version) -> bool:
    operator, parts, candidate = match[1] or "=", match[2].split("."), match[3] or ""
    if version.candidate and not candidate:
        return False
    fixed = [int(part) for part in _until_open(parts)]
    major, minor, patch = [*fixed, 0, 0, 0][:3]
    lowest = Version(major, minor, patch, candidate)
    if operator in ("=", "==", "!=") and len(fixed) == _WHOLE:
        return (version == lowest) is not (operator == "!=")
    return _bounds(operator, fixed, lowest).has(version) is not (operator == "!=")


def _until_open(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        if part in _OPEN:
            return
        yield part


def _bounds(operator: str, fixed: list[int], lowest: Version) -> _Bounds:
    after = _next(fixed)  # the first version after all that match the written parts
    match operator:
        case ">=" | "=>":
            return _Bounds(lowest)
        case ">":
            return _Bounds(after)
        case "<":
            return _Bounds(None, lowest)
        case "<=" | "=<":
            return _Bounds(None, after)
        case "~" | "~>":
            return _Bounds(lowest, _next(fixed[:2]))
        case "^":
            significant = next((number for number, part in enumerate(fixed, 1) if part), len(fixed))
            return _Bounds(lowest, _next(fixed[:significant]))
        case _:
            return _Bounds(lowest, after)


def _next(fixed: list[int]) -> Version | None:
    """Return the first version after all that begin with the given numbers; None without numbers."""
    if not fixed:
        return None
    *above, last = fixed
    major, minor, patch = [*above, last + 1, 0, 0, 0][:3]
    return Version(major, minor, patch)
