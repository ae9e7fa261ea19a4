"""What the project file says, and what it means for a values file."""

# Imports that only a project file needs happen when there is one.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine.project_expectations import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.engine.glob import Glob
    from liqo_values.engine.result import CheckResult
    from liqo_values.engine.rule_selection import Selection
    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.model.findings import Finding, Severity, Suppression
    from liqo_values.model.source_text import Span
    from liqo_values.values.expectation import Expectation
    from liqo_values.values.release_inputs import Given


class Stack:
    """The layers of one release.

    Attributes:
        name: Its name in reports.
        given: The files and arguments that Helm gets; paths are relative to the current folder.
    """

    def __init__(self, name: str, given: Given) -> None:
        self.name = name
        self.given = given

    @cached_property
    def paths(self) -> frozenset[Path]:
        """Its files, as absolute paths."""
        return frozenset(Path(os.path.realpath(str(file))) for file in self.given.files)


class _Contents(NamedTuple):
    """The contents of a project file; empty if there is none.

    Attributes:
        folder: The folder of the project file.
        file: The project file; None if there is none.
        chosen: Whether the user named it.
        stacks: The stacks.
        severities: The severity of rules by code; None turns a rule off.
        exclude: Patterns of files to skip.
        chart: The chart that all values are for; None if it names none.
        charts: The charts that files are for, by pattern; the first that matches counts.
        expect: What is expected of all releases; None if nothing is.
        expectations: What is expected of files, by pattern, or of clusters, without one; the first that matches counts.
        patterns: The patterns of ``charts`` and ``expectations`` with their places, one list for each of the two.
        peerings: The peerings; if there are any, only peered clusters are compared.
        suppressions: What comments in the project file suppress, by the code of the rule and the place.
        selection: The rules to report; None for all of them.
        exclude_here: Patterns of files to skip, relative to the current folder.
        force_exclude: Whether to skip them even if they are named.
        without_cluster: Whether all charts are rendered without cluster access.
        fail_on: The lowest severity that makes a check fail; empty if it names none.
        baseline: The file with known findings, relative to the current folder; empty if it names none.
    """

    folder: Path = Path()
    file: Path | None = None
    chosen: bool = False
    stacks: Sequence[Stack] = ()
    severities: Mapping[str, Severity | None] = {}
    exclude: Sequence[Glob] = ()
    chart: Selected | None = None
    charts: Sequence[tuple[Glob, Selected]] = ()
    expect: Expectation | None = None
    expectations: Sequence[tuple[Glob | None, Expectation]] = ()
    patterns: Sequence[Sequence[tuple[Glob, Span]]] = ()
    peerings: Sequence[Peering] = ()
    suppressions: Mapping[tuple[str, str], Suppression] = {}
    selection: Selection | None = None
    exclude_here: Sequence[Glob] = ()
    force_exclude: bool = False
    without_cluster: bool = False
    fail_on: str = ""
    baseline: str = ""


