"""The output of ``liqo-values diff``: how a change of values affects the mode, the components, and the values."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from liqo_values.model.locations import where
from liqo_values.model.nodes import dotted
from liqo_values.model.printable import printable
from liqo_values.parsing.masking import Secrets, hidden
from liqo_values.parsing.yaml_writer import written
from liqo_values.reports.json import place
from liqo_values.reports.style import Style, columns, wrap
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.charts.chart_facts import Component
    from liqo_values.engine.compare import Change, Comparison
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact, Mode
    from liqo_values.values.provenance import Origin

_INDENT = "  "


def render(comparison: Comparison, style: Style) -> str:
    """Write the comparison for people; one line if there are no differences."""
    if comparison.same:
        return "the values are the same"
    old, new = comparison.old, comparison.new
    secrets = _secrets(comparison)
    problems = (f"{finding.code} {finding.message} ({where(finding.primary)})" for finding in comparison.problems)
    parts = [
        "" if old.chart is new.chart else f"{style.paint('Chart', 'bold')}  {old.chart.label} -> {new.chart.label}",
        _mode(comparison, style),
        _section("New errors", _bullets(problems, style), style),
        _section("To provide now", _bullets(comparison.provide, style), style),
        _section("No longer to provide", _bullets(comparison.spared, style), style),
        _section("Options templates", _templates(comparison, style), style),
        _section("Values", (line for change in comparison.changes for line in _change(change, style, secrets)), style),
        _section("Deployed now", _components(_besides(new, old), "+"), style),
        _section("No longer deployed", _components(_besides(old, new), "-"), style),
        _section("Consequences", _bullets(comparison.consequences, style), style),
    ]
    return "\n\n".join(part for part in parts if part)


def document(comparison: Comparison) -> str:
    """Write the comparison for programs, as ASCII JSON.

    ``{"version": 1, "charts": {"old": {"family", "release"}, "new"}, "mode": {"old", "new"}, "templates": [{"name",
    "old": "on", "new": "off"}], "deployed": {"added", "removed"}, "problems": [{"code", "key", "message"}], "provide":
    {"added", "removed"}, "changes": [{"path", "key", "old", "new", "old_origin": PLACE, "new_origin": PLACE}],
    "consequences": [text]}``. PLACE is that of the report of ``check``, and null where nothing sets the value. IP
    reflection is null for an options template that does not exist.
    """
    old, new = comparison.old, comparison.new
    secrets = _secrets(comparison)
    content: dict[str, Any] = {
        "version": 1,
        "charts": {"old": _chart(old), "new": _chart(new)},
        "mode": {"old": _name(old.mode), "new": _name(new.mode)},
        "templates": [
            {"name": name, "old": before and before.word, "new": after and after.word}
            for name, (before, after) in comparison.templates.items()
        ],
        "deployed": {
            "added": [component.name for component in _besides(new, old)],
            "removed": [component.name for component in _besides(old, new)],
        },
        "problems": [
            {"code": finding.code, "key": dotted(finding.path), "message": finding.message}
            for finding in comparison.problems
        ],
        "provide": {"added": list(comparison.provide), "removed": list(comparison.spared)},
        "changes": [_changed(change, secrets) for change in comparison.changes],
        "consequences": list(comparison.consequences),
    }
    return json.dumps(content, indent=2)


def _secrets(comparison: Comparison) -> Secrets:
    sides = comparison.old.values, comparison.new.values
    return Secrets(text for values in sides for text in values.credentials())


def _changed(change: Change, secrets: Secrets) -> dict[str, Any]:
    return {
        "path": list(change.path),
        "key": dotted(change.path),
        "old": hidden(change.path, change.old, secrets),
        "new": hidden(change.path, change.new, secrets),
        "old_origin": _place(change.old_origin),
        "new_origin": _place(change.new_origin),
    }


def _place(origin: Origin | None) -> dict[str, Any] | None:
    return place(label(origin, "")) if origin else None


def _chart(result: CheckResult) -> dict[str, str]:
    return {"family": result.chart.family.value, "release": result.chart.release}


def _name(mode: Mode) -> str | None:
    return mode.name.value if mode.name else None


def _besides(result: CheckResult, other: CheckResult) -> list[Component]:
    """Return the components that only the first of two sets of values deploys; none if they are not known of both."""
    if result.chart.only_mode or other.chart.only_mode:
        return []
    return [component for component in result.deployed if component not in other.deployed]


def _mode(comparison: Comparison, style: Style) -> str:
    old, new = comparison.old.mode, comparison.new.mode
    before, after = _name(old) or "undecided", _name(new) or "undecided"
    if before == after:
        return f"{style.paint('Mode', 'bold')}  {after}, as before"
    lines = [f"{style.paint('Mode', 'bold')}  {before} -> {style.paint(after, 'bold', 'cyan')}"]
    for title, earlier, later in (
        ("networking module", old.networking, new.networking),
        ("IP reflection", old.reflection, new.reflection),
    ):
        if earlier.value is not later.value:
            lines += wrap(f"{title}: {_decided(earlier)} -> {_decided(later)}", style.width - len(_INDENT))
    return f"\n{_INDENT}".join(lines)


def _templates(comparison: Comparison, style: Style) -> Iterator[str]:
    for name, (before, after) in comparison.templates.items():
        was, is_now = (_decided(fact) if fact else "no such template" for fact in (before, after))
        for line in wrap(printable(f"IP reflection of {name}: {was} -> {is_now}"), style.width - len(_INDENT)):
            yield f"{_INDENT}{line}"


def _decided(fact: Fact) -> str:
    return printable(f"{fact.word} ({fact.decided_by.text}, {where(fact.decided_by)})")


def _section(title: str, lines: Iterable[str], style: Style) -> str:
    written = list(lines)
    return "\n".join([style.paint(title, "bold"), *written]) if written else ""


def _components(components: Iterable[Component], sign: str) -> list[str]:
    return [f"{_INDENT}{sign} {component.name}: {component.what}" for component in components]


def _bullets(items: Iterable[str], style: Style) -> Iterator[str]:
    for item in items:
        first, *rest = wrap(printable(item), style.width - len(_INDENT) - 2)
        yield f"{_INDENT}* {first}"
        yield from (f"{_INDENT}  {line}" for line in rest)


def _change(change: Change, style: Style, secrets: Secrets) -> Iterator[str]:
    yield f"{_INDENT}{printable(dotted(change.path))}"
    for sign, colour, value, origin in (
        ("-", "red", change.old, change.old_origin),
        ("+", "green", change.new, change.new_origin),
    ):
        if value is not None or origin is not None:
            text = printable(f"{sign} {written(hidden(change.path, value, secrets))}")
            source = _source(origin)
            fits = columns(f"{_INDENT * 3}{text}{source}") <= (style.screen or sys.maxsize)
            between = _INDENT if fits else f"\n{_INDENT * 3}"
            yield f"{_INDENT * 2}{style.paint(text, colour)}{between}{style.paint(source, 'dim')}"


def _source(origin: Origin | None) -> str:
    return printable(where(label(origin, ""))) if origin else ""
