"""Which chart values are given to: named by the user, or by a manifest and its range of versions."""

from __future__ import annotations

from typing import NamedTuple

from liqo_values.charts import versions
from liqo_values.charts.published import published, releases
from liqo_values.charts.target import ChartFamily, TargetChart, ours
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError

#: From this version on, charts are judged; of older ones only the mode is told.
_FIRST = versions.Version(1, 0, 0)


class Selected(NamedTuple):
    """A chart, and how it was found.

    Attributes:
        chart: The chart.
        note: What is worth knowing about the choice, as a sentence; empty where it was named exactly.
    """

    chart: TargetChart
    note: str = ""


def named(text: str) -> TargetChart:
    """Return the chart that the user names: ``ours``, ``published``, ``published@1.1.2``, ``liqoctl@1.*``.

    Raises:
        InputError: there is no such chart, or no release of it is known in this range.
    """
    name, at, wanted = text.strip().partition("@")
    family = next((one for one in ChartFamily if one.value == name), None)
    if family is None:
        near = nearest(name, tuple(ChartFamily))
        advice = f"did you mean `{near}`?" if near else f"name one of {', '.join(ChartFamily)}"
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
        raise InputError(message, f"known are {', '.join(releases())}, and ranges of them such as `~1.1`")
    return published(family, f"v{found}")


def in_range(wanted: str, family: ChartFamily = ChartFamily.PUBLISHED) -> Selected | None:
    """Return the published chart that Helm would take for a version or a range; None for one before Liqo 1.0.

    Args:
        wanted: As a manifest has it; empty for the newest.
        family: Who installs it.
    """
    known = _versions()
    found = versions.newest(wanted, known)
    exact = versions.read(wanted)
    if found is not None:
        ranged = exact is None or exact != found
        newest = f"`{wanted}` allows" if wanted else "without a version, Helm takes the newest:"
        note = f"{newest} v{found} as far as known" if ranged else ""
        return Selected(published(family, f"v{found}"), note)
    if exact is not None and exact.rank >= _FIRST.rank:
        near = max((version for version in known if version.rank <= exact.rank), key=lambda one: one.rank)
        return Selected(published(family, f"v{near}"), f"release {wanted} is not known; judged as v{near}")
    if exact is None and versions.newest(wanted, _OLD) is None:
        newest_known = published(family, releases()[-1])
        return Selected(newest_known, f"`{wanted}` is no version; judged as {newest_known.release}")
    return None


#: Some releases from before 1.0, to tell a range of them from what is no range.
_OLD = tuple(versions.Version(0, minor, patch) for minor in range(11) for patch in range(4))


def _versions() -> tuple[versions.Version, ...]:
    found = (versions.read(release) for release in releases())
    return tuple(version for version in found if version is not None)
