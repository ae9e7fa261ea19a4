"""The findings of one release: the marked lines, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Severity
from liqo_values.model.locations import where
from liqo_values.parsing.masking import shown_line
from liqo_values.reports.html.markup import element, join, sentence
from liqo_values.reports.outcome import place_of, top_place
from liqo_values.reports.text import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.findings import Finding, Fix, Label
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup

#: The most characters to show on each side of the marked text, and of the marked text itself.
_AROUND, _MARKED = 60, 120
_DOTS = "…"


def counts(findings: Sequence[Finding], release: Release) -> list[Markup]:
    """Count by severity, with a badge for each that leads to the first one; a badge that says so if there are none."""
    if not findings:
        return [element("span", "no findings", class_="badge clean")]
    by_severity = ([one for one in findings if one.severity is severity] for severity in Severity)
    return [
        element("a", summary(some), href=f"#{release.first(some[0].severity)}", class_=f"badge {some[0].severity}")
        for some in by_severity
        if some
    ]


def list_of(release: Release) -> Markup:
    """Write all findings; empty if there are none."""
    findings = release.result.findings
    if not findings:
        return join(())
    return element("ul", *map(_item, findings, release.targets), class_="findings")


def suppressed(findings: Sequence[Finding]) -> Markup:
    """Write the suppressed findings, collapsed, each with the reason."""
    if not findings:
        return join(())
    number = len(findings)
    title = f"{number} suppressed finding{'s' if number > 1 else ''}"
    return element(
        "details", element("summary", title), element("ul", *map(_suppressed_item, findings)), class_="dismissed"
    )


def _item(finding: Finding, anchor: str) -> Markup:
    severity = element("span", finding.severity.value, class_=f"badge {finding.severity}")
    return element(
        "li",
        element("p", join((severity, _rule(finding), element("strong", sentence(finding.message))), " ")),
        _top(top_place(finding)),
        _place(finding.primary, class_="primary"),
        *(_place(label) for label in finding.related),
        element("p", element("b", "Help: "), sentence(finding.help), class_="help"),
        _fix(finding.fix) if finding.fix else "",
        _follows(finding.follows) if finding.follows else "",
        id=anchor,
        class_=f"finding {finding.severity}",
        data_severity=finding.severity.value,
    )


def _follows(findings: Sequence[Finding]) -> Markup:
    """Write what follows from a finding, one line each."""
    items = (element("li", join((_rule(one), sentence(one.message)), " ")) for one in findings)
    return element("div", element("p", "Fixing this also fixes:"), element("ul", *items), class_="follows")


def _fix(fix: Fix) -> Markup:
    command = "liqo-values fix" if fix.safe else "liqo-values fix --unsafe"
    return element("p", sentence(f"Fix with `{command}`: "), sentence(fix.title))


def _suppressed_item(finding: Finding) -> Markup:
    by = finding.suppression.by.value if finding.suppression else ""
    reason = finding.suppression.reason if finding.suppression else ""
    why = (f"by {by}", f": {reason}" if reason else "")
    place = element("span", place_of(finding), class_="place")
    return element("li", join((_rule(finding), sentence(finding.message), place, join(why, "")), " "))


def _rule(finding: Finding) -> Markup:
    return element("a", f"{finding.code} {finding.name}", href=f"#{finding.code}", class_="rule")


def _top(place: str) -> Markup:
    """Write the place of a finding that has none in a file; empty if there is none."""
    if not place:
        return join(())
    return element("figure", element("figcaption", element("span", place, class_="place")), class_="top")


def _place(label: Label, class_: str = "related") -> Markup:
    """Write the place and, if it is in a text, the line with the marked text."""
    note = element("span", sentence(label.text), class_="note")
    caption = element("figcaption", join((element("span", where(label), class_="place"), note), " "))
    return element("figure", caption, _line(label), class_=class_)


def _line(label: Label) -> Markup:
    span = label.span
    if span is None:
        return join(())
    line = shown_line(span.source, span.line)
    begin = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    before, marked = line[max(0, begin - _AROUND) : begin], line[begin : min(end, begin + _MARKED)]
    if begin > _AROUND:
        before = _DOTS + before
    if end > begin + _MARKED:
        marked += _DOTS
    after = line[end : end + _AROUND] + (_DOTS if len(line) > end + _AROUND else "")
    number = element("span", str(span.line), class_="number") if len(span.source.line_starts) > 1 else ""
    return element("pre", number, element("code", before, element("mark", marked), after))
