"""Recognises values that are for another chart, by their keys or by the Chart.yaml next to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.target import load_data
from liqo_values.model.locations import is_file
from liqo_values.model.nodes import MapNode, Unknown, plain
from liqo_values.schema.renamed_keys import old_keys
from liqo_values.sources import detect, umbrella
from liqo_values.sources.release import CHART

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.layers import Layer
    from liqo_values.model.nodes import Entry
    from liqo_values.model.nodes import Path as ValuesPath

#: So many keys of a chart show that values are for it; fewer are enough if there are no other unknown keys.
_ENOUGH, _ENOUGH_IF_ALL = 3, 2
#: So many unknown keys, and none of Liqo's, show that values are for another chart.
_MANY = 4


class Recognised(NamedTuple):
    """Values for another chart.

    Attributes:
        what: What they are, to complete "the values are …".
        key: The first key that Liqo's chart does not have.
    """

    what: str
    key: Entry


def recognised(layer: Layer, root: MapNode, chart: TargetChart) -> Recognised | None:
    """Return what values are if they are plainly for another chart, and not for Liqo; otherwise None.

    Args:
        layer: Where they come from.
        root: The values.
        chart: The target chart.
    """
    known = load_data("other-charts.json")
    of_others = frozenset(key for keys in (known["created"], *known["charts"].values()) for key in keys)
    foreign: list[Entry] = []
    for entry in root.entries.values():
        if entry.key in of_others or _is_foreign(entry, chart):
            foreign.append(entry)
        elif entry.key not in known["shared"] and _is_ours(entry, chart):
            return None
    if not foreign:
        return None
    what = _named([entry.key for entry in foreign], known["charts"], known["created"]) or _beside(layer)
    if not what and len(foreign) >= _MANY:
        what = "for another chart"
    return Recognised(what, foreign[0]) if what else None


def _is_foreign(entry: Entry, chart: TargetChart) -> bool:
    """Return whether no chart of Liqo's has a key of this name anywhere."""
    return not (chart.keys.places(entry.key) or chart.keys.is_holder(entry.key) or _is_ours(entry, chart))


def _is_ours(entry: Entry, chart: TargetChart) -> bool:
    """Return whether a key is Liqo's, in any spelling and of any release: for a section, whether it has such a key."""
    if isinstance(entry.key, Unknown) or entry.key == CHART:
        return True
    if not chart.keys.below((entry.key,)) or not isinstance(entry.value, MapNode) or not entry.value.entries:
        return _is_meant((entry.key,), entry, chart)
    return any(_is_meant((entry.key, inner.key), inner, chart) for inner in entry.value.entries.values())


def _is_meant(path: ValuesPath, entry: Entry, chart: TargetChart) -> bool:
    if chart.keys.schema_at(path) or chart.keys.similar(entry.key, path[:-1]):
        return True
    if any(old.new or old.instead for old in old_keys(path, plain(entry.value), chart)):
        return True
    return "." in entry.key and bool(chart.keys.meant(entry.key, path[:-1]))


def _named(keys: Sequence[str], charts: dict[str, Collection[str]], created: Collection[str]) -> str:
    """Name the chart that most of the keys are of; empty if there is none."""
    counted = {f"for the chart `{name}`": sum(key in others for key in keys) for name, others in charts.items()}
    counted["those of a chart that `helm create` wrote"] = sum(key in created for key in keys)
    what, most = max(counted.items(), key=lambda pair: pair[1])
    return what if most >= _ENOUGH or (most >= _ENOUGH_IF_ALL and most == len(keys)) else ""


def _beside(layer: Layer) -> str:
    """Name the chart whose folder the values are in; empty if it is Liqo's, or depends on it."""
    source = layer.source
    if source is None or not is_file(source.name):
        return ""
    folder = Path(source.name).parent
    name = umbrella.name_of(folder, source) if detect.like_chart(folder) else ""
    is_other = name not in ("", CHART) and not umbrella.key_in(folder, source)
    return f"for the chart `{name}` in the same folder" if is_other else ""
