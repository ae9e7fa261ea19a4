"""Shortcuts: the releases in a file, and what their places are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.result import CheckResult
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import put

if TYPE_CHECKING:
    from liqo_values.model.findings import Finding


def results(*paths: str, given: Given | None = None) -> list[CheckResult]:
    """Check files for our chart, whatever chart they name; none of them fails."""
    outcome = Run()
    run((given or Given())._replace(chart_named=True), [Target(path) for path in paths], outcome, lambda *_: None)
    assert outcome.errors == []
    return outcome.results


def result(name: str, text: str) -> CheckResult:
    """Write a file and check the one release in it."""
    (only,) = results(put(name, text))
    return only


def marked(finding: Finding) -> str:
    """Write down what a finding marks, as ``name:line: text``."""
    span = finding.primary.span
    assert span is not None
    assert span.source.text == Path(span.source.name).read_text(encoding="utf-8")
    return f"{finding.primary.layer}:{span.line}: {span.text}"


def facts(checked: CheckResult) -> tuple[bool | None, bool | None]:
    """Return the networking module and IP reflection: on, off or undecided."""
    return checked.mode.networking.value, checked.mode.reflection.value
