"""Compares values before and after a change: the mode, the deployed components, the values, and the consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import CLUSTER_ID, ENABLED, EXTERNAL_CIDR, INTERNAL_CIDR, POD_CIDR, POD_CIDRS, SERVICE_CIDR
from liqo_values.model.findings import Severity
from liqo_values.model.nodes import dotted
from liqo_values.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact
    from liqo_values.model.findings import Finding
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Origin, Values

_CIDRS = (POD_CIDR, POD_CIDRS, SERVICE_CIDR, EXTERNAL_CIDR, INTERNAL_CIDR)


class Change(Record):
    """A value that differs.

    Attributes:
        path: Its path.
        old: The value before; None if there was none, or if it was null.
        new: The value after; None if there is none, or if it is null.
        old_origin: What set it before; None if nothing did.
        new_origin: What sets it after; None if nothing does.
    """

    __slots__ = ("new", "new_origin", "old", "old_origin", "path")

    def __init__(
        self, path: Path, old: Plain, new: Plain, old_origin: Origin | None, new_origin: Origin | None
    ) -> None:
        self.path = path
        self.old = old
        self.new = new
        self.old_origin = old_origin
        self.new_origin = new_origin


class Comparison(Record):
    """The differences between two sets of values.

    Attributes:
        old: The values before.
        new: The values after.
        changes: The values that differ, in the order of the chart's values.
        templates: The options templates whose IP reflection differs, or that only one of them has: what it was and is.
        consequences: What the change does not do, or what has to be done besides.
        problems: The errors that the chart after has and the one before does not, such as keys that it does not read.
        provide: What users have to provide in the mode after, but not in the one before.
        spared: What users had to provide in the mode before, but not in the one after.
    """

    __slots__ = ("changes", "consequences", "new", "old", "problems", "provide", "spared", "templates")

    def __init__(  # noqa: PLR0913 - one argument per attribute
        self,
        old: CheckResult,
        new: CheckResult,
        changes: tuple[Change, ...],
        templates: dict[str, tuple[Fact | None, Fact | None]],
        consequences: tuple[str, ...],
        *,
        problems: tuple[Finding, ...] = (),
        provide: tuple[str, ...] = (),
        spared: tuple[str, ...] = (),
    ) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.templates = templates
        self.consequences = consequences
        self.problems = problems
        self.provide = provide
        self.spared = spared

    @property
    def same(self) -> bool:
        """Whether nothing differs that a user would notice."""
        both = (self.old.mode.name, self.new.mode.name)
        return not (self.changes or self.problems or self.provide or self.spared) and both[0] is both[1]


def compare(old: CheckResult, new: CheckResult) -> Comparison:
    """Compare two sets of values of the same release, for the same chart or for two charts."""
    changes = tuple(
        Change(path, before, after, _origin(old.values, path), _origin(new.values, path))
        for path, before, after in _differences(old.values.data, new.values.data)
        if _matters(path, old, new)
    )
    templates = _templates(old.mode.templates, new.mode.templates)
    partly = dict.fromkeys(result.chart.label for result in (old, new) if result.chart.only_mode)
    consequences = tuple(map(_unknown, partly)) or tuple(_consequences(old, new, templates))
    if old.chart is new.chart:
        return Comparison(old, new, changes, templates, consequences)
    before, after = _provided(old), _provided(new)
    return Comparison(
        old,
        new,
        changes,
        templates,
        consequences,
        problems=tuple(_problems(old, new)),
        provide=tuple(what for what in after if what not in before),
        spared=() if partly else tuple(what for what in before if what not in after),
    )


def _unknown(chart: str) -> str:
    """Say what is not compared if only the mode of a chart is known."""
    return f"not compared: what else {chart} does, since only its mode is known"


def _matters(path: Path, old: CheckResult, new: CheckResult) -> bool:
    """Return whether a difference is one of the user's values, or of the default of a key that both charts have."""
    if any(result.values.set_by_user(path) or result.values.deleted(path) for result in (old, new)):
        return True
    return old.chart is new.chart or all(result.chart.keys.schema_at(path) for result in (old, new))


