"""The screen of ``liqo-values mode``: the mode, what decided it, and what it means for you."""

from __future__ import annotations

import sys
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.locations import where
from liqo_values.model.nodes import dotted
from liqo_values.model.printable import printable
from liqo_values.reports.style import Style, columns, cut, pad, visible, wrap
from liqo_values.reports.target_charts import said
from liqo_values.rules.registry import by_code
from liqo_values.rules.rule import RefusedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.charts.chart_facts import Component, Effect
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact, Mode

_INDENT = "  "
_DEEPER = "    "
#: The minimum width for two lists side by side.
_TWO_LISTS = 90
#: The most columns for the name of an options template.
_LONGEST_NAME = 20
_COLOURS = {True: ("bold", "green"), False: ("bold",), None: ("bold", "red")}


class _Signs(NamedTuple):
    """The characters that draw the screen."""

    corners: tuple[str, str, str, str]
    horizontal: str
    vertical: str
    present: str
    absent: str
    bullet: str


_UNICODE = _Signs(("╭", "╮", "╰", "╯"), "─", "│", "●", "○", "·")
_ASCII = _Signs(("+", "+", "+", "+"), "-", "|", "+", "-", "*")


def render(result: CheckResult, style: Style) -> str:
    """Write the screen for one release."""
    signs = _UNICODE if style.unicode else _ASCII
    mode = result.mode
    lines = _box(result, signs, style)
    lines += ["", *_facts(mode, style)]
    if result.refused:
        lines += ["", *_rejection(result, signs, style)]
    if result.unexpected:
        lines += ["", *_unexpected(result, signs, style)]
    if result.virtual_nodes:
        lines += ["", *_virtual_nodes(result, signs, style)]
    if mode.networking.value is not None and result.deployed:
        lines += ["", *_components(result, signs, style)]
    if mode.name is not None and not result.chart.only_mode:
        lines += _effect(result, result.chart.effects.by_mode[mode.name], signs, style)
    return "\n".join(line.rstrip() for line in lines)


def _box(result: CheckResult, signs: _Signs, style: Style) -> list[str]:
    mode = result.mode
    if mode.name is None:
        name, meaning = "undecided", "these values do not result in a mode"
    else:
        name, meaning = mode.name.value, result.chart.effects.by_mode[mode.name].meaning
        name += ", but rejected" if result.refused else ""
    width = style.width - 2
    top_left, top_right, bottom_left, bottom_right = signs.corners
    edge = style.paint(signs.vertical, "dim")
    painted = style.paint(pad(name, width - 4), "bold", "red" if result.refused else "cyan")
    rows = [painted, *(pad(line, width - 4) for line in wrap(meaning, width - 4))]
    about = (line for text in said(result) for line in wrap(printable(text), width - 4))
    rows += [style.paint(pad(line, width - 4), "dim") for line in about]
    return [
        style.paint(f"{top_left}{signs.horizontal * width}{top_right}", "dim"),
        *(f"{edge}  {row}  {edge}" for row in rows),
        style.paint(f"{bottom_left}{signs.horizontal * width}{bottom_right}", "dim"),
    ]


def _facts(mode: Mode, style: Style) -> list[str]:
    """Write the facts: name, value, what decided it and where; as a table if there is enough room."""
    facts = [("networking module", mode.networking), ("IP reflection", mode.reflection)]
    facts += [(f"for {cut(printable(name), _LONGEST_NAME)}", fact) for name, fact in mode.templates.items()]
    titles = max(len(title) for title, _ in facts)
    words = max(len(fact.word) for _, fact in facts)
    stories = [_story(fact) for _, fact in facts]
    subjects = max(columns(subject) for story in stories for subject, _ in story)
    left = len(_INDENT) + titles + 2 + words + 2
    # Shortened places could not be copied: if one does not fit, all go on a line of their own, below.
    places = max(columns(place) for story in stories for _, place in story)
    table = places <= style.width - left - subjects - 2
    indent = left if max(places + len(_INDENT), subjects) <= style.width - left else len(_DEEPER)
    lines: list[str] = []
    for (title, fact), story in zip(facts, stories, strict=True):
        head = f"{_INDENT}{pad(title, titles)}  {style.paint(pad(fact.word, words), *_COLOURS[fact.value])}"
        if table:
            rows = _table(story, subjects, style)
            lines += [f"{head}  {rows[0]}", *(" " * left + row for row in rows[1:])]
        else:
            rows = _below(story, style.width - indent, style)
            lines += [f"{head}  {rows.pop(0)}"] if indent == left else [head]
            lines += [" " * indent + row for row in rows]
        if fact.doubt:
            lines += [
                " " * indent + style.paint(line, "red") for line in wrap(printable(fact.doubt), style.width - indent)
            ]
    return lines


