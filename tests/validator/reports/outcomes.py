"""Outcomes that the tests of all reports share: one plain one, and one as hostile as values can make it."""

from __future__ import annotations

import liqo_values
from liqo_values.engine.fingerprints import signed
from liqo_values.engine.result import CheckResult
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Edit, Finding, Fix, Label, Severity, SuppressedBy, Suppression
from liqo_values.model.source_text import Source, Span
from liqo_values.reports.outcome import Outcome

HOSTILE = "x]]>&<b>%0A::error::|`@here` \x1b[31m\x00\ufffe\u202e\udcff #1 *y* [z](javascript:0) \\| \n::warning::\r\n"


def at(source: Source, text: str, note: str = "here") -> Label:
    """Point to the first occurrence of some characters."""
    start = source.text.index(text)
    return Label(Span(source, start, start + len(text)), source.name, note)


def result_of(*findings: Finding, suppressed: tuple[Finding, ...] = (), layers: tuple[str, ...] = ()) -> CheckResult:
    """Make a result of findings, which get their fingerprints; the mode is that of a small values file."""
    mode = liqo_values.check([Source("values.yaml", "networking: {enabled: false}\n")])
    everything = signed([*findings, *suppressed], layers or ("values.yaml",))
    return mode.replace(
        layers=layers or ("values.yaml",),
        findings=tuple(everything[: len(findings)]),
        suppressed=tuple(everything[len(findings) :]),
    )


def plain() -> Outcome:
    """One finding of each severity: with a fix, at an argument, suppressed."""
    source = Source("clusters/rome 1.yaml", "networking:\n  enabled: 'false'\n  reflectIPs: no\ntag: v1\n")
    enabled = at(source, "'false'", "a text")
    fix = Fix("remove the quotes", (Edit(at(source, "'false'").span or Span(source, 0, 0), "false"),), safe=True)
    error = Finding(
        "LQ004",
        "quoted-boolean",
        Severity.ERROR,
        "`networking.enabled` is a text",
        ("networking", "enabled"),
        enabled,
        (at(source, "networking", "in this section"),),
        "remove the quotes",
        fix,
    )
    argument = Source("--set tag=v2", "tag=v2")
    warning = Finding(
        "LQ205",
        "repeated-flag",
        Severity.WARNING,
        "`tag` is set twice",
        ("tag",),
        Label(Span(argument, 4, 6), argument.name, "wins"),
        (at(source, "v1", "overridden"),),
        "set it once",
    )
    notice = Finding(
        "LQ105",
        "hidden-ips-beside-network",
        Severity.NOTICE,
        "no Service lists a remote pod",
        ("networking", "reflectIPs"),
        at(source, "no\n"[:2], "hides them"),
        (),
        "leave it out",
        suppression=Suppression(SuppressedBy.COMMENT, "batch jobs only", at(source, "tag", "this comment")),
    )
    return Outcome([result_of(error, warning, suppressed=(notice,), layers=("clusters/rome 1.yaml", "--set tag=v2"))])


def caused() -> Outcome:
    """A misspelled key, and the two findings that follow from it."""
    return Outcome([liqo_values.check([Source("values.yaml", "networking:\n  enabeld: false\n")])])


def hostile() -> Outcome:
    """Everything that a user's text can bring into a report."""
    source = Source(f"a,b:{HOSTILE}.yaml", f"k: {HOSTILE}\nlast: 1\n")
    place = Label(Span(source, 3, 3 + len(HOSTILE)), source.name, HOSTILE)
    fix = Fix(HOSTILE, (Edit(Span(source, 3, 4), HOSTILE),), safe=True)
    finding = Finding(
        "LQ002",
        "unknown-key",
        Severity.ERROR,
        f"the chart has no key `{HOSTILE}`",
        (HOSTILE,),
        place,
        (place, Label(None, HOSTILE, HOSTILE)),
        HOSTILE,
        fix,
    )
    skipped = finding.replace(suppression=Suppression(SuppressedBy.BASELINE, HOSTILE))
    cause = finding.followed_by([finding.replace(path=())])
    result = result_of(cause, suppressed=(skipped,), layers=(source.name,))
    return Outcome([result], [InputError(HOSTILE, HOSTILE)])


def nothing() -> Outcome:
    """A release without findings."""
    return Outcome([result_of()])
