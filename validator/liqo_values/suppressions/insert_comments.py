"""Writes comments that suppress findings into files; every other byte stays the same."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Edit, Finding, Severity
from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import yaml
from liqo_values.parsing.comments import scalars
from liqo_values.rules.registry import by_code

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How the names of files end that cannot contain comments.
_JSON = ".json"


def can_be_ignored(finding: Finding) -> bool:
    """Return whether a comment can suppress a finding."""
    return finding.severity is not Severity.ERROR and by_code(finding.code).suppressible


def annotated(source: Source, findings: Iterable[Finding], reason: str) -> str:
    """Return the text of a file with comments that suppress findings.

    A comment goes to the end of the line of the finding, or to a separate line above it if the line is within a
    multi-line string. If the values would change, or if the file is JSON, the text is returned unchanged.

    Args:
        source: The file.
        findings: Findings that can be suppressed and whose first places are in the file.
        reason: What the comments say after ``because``.
    """
    if source.name.endswith(_JSON):
        return source.text
    codes: dict[int, set[str]] = {}
    for finding in findings:
        if finding.primary.span is not None:
            codes.setdefault(finding.primary.span.line, set()).add(finding.code)
    within = _Within(source)
    edits = []
    for line, found in codes.items():
        comment = f"# liqo-values: ignore[{', '.join(sorted(found))}] because {reason}"
        at, insertion = _place(source, line, comment, within)
        edits.append(Edit(Span(source, at, at), insertion))
    text = edited(source, edits)
    return text if _same_values(source, Source(source.name, text)) else source.text


def _place(source: Source, line: int, comment: str, within: _Within) -> tuple[int, str]:
    start = source.line_starts[line - 1]
    content = source.line(line)
    end = start + len(content.rstrip(" \t"))
    if not within.scalar(end):
        return end, f" {comment}"
    indent = content[: len(content) - len(content.lstrip(" \t"))]
    line_end = "\r\n" if source.text.startswith("\r\n", start + len(content)) else "\n"
    return start, f"{indent}{comment}{line_end}"


class _Within:
    """The places within scalars, where a comment would become part of the value."""

    def __init__(self, source: Source) -> None:
        self._stretches = scalars(source)
        self._starts = [start for start, _ in self._stretches]

    def scalar(self, offset: int) -> bool:
        number = bisect_right(self._starts, offset - 1) - 1
        return number >= 0 and offset < self._stretches[number][1]


def _same_values(before: Source, after: Source) -> bool:
    old, new = yaml.parse(before), yaml.parse(after)
    same_diagnostics = [one.code for one in old.diagnostics] == [one.code for one in new.diagnostics]
    return same_diagnostics and plain(old.root) == plain(new.root)
