"""Puts findings under the finding that causes them.

If a key is misspelled, dotted or from another release, the value that was meant keeps its default, and rules report
what the default leads to. Such a finding follows from the one about the key if it disappears once the value is where it
was meant to be. The rules themselves decide that: they are applied again, to the values with the key moved.

Everything in a file for another chart follows from the finding that says so.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.charts.keys import ENABLED, REFLECT
from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.layers import DEFAULTS_NAME
from liqo_values.rules.registry import by_code
from liqo_values.rules.rule import About, RefusedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.findings import Finding
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.rules.context import Context
    from liqo_values.values.provenance import Values

#: The most keys to move, and the most values below all of them: each costs time.
_MOST_KEYS, _MOST_VALUES = 50, 1000
#: What the findings that can follow from others are about; all others are about texts and objects as they are.
_CAN_FOLLOW = (About.VALUES, About.ARGUMENTS)

_Move: TypeAlias = "tuple[Path, Plain]"


def tied(findings: Sequence[Finding], context: Context, about: Callable[[Values], Context]) -> list[Finding]:
    """Put findings under their causes.

    Keys that would decide the mode come first, then other causes. Otherwise, findings keep their order.

    Args:
        findings: The findings of a release, except suppressed ones.
        context: What the rules were applied to.
        about: Returns the same for other values.
    """
    under = _in_files_of_other_charts(findings)
    keys = [one for one in findings if by_code(one.code).about is About.KEYS and id(one) not in under]
    moved = list(islice(_moves(keys, context.values, context.chart), _MOST_KEYS))
    under |= _after_moves(moved, findings, context, about)
    under |= _after_refusal(findings, context) | _after_notice(findings, context)
    first = {id(key) for key, moves in moved if _decides(moves, context.values)}
    follows: dict[int, list[Finding]] = {}
    for finding in findings:
        if id(finding) in under:
            follows.setdefault(id(under[id(finding)]), []).append(finding)
    roots = [one for one in findings if id(one) not in under]
    roots.sort(key=lambda root: (id(root) not in first, id(root) not in follows))
    return [root.followed_by(follows[id(root)]) if id(root) in follows else root for root in roots]


def _decides(moves: Sequence[_Move], values: Values) -> bool:
    """Return whether values would decide the mode differently in the places where they were meant to be."""
    return any(place in (ENABLED, REFLECT) and value != values.get(*place) for place, value in moves)


def _in_files_of_other_charts(findings: Sequence[Finding]) -> dict[int, Finding]:
    """Return the cause of each finding in a file for another chart, and of those about the chart's defaults."""
    whole = [one for one in findings if by_code(one.code).explains_file]
    causes = {one.primary.layer: one for one in whole}
    if not whole:
        return {}
    causes[DEFAULTS_NAME] = whole[0]
    return {id(one): causes[one.primary.layer] for one in findings if one.primary.layer in causes and one not in whole}


def _after_moves(
    moved: Sequence[tuple[Finding, list[_Move]]],
    findings: Sequence[Finding],
    context: Context,
    about: Callable[[Values], Context],
) -> dict[int, Finding]:
    """Return the cause of each finding that disappears if one key is moved; a key that explains more comes first."""
    candidates = [one for one in findings if by_code(one.code).about in _CAN_FOLLOW]
    values = context.values
    explained: list[tuple[Finding, list[Finding]]] = []
    for key, moves in moved if candidates else ():
        possible = [one for one in candidates if _can_follow(one, key)]
        after = about(values.with_data(_after(values.data, key.path, moves)))
        gone = _found(possible, context) - _found(possible, after)
        explained.append((key, [one for one in possible if (one.code, one.path) in gone]))
    explained.sort(key=lambda pair: -len(pair[1]))
    return {id(one): key for key, gone in reversed(explained) for one in gone}