def _problems(old: CheckResult, new: CheckResult) -> Iterator[Finding]:
    """Yield the errors that only the chart after has."""
    known = {(finding.code, finding.path) for finding in old.findings}
    errors = (finding for finding in new.findings if finding.severity is Severity.ERROR)
    return (finding for finding in errors if (finding.code, finding.path) not in known)


def _known(result: CheckResult) -> tuple[str, ...]:
    """Return what is worth knowing about the chart in the mode, such as what it still creates."""
    name = result.mode.name
    return result.chart.effects.by_mode[name].know if name else ()


def _provided(result: CheckResult) -> tuple[str, ...]:
    """Return what users have to provide; nothing if the mode is undecided, or all that is known about the chart."""
    name = result.mode.name
    return result.chart.effects.by_mode[name].provide if name and not result.chart.only_mode else ()


def _templates(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> dict[str, tuple[Fact | None, Fact | None]]:
    pairs = {name: (old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])}
    return {name: (a, b) for name, (a, b) in pairs.items() if a is None or b is None or a.value is not b.value}


def _origin(values: Values, path: Path) -> Origin | None:
    return values.origin(path) or values.deleted(path)


def _differences(old: Plain, new: Plain, path: Path = ()) -> Iterator[tuple[Path, Plain, Plain]]:
    """Yield the differences; maps are compared by key, everything else as a whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key in old and key in new:
                yield from _differences(old[key], new[key], (*path, key))
            else:  # null is not the same as nothing: a template may tell them apart
                yield (*path, key), old.get(key), new.get(key)
    elif type(old) is not type(new) or old != new:
        yield path, old, new


def _consequences(
    old: CheckResult, new: CheckResult, templates: Mapping[str, tuple[Fact | None, Fact | None]]
) -> Iterator[str]:
    before, after = old.mode, new.mode
    if old.chart is not new.chart:
        yield from (what for what in _known(new) if what not in _known(old))
    off = (before.networking.value, after.networking.value) == (True, False)
    if off and not new.chart.is_ours:
        yield (
            "fabric, IPAM and the network controllers are removed at once, while peerings still use them; afterwards, "
            "nothing releases the objects of the network: disconnect with `liqoctl network reset` first"
        )
    asks_cluster = new.chart.is_ours and not new.without_cluster
    if off and new.chart.is_ours and new.without_cluster:
        yield (
            f"`{dotted(ENABLED)}` changes from on to off, and nothing rejects this, since the chart is rendered "
            "without access to the cluster: the network controllers are removed at once, and objects remain that only "
            "they can release; take the steps of LQ507 first (`liqo-values explain LQ507`)"
        )
    if off and asks_cluster:
        yield (
            f"`{dotted(ENABLED)}` changes from on to off: Helm rejects this as long as there are objects that only the "
            "network controllers can release (LQ507), and lists the steps to take first"
        )
    if (before.networking.value, after.networking.value) == (False, True):
        yield "existing peerings have no network until you connect each with `liqoctl network connect`"
    if before.reflection.value is not after.reflection.value or any(all(pair) for pair in templates.values()):
        yield new.chart.effects.existing_nodes
    if _differs(old, new, CLUSTER_ID):
        rejected = ", and Helm rejects a new one while Liqo is installed" if asks_cluster else ""
        yield f"`{dotted(CLUSTER_ID)}` differs: peers identify the cluster by it{rejected}; unpeer and uninstall first"
    changed = [dotted(path) for path in _CIDRS if _differs(old, new, path)]
    if changed and before.networking.value and after.networking.value:
        named = ", ".join(f"`{name}`" for name in changed)
        yield f"{named} cannot be changed while Liqo is installed: the API server rejects a new range for a Network"


def _differs(old: CheckResult, new: CheckResult, path: Path) -> bool:
    return old.values.get(*path) != new.values.get(*path)