def _table(story: Sequence[tuple[str, str]], width: int, style: Style) -> list[str]:
    """Write what decided a fact and what that overrode, each next to its place; what it overrode is dimmed."""
    return [
        f"{style.paint(pad(subject, width), *(('dim',) if number else ()))}  {style.paint(place, 'dim')}"
        for number, (subject, place) in enumerate(story)
    ]


def _below(story: Sequence[tuple[str, str]], room: int, style: Style) -> list[str]:
    """Write what decided a fact and what that overrode, each above its place, which is wrapped if it is too long."""
    lines: list[str] = []
    for number, (subject, place) in enumerate(story):
        lines.append(style.paint(cut(subject, room), *(("dim",) if number else ())))
        lines += [_INDENT + style.paint(line, "dim") for line in wrap(place, room - len(_INDENT))]
    return lines


def _story(fact: Fact) -> list[tuple[str, str]]:
    """Return what decided a fact and what that overrode, each with its place."""
    labels = (("", fact.decided_by), *(("overrides ", label) for label in fact.overrode))
    return [(before + printable(label.text), printable(where(label))) for before, label in labels]


def _rejection(result: CheckResult, signs: _Signs, style: Style) -> list[str]:
    """Write why the values are rejected, one line per error."""
    items = [
        f"{finding.code} {printable(finding.message)} ({printable(where(finding.primary))})"
        for finding in result.refusals
    ]
    hint = "run `liqo-values check` with the same options to see how to fix them"
    hints = [_DEEPER + line for line in wrap(hint, style.width - len(_DEEPER))]
    by_helm = any(by_code(finding.code).refused_by is not RefusedBy.INSTALLER for finding in result.refusals)
    heading = "Helm rejects these values" if by_helm else "Flux or Kustomize rejects this release"
    return [_heading(heading, style, "red"), *_bullets(items, signs, style), *hints]


def _unexpected(result: CheckResult, signs: _Signs, style: Style) -> list[str]:
    """Write who expects another mode, one line per expectation."""
    items = []
    for finding in result.unexpected:
        places = dict.fromkeys(where(place) for place in (finding.primary, *finding.related))
        others = ", ".join(place for place in places if place not in finding.message)
        items.append(printable(f"{finding.code} {finding.message}{f' ({others})' if others else ''}"))
    return [_heading("Not as expected", style, "red"), *_bullets(items, signs, style)]


def _virtual_nodes(result: CheckResult, signs: _Signs, style: Style) -> list[str]:
    """Write the mode of each virtual node, and what decided its IP reflection."""
    items = []
    for node in result.virtual_nodes:
        fact = node.mode.reflection
        name = f", {node.mode.name}" if node.mode.name else ""
        doubt = f"; {fact.doubt}" if fact.doubt else ""
        decided = f"{fact.decided_by.text} ({where(fact.decided_by)})"
        items.append(printable(f"{node.name}: IP reflection {fact.word}{name}: {decided}{doubt}"))
    return [_heading("Virtual nodes", style), *_bullets(items, signs, style)]