def _after_refusal(findings: Sequence[Finding], context: Context) -> dict[int, Finding]:
    """Return the cause of each finding that the values do not get the expected mode because they are rejected."""
    refusal = context.refusal
    if refusal is None:
        return {}
    cause = next((one for one in findings if (one.code, one.path) == (refusal.code, refusal.path)), None)
    about = (one for one in findings if by_code(one.code).about is About.MODE)
    return {id(one): cause for one in about if cause and one.primary.span is refusal.primary.span}


def _after_notice(findings: Sequence[Finding], context: Context) -> dict[int, Finding]:
    """Return the cause of each finding about a mode that something changes which is not checked, such as a patch."""
    cause = next((one for one in findings if one.code == NOT_CHECKED), None)
    if cause is None or context.mode is None:
        return {}
    return {id(one): cause for one in findings if by_code(one.code).about is About.MODE}


def _can_follow(finding: Finding, key: Finding) -> bool:
    """Return whether a finding may follow from a key: it is not about the key's own value, which moves as well.

    What the schema rejects can only follow from a key next to it: a map that lacks the key.
    """
    by_schema = by_code(finding.code).refused_by is RefusedBy.SCHEMA
    return finding.path == key.path[:-1] if by_schema else finding.path[: len(key.path)] != key.path


def _found(findings: Sequence[Finding], context: Context) -> set[tuple[str, Path]]:
    """Apply the rules of some findings; return codes and paths of what they find."""
    rules = {finding.code: by_code(finding.code) for finding in findings}
    return {(one.code, one.path) for rule in rules.values() for one in rule.findings(context)}


def _moves(keys: Sequence[Finding], values: Values, chart: TargetChart) -> Iterator[tuple[Finding, list[_Move]]]:
    """Yield where the values at each key were meant to be, except places that the user has set as well."""
    layers, left = values.with_data(values.data), _MOST_VALUES
    for key in keys:
        meant = list(islice(_meant(key.path, values.get(*key.path), chart), left))
        left -= len(meant)
        moves = [(place, value) for place, value in meant if not layers.set_by_user(place)]
        if moves:
            yield key, moves


def _meant(path: Path, value: Plain, chart: TargetChart) -> Iterator[_Move]:
    """Yield the places that were meant by a key that the chart does not have, or that may be right; with the values."""
    place = path if chart.keys.schema_at(path) else _place(path, value, chart)
    if isinstance(value, dict) and value and (not place or chart.keys.below(place)):
        for name, inner in value.items():
            yield from _meant((*(place or path), name), inner, chart)
    elif place:
        yield place, value


def _place(path: Path, value: Plain, chart: TargetChart) -> Path:
    """Return the place that was meant by the path of an unknown key; empty if that is unclear."""
    from liqo_values.schema.renamed_keys import old_keys  # noqa: PLC0415 - most values have no such key

    *section, name = path
    renamed = next(old_keys(path, None, chart)).new
    return renamed if renamed and chart.keys.schema_at(renamed) else chart.keys.meant(str(name), tuple(section), value)


def _after(data: Plain, key: Path, moves: Sequence[_Move]) -> Plain:
    """Return values without a key, and with what is below it in other places."""
    after = _changed(data, key[:-1], lambda section: section.pop(str(key[-1]), None))
    for place, value in moves:
        after = _changed(after, place[:-1], partial(_put, str(place[-1]), value))
    return after


def _put(name: str, value: Plain, section: dict[str, Plain]) -> None:
    old = section.get(name)
    section[name] = old | value if isinstance(old, dict) and isinstance(value, dict) else value


def _changed(value: Plain, section: Path, change: Callable[[dict[str, Plain]], object]) -> Plain:
    """Return a copy of values with a change in one section; what is not around it is not copied."""
    if isinstance(value, list) and section:
        return [_changed(inner, section[1:], change) if at == section[0] else inner for at, inner in enumerate(value)]
    copy = dict(value) if isinstance(value, dict) else {}
    if section:
        copy[str(section[0])] = _changed(copy.get(str(section[0])), section[1:], change)
    else:
        change(copy)
    return copy
