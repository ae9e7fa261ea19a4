"""The chart that is installed: that of the release, or the one that Liqo's objects name in their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.selection import Selected, in_range, newest
from liqo_values.charts.target import ours
from liqo_values.cluster.helm_storage import LIBRARY

if TYPE_CHECKING:
    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.helm_storage import StoredRelease

#: The label in which Helm charts name themselves.
_LABEL = "helm.sh/chart"
_PUBLISHED_AT = "liqo.io"


def of_release(release: StoredRelease, manager: ClusterObject | None) -> Selected:
    """Return the chart of a release; of an umbrella chart, that of its dependency."""
    dependency = release.dependency
    if dependency is None:
        is_ours = any(one.text("name") == LIBRARY for one in release.dependencies)
        return Selected(ours()) if is_ours else in_range(release.chart_version)
    if _PUBLISHED_AT in dependency.text("repository"):
        return in_range(dependency.text("version"))
    return of_labels(manager) or in_range(dependency.text("version"))


def of_labels(manager: ClusterObject | None) -> Selected | None:
    """Return the chart that rendered the controller manager, by its label; None if it names none.

    The version of the chart that Liqo publishes begins with a ``v``.
    """
    name = manager.labels.get(_LABEL) if manager is not None else None
    if not isinstance(name, str) or "-" not in name:
        return None
    version = name.partition("-")[2].replace("_", "+")
    return Selected(ours()) if version == ours().release.removeprefix("v") else in_range(version)


def unknown() -> Selected:
    """Return the chart to use if nothing names it."""
    return newest("neither a release nor a label names the chart")