def _components(result: CheckResult, signs: _Signs, style: Style) -> list[str]:
    """List the deployed components and, next to or below them, those that are not deployed."""
    on = [(component.name, component.what) for component in result.deployed]
    off = [(component.name, _why_not(component, result.mode)) for component in result.not_deployed]
    present = partial(_list, "Deployed", on, style.paint(signs.present, "green"), style)
    if not off:
        return present(style.width)
    absent = partial(_list, "Not deployed", off, style.paint(signs.absent, "dim"), style)
    if style.width < _TWO_LISTS:
        return [*present(style.width), "", *absent(style.width)]
    left = _share(present(sys.maxsize), absent(sys.maxsize), style.width)
    rows = zip_longest(present(left - 2), absent(style.width - left), fillvalue="")
    return [first + " " * (left - visible(first)) + second for first, second in rows]


def _share(first: Iterable[str], second: Iterable[str], width: int) -> int:
    """Return the width of the first of two lists side by side: half, or more if the second needs less."""
    wanted = max(visible(line) for line in first) + 2
    spared = width - max(visible(line) for line in second)
    return max(width // 2, min(wanted, spared))


def _why_not(component: Component, mode: Mode) -> str:
    """Describe a component that is not deployed, or name its own switch if that turns it off."""
    if component.switch and not (component.network and mode.networking.value is False):
        return f"by {dotted(component.switch)}"
    return component.what


def _list(heading: str, components: Sequence[tuple[str, str]], sign: str, style: Style, width: int) -> list[str]:
    names = max(len(name) for name, _ in components)
    left = len(_DEEPER) + 2 + names + 2
    lines = [_heading(heading, style)]
    for name, what in components:
        first, *rest = wrap(what, width - left)
        lines.append(f"{_DEEPER}{sign} {pad(name, names)}  {style.paint(first, 'dim')}")
        lines += [" " * left + style.paint(line, "dim") for line in rest]
    return lines


def _effect(result: CheckResult, effect: Effect, signs: _Signs, style: Style) -> list[str]:
    pod = effect.pod
    rows = (("IP", pod.ip_note), ("Services", pod.services), ("traffic", pod.traffic))
    titles = max(len(title) for title, _ in rows)
    left = len(_DEEPER) + titles + 2
    header, example = _kubectl(pod.ip, style.width - len(_DEEPER))
    lines = ["", _heading("How the home cluster sees a remote pod", style)]
    lines += [_DEEPER + style.paint(header, "dim"), _DEEPER + style.paint(example, "cyan")]
    for title, text in rows:
        first, *rest = wrap(text, style.width - left)
        lines.append(f"{_DEEPER}{style.paint(pad(title, titles), 'dim')}  {first}")
        lines += [" " * left + line for line in rest]
    lines += ["", _heading("What you still provide", style), *_bullets(effect.provide, signs, style)]
    known = (*result.caveats, *effect.know, *result.chart.effects.always)
    lines += ["", _heading("Good to know", style), *_bullets(known, signs, style)]
    return lines


def _kubectl(ip: str, width: int) -> list[str]:
    """Write what ``kubectl get pods -o wide`` shows, with example names, leaving out columns that do not fit."""
    shown = (("NAME", "web-remote"), ("STATUS", "Running"), ("IP", ip), ("NODE", "milan"))
    rows = ["", ""]
    for cells in shown:
        column = max(len(cell) for cell in cells)
        if len(rows[0]) + column <= width:
            rows = [f"{row}{pad(cell, column)}   " for row, cell in zip(rows, cells, strict=True)]
    return [row.rstrip() for row in rows]


def _heading(text: str, style: Style, *names: str) -> str:
    return _INDENT + style.paint(text, "bold", *names)


def _bullets(items: Iterable[str], signs: _Signs, style: Style) -> list[str]:
    lines: list[str] = []
    for item in items:
        first, *rest = wrap(item, style.width - len(_DEEPER) - 2)
        lines.append(f"{_DEEPER}{style.paint(signs.bullet, 'dim')} {first}")
        lines += [f"{_DEEPER}  {line}" for line in rest]
    return lines
