"""A release of a run, as the page lists it."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Severity
from liqo_values.model.layers import DEFAULTS_NAME
from liqo_values.model.printable import printable
from liqo_values.reports.style import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding

#: The name for the mode of releases that do not result in one.
UNDECIDED = "undecided"


class Release(NamedTuple):
    """A release of the run.

    Attributes:
        number: Its number, from 1.
        result: The result of its check.
    """

    number: int
    result: CheckResult

    @property
    def anchor(self) -> str:
        """The target of links to it."""
        return f"release-{self.number}"

    @property
    def rank(self) -> int:
        """What comes first in the page: rejected releases, then those with errors, warnings and notices."""
        order = list(Severity)
        found = (order.index(one.severity) + 1 for one in self.result.findings)
        return 0 if self.result.refused else min(found, default=len(order) + 1)

    def first(self, severity: Severity) -> str | None:
        """Return the target of links to its first finding with a severity; None if it has none."""
        found = any(one.severity is severity for one in self.result.findings)
        return f"{self.anchor}-{severity.value}" if found else None

    @property
    def targets(self) -> list[str]:
        """The targets of links to its findings, in their order; counts lead to the first one with a severity."""
        firsts: dict[Severity, Finding] = {}
        return [
            f"{self.anchor}-{one.severity.value}"
            if firsts.setdefault(one.severity, one) is one
            else f"{self.anchor}-finding-{number}"
            for number, one in enumerate(self.result.findings, 1)
        ]

    @property
    def layers(self) -> str:
        """Its layers, lowest first."""
        return " + ".join(self.result.layers) or DEFAULTS_NAME

    @property
    def name(self) -> str:
        """Its name."""
        return self.result.name or self.layers

    @property
    def mode(self) -> str:
        """The name of its mode."""
        return self.result.mode.name.value if self.result.mode.name else UNDECIDED

    @property
    def meaning(self) -> str:
        """What the mode means, in one line."""
        return meaning(self.result.chart, self.mode)


def meaning(chart: TargetChart, mode: str) -> str:
    """Return what a mode means, in one line."""
    return "these values do not result in a mode" if mode == UNDECIDED else chart.effects.by_mode[mode].meaning


def short_names(names: Sequence[str], longest: int) -> list[str]:
    """Remove the folders and words that all names have in common at their start and end, and shorten the rest.

    Args:
        names: The names.
        longest: The most columns of a name.
    """
    pieces = [re.findall(r"[^/ ]*[/ ]?", name)[:-1] or [name] for name in names]
    before = after = 0
    if len(pieces) > 1:
        shortest = min(map(len, pieces))
        before = min(_shared(pieces), shortest - 1)
        after = min(_shared([piece[::-1] for piece in pieces]), shortest - 1 - before)
    kept = ("".join(piece[before : len(piece) - after]).strip("/ ") for piece in pieces)
    return [cut(printable(short or name), longest) for short, name in zip(kept, names, strict=True)]


def _shared(pieces: Sequence[Sequence[str]]) -> int:
    """Count the items that all sequences have in common at their start."""
    return sum(1 for _ in takewhile(lambda same: len(set(same)) == 1, zip(*pieces, strict=False)))
