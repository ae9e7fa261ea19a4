"""Compares the releases of two runs: which were added and removed, and what changes in the others."""

from __future__ import annotations

from collections import Counter
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


def compare_runs(old: Sequence[CheckResult], new: Sequence[CheckResult]) -> list[ReleaseChange]:
    """Compare the releases of two runs; a release is known by its name and its own file."""
    before, after = _by_name(old), _by_name(new)
    changes = [
        ReleaseChange(release, "changed" if name in before else "added", tuple(_cells(before.get(name), release)))
        for name, release in after.items()
    ]
    removed = [release for name, release in before.items() if name not in after]
    changes += [ReleaseChange(release, "removed", tuple(_cells(release, None))) for release in removed]
    return [change for change in changes if change.cells]


def mode_of(result: CheckResult) -> str:
    """Write the mode of a release."""
    name = result.mode.name.value if result.mode.name else "undecided"
    return f"{name}, but rejected" if result.refused else name


def _by_name(results: Sequence[CheckResult]) -> dict[tuple[str, str, int], CheckResult]:
    numbers: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str, int], CheckResult] = {}
    for result in results:
        name = result.name, top_file(result.layers) or ""
        found[*name, numbers[name]] = result
        numbers[name] += 1
    return found


def _cells(old: CheckResult | None, new: CheckResult | None) -> Iterator[Cell]:
    pairs: list[tuple[str, str | None, str | None]] = [
        ("mode", mode_of(old) if old else None, mode_of(new) if new else None),
        ("chart", old.chart.label if old else None, new.chart.label if new else None),
    ]
    if old and new:
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
