"""Compares values before and after a change: the mode, the deployed components, the values, and the consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import CLUSTER_ID, ENABLED, EXTERNAL_CIDR, INTERNAL_CIDR, POD_CIDR, POD_CIDRS, SERVICE_CIDR
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Origin, Values

_CIDRS = (POD_CIDR, POD_CIDRS, SERVICE_CIDR, EXTERNAL_CIDR, INTERNAL_CIDR)


class Change(NamedTuple):
    """A value that differs.

    Attributes:
        path: Its path.
        old: The value before; None if there was none, or if it was null.
        new: The value after; None if there is none, or if it is null.
        old_origin: What set it before; None if nothing did.
        new_origin: What sets it after; None if nothing does.
    """

    path: Path
    old: Plain
    new: Plain
    old_origin: Origin | None
    new_origin: Origin | None


class Comparison(NamedTuple):
    """The differences between two sets of values.

    Attributes:
        old: The values before.
        new: The values after.
        changes: The values that differ, in the order of the chart's values.
        templates: The options templates whose IP reflection differs, or that only one of them has: what it was and is.
        consequences: What the change does not do, or what has to be done besides.
    """

    old: CheckResult
    new: CheckResult
    changes: tuple[Change, ...]
    templates: dict[str, tuple[Fact | None, Fact | None]]
    consequences: tuple[str, ...]


def compare(old: CheckResult, new: CheckResult) -> Comparison:
    """Compare two sets of values of the same release."""
    changes = tuple(
        Change(path, before, after, _origin(old.values, path), _origin(new.values, path))
        for path, before, after in _differences(old.values.data, new.values.data)
    )
    templates = _templates(old.mode.templates, new.mode.templates)
    return Comparison(old, new, changes, templates, tuple(_consequences(old, new, templates)))


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
    if (before.networking.value, after.networking.value) == (True, False):
        yield (
            f"`{dotted(ENABLED)}` changes from on to off: Helm rejects this as long as there are objects that only the "
            "network controllers can release (LQ507), and lists the steps to take first"
        )
    if (before.networking.value, after.networking.value) == (False, True):
        yield "existing peerings have no network until you connect each with `liqoctl network connect`"
    if before.reflection.value is not after.reflection.value or any(all(pair) for pair in templates.values()):
        yield new.chart.effects.existing_nodes
    if _differs(old, new, CLUSTER_ID):
        yield (
            f"`{dotted(CLUSTER_ID)}` differs: peers identify the cluster by it, and Helm rejects a new one while Liqo "
            "is installed; unpeer and uninstall first"
        )
    changed = [dotted(path) for path in _CIDRS if _differs(old, new, path)]
    if changed and before.networking.value and after.networking.value:
        named = ", ".join(f"`{name}`" for name in changed)
        yield f"{named} cannot be changed while Liqo is installed: the API server rejects a new range for a Network"


def _differs(old: CheckResult, new: CheckResult, path: Path) -> bool:
    return old.values.get(*path) != new.values.get(*path)
