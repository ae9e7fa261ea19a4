"""Select the target chart, by the name that the user gives or by the version or range in a manifest."""

from __future__ import annotations

from typing import NamedTuple

from liqo_values.charts import versions
from liqo_values.charts.published import published, releases
from liqo_values.charts.target import ChartFamily, TargetChart, ours
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError

#: Charts from this version on are checked; for older ones, only the mode is reported.
_FIRST = versions.Version(1, 0, 0)


class Selected(NamedTuple):
    """A chart, and how it was selected.

    Attributes:
        chart: The chart.
        note: A sentence about the choice; empty if the chart was named exactly.
    """

    chart: TargetChart
    note: str = ""


def named(text: str) -> TargetChart:
    """Return the chart that a user names: ``ours``, ``published``, ``published@1.1.2``, ``liqoctl@1.*``.

    Raises:
        InputError: there is no such chart, or none of its known releases is in this range.
    """
    name, at, wanted = text.strip().partition("@")
    family = next((one for one in ChartFamily if one.value == name), None)
    if family is None:
        near = nearest(name, tuple(ChartFamily))
        advice = f"did you mean `{near}`?" if near else f"use one of {', '.join(ChartFamily)}"
        message = f"there is no chart `{name}`"
        raise InputError(message, advice)
    if family is ChartFamily.OURS:
        if at and wanted.removeprefix("v") != ours().release.removeprefix("v"):
            message = f"there is no release `{wanted}` of our chart"
            raise InputError(message, f"write `ours`, which is {ours().release}")
        return ours()
    return _known(family, wanted)


def _known(family: ChartFamily, wanted: str) -> TargetChart:
    found = versions.newest(wanted, _versions())
    if found is None:
        message = f"no release `{wanted}` of Liqo's chart is known"
        raise InputError(message, f"use one of {', '.join(releases())}, or a range such as `~1.1`")
    return published(family, f"v{found}")


def in_range(wanted: str, family: ChartFamily = ChartFamily.PUBLISHED) -> Selected | None:
    """Return the published chart that Helm would choose for a version or a range; None for one before Liqo 1.0.

    Args:
        wanted: The version or range in a manifest; empty for the newest.
        family: The family of the chart, which says what installs it.
    """
    known = _versions()
    found = versions.newest(wanted, known)
    exact = versions.read(wanted)
    if found is not None:
        ranged = exact is None or exact != found
        newest = f"in the range `{wanted}`" if wanted else "(the manifest names no version)"
        note = f"v{found} is the newest known release {newest}" if ranged else ""
        return Selected(published(family, f"v{found}"), note)
    if exact is not None and exact.rank >= _FIRST.rank:
        near = max((version for version in known if version.rank <= exact.rank), key=lambda one: one.rank)
        return Selected(published(family, f"v{near}"), f"release {wanted} is unknown; checked as v{near}")
    if exact is None and versions.newest(wanted, _OLD) is None:
        newest_known = published(family, releases()[-1])
        return Selected(newest_known, f"`{wanted}` is not a version; checked as {newest_known.release}")
    return None


#: Some releases before 1.0, to distinguish a range of them from text that is not a range.
_OLD = tuple(versions.Version(0, minor, patch) for minor in range(11) for patch in range(4))


def _versions() -> tuple[versions.Version, ...]:
    found = (versions.read(release) for release in releases())
    return tuple(version for version in found if version is not None)
