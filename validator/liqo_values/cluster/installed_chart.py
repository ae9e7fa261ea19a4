"""The chart that is installed: that of the release, or the one that Liqo's objects name in their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.selection import Selected, in_range, newest
from liqo_values.charts.target import ours
from liqo_values.cluster.helm_storage import LIBRARY
from liqo_values.sources.chart_reference import UNRELEASED

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
        return Selected(ours()) if is_ours else _published(release.chart_version, manager)
    if _PUBLISHED_AT in dependency.text("repository"):
        return _published(dependency.text("version"), manager)
    return of_labels(manager) or _published(dependency.text("version"), manager)


def of_labels(manager: ClusterObject | None) -> Selected | None:
    """Return the chart that rendered the controller manager, by its label; None if it names none.

    The version of the chart that Liqo publishes begins with a ``v``.
    """
    name = manager.labels.get(_LABEL) if manager is not None else None
    if not isinstance(name, str) or "-" not in name:
        return None
    version = name.partition("-")[2].replace("_", "+")
    return Selected(ours()) if version == ours().release.removeprefix("v") else _published(version, manager)


def _published(version: str, manager: ClusterObject | None) -> Selected:
    """Return the chart that Liqo publishes; in Liqo's repository it has a version that says nothing."""
    if version not in UNRELEASED:
        return in_range(version)
    tag = _image_tag(manager) if manager is not None else ""
    if not tag:
        return newest(f"the chart has the version `{version}`, as in Liqo's repository")
    found = in_range(tag)
    note = f"the chart has the version `{version}`, as in Liqo's repository; checked as that of the image `{tag}`"
    return found._replace(notes=(note, *found.notes))


def _image_tag(manager: ClusterObject) -> str:
    """Return the tag of the image of the controller manager."""
    for container in manager.parts("spec", "template", "spec", "containers"):
        name = container.text("image").partition("@")[0].rpartition("/")[2]
        return name.partition(":")[2]
    return ""


def unknown() -> Selected:
    """Return the chart to use if nothing names it."""
    return newest("neither a release nor a label names the chart")
