"""JUnit's XML, which nearly every build server shows: a suite per release, a case per finding.

A finding that makes the run fail is a failure. Other findings pass, with their text as output. Suppressed findings are
skipped, and input that could not be checked is an error. A release without findings is one case that passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from liqo_values.model.layers import DEFAULTS_NAME
from liqo_values.model.printable import printable
from liqo_values.reports import release_names
from liqo_values.reports.outcome import place_of
from liqo_values.reports.style import Style
from liqo_values.reports.text import render_one

if TYPE_CHECKING:
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding
    from liqo_values.reports.outcome import Outcome

_COUNTED = ("failure", "error", "skipped")


def render(outcome: Outcome) -> str:
    """Write the document; it is ASCII, with references to all other characters."""
    root = Element("testsuites", name="liqo-values")
    for result in outcome.results:
        _suite(root, result, outcome)
    if outcome.failures:
        suite = SubElement(root, "testsuite", name="liqo-values")
        for failure in outcome.failures:
            case = SubElement(suite, "testcase", name=_text(failure.message), classname="liqo-values", time="0")
            SubElement(case, "error", type="input", message=_text(failure.message)).text = _text(failure.remedy)
    for suite in root:
        _count(suite)
    _count(root)
    indent(root)
    written: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii")


def _suite(root: Element, result: CheckResult, outcome: Outcome) -> None:
    name = _text(release_names.full(result))
    suite = SubElement(root, "testsuite", name=name)
    properties = SubElement(suite, "properties")
    SubElement(properties, "property", name="chart", value=_text(result.chart.label))
    for note in result.chart_notes:
        SubElement(properties, "property", name="chart.note", value=_text(note))
    findings = [*result.findings, *result.suppressed]
    for finding in findings:
        _case(suite, finding, outcome)
    if not findings:
        SubElement(suite, "testcase", name="no findings", classname=name, time="0")


def _case(suite: Element, finding: Finding, outcome: Outcome) -> None:
    name = f"{finding.code} {finding.name}: {place_of(finding)}"
    home = finding.fingerprint.home or DEFAULTS_NAME
    case = SubElement(suite, "testcase", name=_text(name), classname=_text(home), time="0")
    message = _text(finding.message)
    # Control characters are escaped already; line ends may stay.
    whole = "\n".join(_text(line) for line in render_one(finding, Style()).split("\n"))
    if finding.suppression:
        reason = finding.suppression.reason or f"suppressed by {finding.suppression.by}"
        SubElement(case, "skipped", message=_text(reason))
    elif outcome.fails(finding):
        SubElement(case, "failure", type=finding.severity.value, message=message).text = whole
    else:
        SubElement(case, "system-out").text = whole


def _count(element: Element) -> None:
    element.set("tests", str(sum(1 for _ in element.iter("testcase"))))
    for kind in _COUNTED:
        plural = kind if kind == "skipped" else f"{kind}s"
        element.set(plural, str(sum(1 for _ in element.iter(kind))))
    element.set("time", "0")


def _text(text: str) -> str:
    """Avoid what XML cannot contain: control characters are escaped, and two code points are replaced."""
    return printable(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
