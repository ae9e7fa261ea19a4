"""SARIF 2.1.0, which GitHub code scanning, Azure DevOps and many editors read.

The report declares all rules, so that an alert closes when its finding disappears; it has ``results`` even if they are
empty. A finding without a place in a file (a ``--set`` argument, a default of the chart) is located in the topmost file
of its release. The report has safe fixes only, because tools may apply them without asking.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from liqo_values import __version__
from liqo_values.model.findings import Finding, Fix, Label, Severity, SuppressedBy, Suppression
from liqo_values.model.locations import file_of
from liqo_values.parsing.masking import is_shareable
from liqo_values.reports.outcome import Outcome, Reported, Spot, followers, spot
from liqo_values.reports.release_names import short
from liqo_values.reports.rule_links import overview, page
from liqo_values.reports.target_charts import notes
from liqo_values.rules.registry import all_rules
from liqo_values.rules.rule import Rule

if TYPE_CHECKING:
    from liqo_values.model.errors import InputError
    from liqo_values.model.source_text import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
#: What GitHub sorts by.
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
_ROOT = "SRCROOT"
_KINDS = {SuppressedBy.COMMENT: "inSource", SuppressedBy.BASELINE: "external"}


def render(outcome: Outcome) -> str:
    """Write the document, in ASCII."""
    return json.dumps(document(outcome), indent=2)


def document(outcome: Outcome) -> dict[str, Any]:
    """Return the document as plain values."""
    rules = {rule.code: number for number, rule in enumerate(all_rules())}
    run = {
        "tool": {
            "driver": {
                "name": "liqo-values",
                "semanticVersion": __version__,
                **({"informationUri": address} if (address := overview()) else {}),
                "rules": [_rule(rule) for rule in all_rules()],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not outcome.failures,
                "toolExecutionNotifications": [
                    *(_notification(failure) for failure in outcome.failures),
                    *({"level": "note", "message": {"text": _text(note)}} for note in notes(outcome.results)),
                ],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the directory in which liqo-values was run"}}},
        "columnKind": "unicodeCodePoints",
        "properties": {"charts": list(dict.fromkeys(result.chart.label for result in outcome.results))},
        "results": [
            *(_result(one.finding, rules, one, outcome.releases_of(one)) for one in outcome.reported),
            *(_result(finding, rules) for finding in outcome.suppressed),
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    declared = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _one_line(rule.sections["What it does"])},
        "help": {"text": rule.doc, "markdown": rule.doc},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _PROBLEMS[rule.severity], "precision": "very-high", "tags": ["liqo"]},
    }
    address = page(rule.code)
    return declared | ({"helpUri": address} if address else {})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _notification(failure: InputError) -> dict[str, Any]:
    return {"level": "error", "message": {"text": _text(f"{failure.message}; {failure.remedy}")}}


def _result(
    finding: Finding, rules: dict[str, int], reported: Reported | None = None, releases: str = ""
) -> dict[str, Any]:
    place = spot(finding)
    others = [label for label in (finding.primary, *finding.related) if label is not place.label and file_of(label)]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rules[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(_message(finding, releases))},
        "locations": [_location(finding, place)],
        "relatedLocations": [
            {"id": number, **_physical(label), "message": {"text": _text(label.text)}}
            for number, label in enumerate(others, start=1)
        ],
        "partialFingerprints": {"liqoValues/v1": finding.fingerprint.digest},
        "suppressions": [_suppression(finding.suppression)] if finding.suppression else [],
    }
    properties: dict[str, Any] = {"follows": [follower.code for follower in finding.follows]} if finding.follows else {}
    if reported is not None:
        properties |= {
            "releases": [short(one) for one in reported.results],
            "charts": list(dict.fromkeys(one.chart.label for one in reported.results)),
        }
    if properties:
        result["properties"] = properties
    fix = _fix(finding.fix) if finding.fix and is_shareable(finding.fix) else None
    return result | ({"fixes": [fix]} if fix else {})


def _text(text: str) -> str:
    """Escape what viewers would take for a link, such as ``[a](https://…)``."""
    return re.sub(r"[\\\[\]]", r"\\\g<0>", text) if "](" in text else text


def _message(finding: Finding, releases: str) -> str:
    follows = (f"follows: {follower}" for follower in followers(finding))
    about = [f"in {releases}"] if releases else []
    return "\n".join([finding.message, _about(finding), f"help: {finding.help}", *follows, *about])


def _about(finding: Finding) -> str:
    """Write the text of the first place, and the related places that are not in any file."""
    hidden = [label for label in finding.related if not file_of(label)]
    at = finding.primary.text if file_of(finding.primary) else f"{finding.primary.layer}: {finding.primary.text}"
    return "\n".join([at, *(f"{label.layer}: {label.text}" for label in hidden)])


def _location(finding: Finding, place: Spot) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if place.label is not None:
        location = _physical(place.label)
    elif place.file:
        location = {"physicalLocation": {"artifactLocation": _artifact(place.file), "region": {"startLine": 1}}}
    if finding.fingerprint.subject and finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.fingerprint.subject, "kind": "member"}]
    return location


def _physical(place: Label) -> dict[str, Any]:
    name, span = file_of(place), place.span
    if name is None or span is None:
        return {}
    return {"physicalLocation": {"artifactLocation": _artifact(name), "region": _region(span)}}


def _artifact(name: str) -> dict[str, str]:
    path = PurePath(name)
    return {"uri": path.as_uri()} if path.is_absolute() else {"uri": _quoted(name), "uriBaseId": _ROOT}


def _quoted(name: str) -> str:
    return quote(name, errors="surrogateescape")  # a name that is not UTF-8 keeps its bytes


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": _KINDS[suppression.by], "status": "accepted"}
    if suppression.reason:
        content["justification"] = suppression.reason
    if suppression.place and file_of(suppression.place):
        content["location"] = _physical(suppression.place)
    return content


def _fix(fix: Fix) -> dict[str, Any] | None:
    """Return a fix as replacements by file; None if it is unsafe, or if it changes text outside of files."""
    files: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        name = file_of(Label(edit.span, edit.span.source.name, ""))
        if name is None:
            return None
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        files.setdefault(name, []).append(replacement)
    if not fix.safe or not files:
        return None
    changes = [{"artifactLocation": _artifact(name), "replacements": edits} for name, edits in files.items()]
    return {"description": {"text": _text(fix.title)}, "artifactChanges": changes}
