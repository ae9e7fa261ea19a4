"""Findings as editors show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from liqo_values.lsp.text_positions import Lines
from liqo_values.model.findings import Severity
from liqo_values.model.locations import is_file
from liqo_values.reports.outcome import Outcome, Reported, followers
from liqo_values.reports.rule_links import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.lsp.document_checks import DocumentCheck
    from liqo_values.lsp.open_documents import OpenDocuments
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Finding, Label
    from liqo_values.model.source_text import Source, Span

#: The name of the program at each diagnostic.
SOURCE = "liqo-values"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTICE: types.DiagnosticSeverity.Information,
}
_START = types.Range(types.Position(0, 0), types.Position(0, 0))


class Places:
    """Converts places in texts to those in documents."""

    def __init__(self, documents: OpenDocuments) -> None:
        self._documents = documents
        self._lines: dict[int, tuple[Source, Lines]] = {}

    def range(self, span: Span) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.position(span.source, span.start), self.position(span.source, span.end))

    def position(self, source: Source, offset: int) -> types.Position:
        """Return the position of an offset in a text."""
        if id(source) not in self._lines:
            self._lines[id(source)] = source, Lines(source.text, self._documents.encoding)
        _, lines = self._lines[id(source)]
        return types.Position(*lines.position(offset))

    def location(self, check: DocumentCheck, span: Span) -> types.Location | None:
        """Return where a span is; None if it is not in a file."""
        name = span.source.name
        return types.Location(self._documents.uri_of(check.path_of(name)), self.range(span)) if is_file(name) else None


def by_uri(
    checks: Sequence[DocumentCheck], documents: OpenDocuments, *, related: bool = True
) -> dict[str, list[types.Diagnostic]]:
    """Return what to show in each file; a finding of several checks, each with its own file, only once.

    Args:
        checks: The checks of all open documents.
        documents: The open documents, each of which is in the result.
        related: Whether the editor shows related places.
    """
    places = Places(documents)
    shown: dict[str, dict[str, types.Diagnostic]] = {document.uri: {} for document in documents}
    for check, outcome in _outcomes(checks):
        for reported in outcome.reported:
            uri, diagnostic = _of_finding(reported, outcome, check, places, documents, related=related)
            shown.setdefault(uri, {}).setdefault(_identity(diagnostic), diagnostic)
    for check in checks:
        for error in check.errors:
            uri, diagnostic = _of_error(error, check, places, documents)
            shown.setdefault(uri, {}).setdefault(_identity(diagnostic), diagnostic)
    return {uri: list(found.values()) for uri, found in shown.items()}


def _outcomes(checks: Sequence[DocumentCheck]) -> Iterator[tuple[DocumentCheck, Outcome]]:
    """Yield the releases of each document, and then the others with findings about them that are in no document."""
    for check in checks:
        yield check, Outcome(check.results)
    own = {(result.name, result.layers) for check in checks for result in check.results}
    for check in checks:
        for result in check.others:
            if (result.name, result.layers) not in own:
                yield check, Outcome([result])


def range_of(finding: Finding, check: DocumentCheck, places: Places) -> tuple[str, types.Range]:
    """Return the file in which a finding is shown, and its range: the top of the file if it has no place."""
    span = finding.primary.span
    if span is not None and is_file(span.source.name):
        return check.path_of(span.source.name), places.range(span)
    home = finding.fingerprint.home
    return check.path_of(home) if is_file(home) else check.path, _START


def _identity(diagnostic: types.Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.range} {diagnostic.message}"


def _of_finding(
    reported: Reported,
    outcome: Outcome,
    check: DocumentCheck,
    places: Places,
    documents: OpenDocuments,
    *,
    related: bool,
) -> tuple[str, types.Diagnostic]:
    finding = reported.finding
    path, range_ = range_of(finding, check, places)
    address = page(finding.code)
    diagnostic = types.Diagnostic(
        range=range_,
        message=_message(reported, outcome),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(address) if address else None,
        source=SOURCE,
        related_information=_related(finding.related, check, places) if related else None,
    )
    return documents.uri_of(path), diagnostic


def _message(reported: Reported, outcome: Outcome) -> str:
    """Write a finding: the message first, then what to do, what follows from it, and the releases it is about."""
    finding = reported.finding
    releases = outcome.releases_of(reported)
    lines = [finding.message, finding.help, *(f"follows: {one}" for one in followers(finding))]
    return "\n".join([*lines, f"in {releases}"] if releases else lines)


def _related(
    labels: Iterable[Label], check: DocumentCheck, places: Places
) -> list[types.DiagnosticRelatedInformation] | None:
    found = [(label, places.location(check, label.span)) for label in labels if label.span is not None]
    return [types.DiagnosticRelatedInformation(at, label.text) for label, at in found if at is not None] or None


def _of_error(
    error: InputError, check: DocumentCheck, places: Places, documents: OpenDocuments
) -> tuple[str, types.Diagnostic]:
    at = places.location(check, error.span) if error.span is not None else None
    message = f"{error.message}\n{error.remedy}"
    diagnostic = types.Diagnostic(
        at.range if at else _START, message, severity=types.DiagnosticSeverity.Error, source=SOURCE
    )
    return at.uri if at else documents.uri_of(check.path), diagnostic