class Config(_Contents):
    """A project file, and what it means for a values file."""

    def stacks_with(self, path: str) -> Sequence[Stack]:
        """Return the stacks that a file is part of."""
        return self._stacks_by_file.get(Path(os.path.realpath(path)), ()) if self.stacks else ()

    @cached_property
    def _stacks_by_file(self) -> dict[Path, list[Stack]]:
        found: dict[Path, list[Stack]] = {}
        for stack in self.stacks:
            for path in stack.paths:
                found.setdefault(path, []).append(stack)
        return found

    def excludes(self, path: str) -> str | None:
        """Return the pattern for which a file is skipped; None if there is none."""
        for patterns, folder in ((self.exclude, self.folder), (self.exclude_here, Path())):
            names = _names(path, folder) if patterns else ()
            found = next((pattern.pattern for pattern in patterns if pattern.matches_any(names)), None)
            if found is not None:
                return found
        return None

    def is_other(self, path: str) -> bool:
        """Return whether a project file is one that does not count, although the user did not choose another."""
        return not self.chosen and (self.file is None or os.path.realpath(path) != os.path.realpath(self.file))

    def chart_of(self, path: str) -> Selected | None:
        """Return the chart that a file is for by its path; None if no pattern matches it."""
        names = self.names_of(path) if self.charts else ()
        return next((chart for pattern, chart in self.charts if pattern.matches_any(names)), None)

    def names_of(self, path: str) -> Collection[str]:
        """Return what patterns of the project match of a file: the path that is named, and the one links lead to."""
        return _names(path, self.folder)

    def expected_of(self, *paths: str) -> Sequence[Expectation]:
        """Return what may be expected of a release by the paths of its files, the topmost last.

        The first one that is about its cluster counts; all but the last are about some clusters only.
        """
        if not self.expectations:
            return (self.expect,) if self.expect is not None else ()
        found = self._matching(self._file(paths))
        return (*found, self.expect) if self.expect is not None else found

    def _file(self, paths: Sequence[str]) -> str:
        """Return the topmost file of which something is expected; empty if nothing is of any."""
        patterns = [pattern for pattern, _ in self.expectations if pattern is not None]
        named = ((path, self.names_of(path)) for path in reversed(paths))
        return next((path for path, names in named if any(pattern.matches_any(names) for pattern in patterns)), "")

    def _matching(self, path: str) -> Sequence[Expectation]:
        """Return what is expected of clusters, and of a file, up to the first pattern that matches it."""
        found: list[Expectation] = []
        names = self.names_of(path) if path else ()
        for pattern, expectation in self.expectations:
            if pattern is None:
                found.append(expectation)
            elif pattern.matches_any(names):
                return (*found, expectation)
        return found

    def over(self, given: Given) -> Given:
        """Return the input of a release with what the project says of all of them."""
        given = given._replace(without_cluster=given.without_cluster or self.without_cluster)
        own = self.expected_of(*(file for file in given.files if isinstance(file, str)))
        given = given._replace(expectations=narrowed(given.expectations, own))
        return given if self.chart is None else given._replace(**self.chart.fields())

    def without_charts(self) -> Config:
        """Return the same without the charts that it names."""
        stacks = [Stack(stack.name, stack.given._replace(chart_named=False)) for stack in self.stacks]
        return self._replace(stacks=stacks, chart=None, charts=())

    def compared(self, results: Sequence[CheckResult], *, ignores: bool = True) -> list[CheckResult]:
        """Add the findings about several releases to the results of a run, and apply what the project says of rules.

        Args:
            results: The results.
            ignores: Whether comments in the project file may suppress findings.
        """
        from liqo_values.engine.across_releases import compare

        compared = compare(results, self.peerings, self.suppressions if ignores else {})
        return list(map(self.applied, compared))

    def compared_some(
        self, results: Sequence[CheckResult], others: Sequence[CheckResult]
    ) -> tuple[list[CheckResult], list[CheckResult]]:
        """Do the same for some results of a run.

        Args:
            results: The results.
            others: The other results of the run, which count only if the project states peerings.

        Returns:
            The results, and the others that have findings about one of them, with only these.
        """
        if not self.peerings:
            return list(map(self.applied, results)), []
        from liqo_values.engine.across_releases import compare_some

        compared, about = compare_some(results, others, self.peerings, self.suppressions)
        return list(map(self.applied, compared)), list(map(self.applied, about))

    def applied(self, result: CheckResult) -> CheckResult:
        """Apply the severities of the project to findings, and leave out rules that are not selected."""
        if not self.severities and self.selection is None:
            return result
        from liqo_values.engine.rule_selection import applied

        return applied(result, self.severities, self._left_out)

    def applied_to(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Do the same with findings that are not about values, such as those about a cluster."""
        from liqo_values.engine.rule_selection import applied_to

        return applied_to(findings, self.severities, self._left_out)

    def choose(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> Config:
        """Return the same with the rules that options choose: --select replaces all, --ignore adds to `ignore`."""
        from liqo_values.engine.rule_selection import Selection

        own = self.selection or Selection()
        return self._replace(selection=Selection(select, ignore) if select else own.ignoring(ignore))

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return self.selection.left_out() if self.selection else frozenset()


def _names(path: str, folder: Path) -> Collection[str]:
    """Return the paths of a file relative to a folder: as it is named, and without links."""
    named = {os.path.relpath(real(path), real(folder)) for real in (os.path.abspath, os.path.realpath)}
    return {name.replace(os.sep, "/") for name in named}
