"""Findings for people: one block each, with the marked lines of every layer involved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Finding, Label, Severity, with_fixes
from liqo_values.model.layers import STDIN_NAME
from liqo_values.model.locations import is_file, where
from liqo_values.model.printable import printable
from liqo_values.parsing.masking import shown_line
from liqo_values.reports import release_names, target_charts
from liqo_values.reports.outcome import Outcome, followers, place_of, top_place
from liqo_values.reports.rule_links import page
from liqo_values.reports.style import Style, columns, prefix, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.source_text import Span

#: Severities in colour.
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
#: The number of characters to keep before a mark if the line is too long to show completely.
_CONTEXT = 24
_DOTS = "..."
#: The most releases without findings to name in the last line; more are counted.
_NAMED = 3


def render(findings: Iterable[Finding], style: Style) -> str:
    """Write all findings, each followed by an empty line; empty if there are none."""
    return "".join(f"{render_one(finding, style)}\n\n" for finding in findings)


def render_run(outcome: Outcome, style: Style) -> str:
    """Write the findings of a run, with their releases if there are several, and the last line; empty without any."""
    if not outcome.results:
        return ""
    hint = _fixable_with(outcome)
    note = f"\n{style.paint('note', 'bold')}: {printable(hint)}" if hint else ""
    return f"{render_reported(outcome, style)}{conclusion(outcome.results, style)}{note}"


def render_reported(outcome: Outcome, style: Style) -> str:
    """Write the findings of a run, each once, with their releases if there are several; empty if there are none."""
    blocks = (render_one(one.finding, style, outcome.releases_of(one)) for one in outcome.reported)
    return "".join(f"{block}\n\n" for block in blocks)


def _fixable_with(outcome: Outcome) -> str:
    """Name the commands that fix findings; empty if there is nothing to fix.

    With several files, their names are not repeated: the command takes the same ones as ``check``.
    """
    fixes = [finding.fix for finding in with_fixes(outcome.findings) if finding.fix]
    if not fixes:
        return ""
    files = {edit.span.source.name for fix in fixes for edit in fix.edits}
    alone = len(files) == 1 and all(len(result.layers) == 1 for result in outcome.results)
    where_to = f" {_argument(files.pop())}" if alone else ""
    safe = sum(fix.safe for fix in fixes)
    parts = [
        f"{count} fixable with `liqo-values {command}{where_to}`"
        for count, command in ((safe, "fix"), (len(fixes) - safe, "fix --unsafe"))
        if count
    ]
    return ", ".join(parts) + ("" if alone else ", and the same files and options")


def _argument(name: str) -> str:
    """Return how a shell passes a file to a command."""
    from shlex import quote  # noqa: PLC0415 - values without findings do not need it

    return "-" if name == STDIN_NAME else quote(name)


def render_one(finding: Finding, style: Style, releases: str = "") -> str:
    """Write one finding; ``releases`` names the releases that it is about, unless that is obvious."""
    colour = COLOURS[finding.severity]
    code = style.link(finding.code, page(finding.code))
    head = style.paint(f"{finding.severity}[{code}]", "bold", colour)
    lines = [f"{head}{style.paint(':', 'bold')} {style.paint(printable(finding.message), 'bold')}"]
    labels = [(finding.primary, True), *((label, False) for label in finding.related)]
    gutter = _gutter(label for label, _ in labels)
    top = top_place(finding)
    if top:
        lines.append(_arrow(gutter, top, style))
    lines += _places(labels, gutter, colour, style)
    lines += _tail(gutter, "help", finding.help, style)
    for sentence in followers(finding):
        lines += _tail(gutter, "follows", sentence, style)
    if releases:
        lines += _tail(gutter, "in", releases, style)
    return "\n".join(line.rstrip() for line in lines)


def render_fixed(findings: Sequence[Finding], style: Style) -> str:
    """Write the fixed findings, one per line, followed by an empty line; empty if there are none."""
    word = style.paint("fixed", "bold", "green")
    lines = [
        f"{word}[{finding.code}] {printable(place_of(finding))}: {printable(finding.fix.title)}\n"
        for finding in findings
        if finding.fix
    ]
    return "".join(lines) + ("\n" if lines else "")


def render_problem(message: str, help_text: str, span: Span | None, style: Style) -> str:
    """Write why the command could not run, in the same form as a finding."""
    lines = [
        f"{style.paint('error', 'bold', 'red')}{style.paint(':', 'bold')} {style.paint(printable(message), 'bold')}"
    ]
    gutter = 1
    if span is not None:
        place = Label(span, span.source.name, "")
        gutter = _gutter([place])
        lines += _places([(place, True)], gutter, "red", style)
    lines += _tail(gutter, "help", help_text, style)
    return "\n".join(line.rstrip() for line in lines)


def summary(findings: Sequence[Finding]) -> str:
    """Count by severity: ``2 errors, 1 warning``; ``no findings``."""
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    parts = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts if count]
    return ", ".join(parts) or "no findings"


def _gutter(labels: Iterable[Label]) -> int:
    """Return the width of the line numbers."""
    return max((len(str(label.span.end_line)) for label in labels if label.span is not None), default=1)


def _tail(gutter: int, word: str, text: str, style: Style) -> list[str]:
    indent = " " * (gutter + 1)
    width = style.width - len(indent) - len(word) - 4
    first, *rest = wrap(printable(text), width)
    lines = [f"{indent}{style.paint('=', 'blue')} {style.paint(word, 'bold')}: {first}"]
    return lines + [f"{indent}{' ' * (len(word) + 4)}{line}" for line in rest]


def _places(labels: Sequence[tuple[Label, bool]], gutter: int, colour: str, style: Style) -> list[str]:
    """Write the snippets, one per layer in the order of the labels; then the places without text.

    Releases that share a file each have their own copy of its text.
    """
    lines: list[str] = []
    groups: dict[tuple[str, str], list[tuple[Label, bool]]] = {}
    nowhere: list[Label] = []
    for label, primary in labels:
        if label.span is None:
            nowhere.append(label)
        else:
            groups.setdefault((label.layer, label.span.source.text), []).append((label, primary))
    indent = " " * gutter
    bar = style.paint("|", "blue")
    for group in groups.values():
        lines.append(_arrow(gutter, where(group[0][0]), style))
        lines.append(f"{indent} {bar}")
        lines += _snippet(group, gutter, colour, style)
        lines.append(f"{indent} {bar}")
    for label in nowhere:
        lines.append(_arrow(gutter, f"{label.layer}: {label.text}", style))
    return lines


def _arrow(gutter: int, place: str, style: Style) -> str:
    return f"{' ' * gutter}{style.paint('-->', 'blue')} {printable(place)}"


def _snippet(group: list[tuple[Label, bool]], gutter: int, colour: str, style: Style) -> list[str]:
    """Write the marked lines of one source in order; dots replace the lines between them.

    A line that is too wide to show all its marks is written once for each.
    """
    marked = sorted(
        ((label.span, label.text, primary) for label, primary in group if label.span), key=lambda m: m[0].start
    )
    bar = style.paint("|", "blue")
    source = marked[0][0].source
    numbered = len(source.line_starts) > 1 or source.name == STDIN_NAME or is_file(source.name)
    lines: list[str] = []
    previous, before = 0, ""
    for span, text, primary in marked:
        number = span.line
        shown, start, length = _window(span, style.width - gutter - 3)
        if (number, shown) != (previous, before):
            if previous and number > previous + 1:
                lines.append(style.paint(_DOTS, "blue"))
            label = str(number) if numbered else ""
            lines.append(f"{style.paint(label.rjust(gutter), 'blue')} {bar} {shown}")
        mark = ("^" if primary else "-") * length
        note = f"{mark} {printable(text)}"
        lines.append(
            f"{' ' * gutter} {bar} {' ' * start}{style.paint(note, *(('bold', colour) if primary else ('blue',)))}"
        )
        previous, before = number, shown
    return lines


def _window(span: Span, width: int) -> tuple[str, int, int]:
    """Return the line of a span as shown, the column of the mark (0-based) and its length.

    A span of several lines is marked on its first line. A line wider than ``width`` is shortened to the text around the
    mark.
    """
    line = shown_line(span.source, span.line)
    begin = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    left = 0
    if len(line) > width or columns(printable(line)) > width:
        left = max(0, begin - _CONTEXT)
    before, marked, after = line[left:begin], line[begin:end], line[end : end + width + 1]
    before = (_DOTS if left else "") + printable(before)
    room = max(1, width - columns(before))
    shown = printable(marked)
    length = max(1, columns(shown))
    if length > room:
        shown, length, after = f"{prefix(shown, max(1, room - len(_DOTS)))}{_DOTS}", room, ""
    rest = printable(after[: room + 1])
    spare = width - columns(before) - length
    if columns(rest) > spare:
        rest = f"{prefix(rest, spare - len(_DOTS))}{_DOTS}" if spare > len(_DOTS) else ""
    return f"{before}{shown}{rest}", columns(before), length


def conclusion(results: Sequence[CheckResult], style: Style) -> str:
    """Write the last line, and how the charts were chosen, if that needs to be said."""
    lines = (f"{style.paint('note', 'bold')}: {printable(note)}" for note in target_charts.notes(results))
    return "\n".join([headline(results, style), *lines])


def headline(results: Sequence[CheckResult], style: Style) -> str:
    """Write what was checked, the number of findings by severity, and for which chart."""
    findings = Outcome(results).findings
    colour = COLOURS[min((finding.severity for finding in findings), key=list(Severity).index)] if findings else "green"
    checked = printable(f"{_checked(results)}{_charts(results)}")
    return f"{style.paint(summary(findings), 'bold', colour)} in {checked}{_further(results)}"


def _checked(results: Sequence[CheckResult]) -> str:
    """Name the release, or count those with findings, which are named beside the findings."""
    found = sum(bool(result.findings) for result in results)
    if len(results) > 1 and found:
        return f"{found} of {len(results)} releases"
    return ", ".join(map(release_names.full, results)) if len(results) <= _NAMED else f"{len(results)} releases"


def _charts(results: Sequence[CheckResult]) -> str:
    """Name the charts; without numbers if there is only one."""
    chart = target_charts.only_one(results)
    if chart is not None:
        return f", for {chart.label}"
    return f", for {target_charts.counted(results)}" if results else ""


def _further(results: Sequence[CheckResult]) -> str:
    """Count fixable, suppressed and unselected findings, in parentheses; empty if there are none."""
    outcome = Outcome(results)
    errors = sum(finding.severity is Severity.ERROR for finding in outcome.not_selected)
    counts = (
        (len(with_fixes(outcome.findings)), "fixable"),
        (len(outcome.suppressed), "suppressed"),
        (errors, f"error{'s' if errors > 1 else ''} not selected"),
    )
    parts = [f"{count} {word}" for count, word in counts if count]
    return f" ({', '.join(parts)})" if parts else ""
