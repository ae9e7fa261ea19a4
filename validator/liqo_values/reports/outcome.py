"""The input of all reports: the results of one run, and what could not be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import OLD_VALUES, Finding, Label, Severity
from liqo_values.model.locations import file_of, is_file, where
from liqo_values.reports.release_names import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Fingerprint
    from liqo_values.model.source_text import Span

#: The most findings to list under their cause; if there are more, the last ones are counted, except for old keys.
_FOLLOWERS = 4


class Reported(NamedTuple):
    """A finding, and the releases that it is about.

    Attributes:
        finding: The finding.
        results: The results of the releases, in their order.
    """

    finding: Finding
    results: Sequence[CheckResult]

    @property
    def charts(self) -> str:
        """The names of their charts."""
        return " and ".join(dict.fromkeys(result.chart.label for result in self.results))

    @property
    def releases(self) -> str:
        """The names of the releases and of their charts: ``rome.yaml and milan.yaml, for Liqo's chart v1.1.2``."""
        return f"{listed(self.results)}, for {self.charts}"


class Outcome(NamedTuple):
    """The results of a run.

    Attributes:
        results: The results of each release.
        failures: Why releases could not be checked.
        threshold: The lowest severity that makes the run fail.
        peerings: The peerings that the project file states.
    """

    results: Sequence[CheckResult]
    failures: Sequence[InputError] = ()
    threshold: Severity = Severity.ERROR
    peerings: Sequence[Peering] = ()

    @property
    def findings(self) -> list[Finding]:
        """All findings that are not suppressed, each once: those in a shared layer occur in all its releases."""
        return _distinct(finding for result in self.results for finding in result.findings)

    @property
    def suppressed(self) -> list[Finding]:
        """All suppressed findings, each once."""
        return _distinct(finding for result in self.results for finding in result.suppressed)

    @property
    def not_selected(self) -> list[Finding]:
        """All findings of rules that are not selected, each once."""
        return _distinct(finding for result in self.results for finding in result.not_selected)

    @property
    def reported(self) -> list[Reported]:
        """The same findings, each with the releases that it is about."""
        releases: dict[tuple[Fingerprint, str], list[CheckResult]] = {}
        for result in self.results:
            for finding in result.findings:
                releases.setdefault(_identity(finding), []).append(result)
        return [Reported(finding, tuple(releases[_identity(finding)])) for finding in self.findings]

    @property
    def several(self) -> bool:
        """Whether reports have to say which release a finding is about."""
        return len(self.results) > 1

    def releases_of(self, reported: Reported) -> str:
        """Name the releases of a finding if there are others, and their charts if there are other charts."""
        if not self.several:
            return ""
        charts = {result.chart for result in self.results}
        return reported.releases if len(charts) > 1 else listed(reported.results)

    def fails(self, finding: Finding) -> bool:
        """Return whether a finding makes the run fail."""
        return finding.suppression is None and finding.severity.at_least(self.threshold)

    @property
    def failed(self) -> bool:
        """Whether any finding makes the run fail."""
        return any(self.fails(finding) for result in self.results for finding in result.findings)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, with what follows from it in any release."""
    found: dict[tuple[Fingerprint, str], Finding] = {}
    for finding in findings:
        known = found.setdefault(_identity(finding), finding)
        if known is not finding:
            more = [one for one in finding.follows if one not in known.follows]
            found[_identity(finding)] = known.followed_by(more)
    return list(found.values())


def _identity(finding: Finding) -> tuple[Fingerprint, str]:
    return finding.fingerprint, finding.message


class Spot(NamedTuple):
    """Where a web page shows a finding.

    Attributes:
        file: The file, relative to the current directory if it is below it; empty if there is none.
        label: The place in it; None if only the file as a whole can be shown.
    """

    file: str
    label: Label | None = None

    @property
    def span(self) -> Span | None:
        """The text at the place."""
        return self.label.span if self.label else None


def spot(finding: Finding) -> Spot:
    """Return the first place of a finding that is in a file; if there is none, the topmost file of its release."""
    for label in (finding.primary, *finding.related):
        file = file_of(label)
        if file:
            return Spot(file, label)
    home = finding.fingerprint.home
    return Spot(home if is_file(home) else "")


def place_of(finding: Finding) -> str:
    """Write where a finding is, as FILE:LINE:COLUMN if there is any file: at worst, the top of that of its release."""
    found = spot(finding)
    if finding.primary.span is not None or not found.file:
        return where(finding.primary)
    return where(found.label) if found.label else _top(found.file)


def top_place(finding: Finding) -> str:
    """Write the top of the file of a release if no place of a finding is in any text; otherwise empty."""
    file = spot(finding).file
    in_text = any(label.span is not None for label in (finding.primary, *finding.related))
    return _top(file) if file and not in_text else ""


def _top(file: str) -> str:
    return f"{file}:1:1"


def sentence(finding: Finding) -> str:
    """Write a whole finding in one line, for reports that do not quote the values."""
    follows = "".join(f"; follows: {follower}" for follower in followers(finding))
    return f"{finding.message} ({finding.primary.text}); {finding.help}{follows}"


def followers(finding: Finding) -> list[str]:
    """Write each finding that follows from another one, in one line; the last ones are counted if there are many."""
    follows = finding.follows
    all_fit = len(follows) <= _FOLLOWERS or finding.code == OLD_VALUES
    shown = follows if all_fit else follows[: _FOLLOWERS - 1]
    more = [f"{len(follows) - len(shown)} more"] if len(shown) < len(follows) else []
    return [f"{one.code} {one.message}" for one in shown] + more
