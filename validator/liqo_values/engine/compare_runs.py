"""Compares the releases of two runs: which were added and removed, and what changes in the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import EXTERNAL_CIDR, INTERNAL_CIDR, POD_CIDR, POD_CIDRS, SERVICE_CIDR
from liqo_values.model.locations import top_file
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.nodes import Plain

#: The ranges of addresses.
_CIDRS = (POD_CIDR, POD_CIDRS, SERVICE_CIDR, EXTERNAL_CIDR, INTERNAL_CIDR)
#: The line of a command in the name of its release; a line that is added above changes it.
_LINE = r" in line \d+"


class Cell(NamedTuple):
    """Something of a release that changes.

    Attributes:
        what: What it is: ``mode``, ``chart``, ``components`` or the key of a CIDR.
        old: What it was; None if there was nothing. Of components, only those that are not deployed any more.
        new: What it is; None if there is nothing. Of components, only those that are new.
    """

    what: str
    old: str | None
    new: str | None


class ReleaseChange(NamedTuple):
    """A release that differs.

    Attributes:
        release: The release after, or before if it was removed.
        word: ``added``, ``removed`` or ``changed``.
        cells: What changes; for an added or removed release, its mode and its chart.
    """

    release: CheckResult
    word: str
    cells: tuple[Cell, ...]

    @property
    def flips(self) -> bool:
        """Whether the mode changes of a release that stays."""
        return self.word == "changed" and any(cell.what == "mode" for cell in self.cells)


def compare_runs(old: Sequence[CheckResult], new: Sequence[CheckResult]) -> list[ReleaseChange]:
    """Compare the releases of two runs; those whose mode changes come first.

    A release is known by its name, its own file and the cluster that its manifest names. If several are known by the
    same, those that do not differ are paired first, the others in their order.
    """
    former = _former(old, new)
    changes = [
        ReleaseChange(release, "added" if before is None else "changed", tuple(_cells(before, release)))
        for release, before in zip(new, former, strict=True)
    ]
    kept = {id(release) for release in former}
    removed = (release for release in old if id(release) not in kept)
    changes += [ReleaseChange(release, "removed", tuple(_cells(release, None))) for release in removed]
    return sorted((change for change in changes if change.cells), key=lambda change: not change.flips)


def mode_of(result: CheckResult) -> str:
    """Write the mode of a release."""
    if result.unreadable:
        return "cannot be read"
    name = result.mode.name.value if result.mode.name else "undecided"
    return f"{name}, but rejected" if result.refused else name


def _former(old: Sequence[CheckResult], new: Sequence[CheckResult]) -> list[CheckResult | None]:
    """Return what each release was before; None if it was not there."""
    found: list[CheckResult | None] = [None] * len(new)
    left = list(old)
    for key in (_seen, _known_by):
        waiting: dict[tuple[object, ...], list[CheckResult]] = {}
        for release in reversed(left):
            waiting.setdefault(key(release), []).append(release)
        for number, release in enumerate(new):
            alike = waiting.get(key(release))
            if found[number] is None and alike:
                found[number] = alike.pop()
        taken = {id(release) for release in found}
        left = [release for release in left if id(release) not in taken]
    return found


def _seen(result: CheckResult) -> tuple[object, ...]:
    """Return what a release is known by, and all that is compared of it."""
    cidrs = [_shown(result.values.get(*path)) for path in _CIDRS]
    components = tuple(component.name for component in result.deployed)
    return (*_known_by(result), mode_of(result), result.chart.label, components, *cidrs)


def _known_by(result: CheckResult) -> tuple[str, ...]:
    destination = result.cluster.destination if result.cluster else None
    return re.sub(_LINE, "", result.name), top_file(result.layers) or "", *(destination[:2] if destination else ())


def _cells(old: CheckResult | None, new: CheckResult | None) -> Iterator[Cell]:
    pairs: list[tuple[str, str | None, str | None]] = [
        ("mode", mode_of(old) if old else None, mode_of(new) if new else None),
        ("chart", old.chart.label if old else None, new.chart.label if new else None),
    ]
    if old and new and not (old.unreadable or new.unreadable):
        if not (old.chart.only_mode or new.chart.only_mode):
            were, are = ([component.name for component in side.deployed] for side in (old, new))
            pairs.append(("components", _besides(were, are), _besides(are, were)))
        pairs += [(dotted(path), _shown(old.values.get(*path)), _shown(new.values.get(*path))) for path in _CIDRS]
    yield from (Cell(*pair) for pair in pairs if pair[1] != pair[2])


def _besides(names: Sequence[str], others: Sequence[str]) -> str | None:
    return ", ".join(name for name in names if name not in others) or None


def _shown(value: Plain) -> str | None:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return None if value in (None, "") else str(value)
