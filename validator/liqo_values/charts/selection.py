"""Select the target chart, by the name that the user gives or by the version or range in a manifest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.charts import before_one, liqoctl, published, versions
from liqo_values.charts.target import ChartFamily, TargetChart, ours
from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Charts from this version on are checked; for older ones, only the mode is reported.
_FIRST = versions.Version(1, 0, 0)
#: What users of Helm call the chart that Liqo publishes, and what a version looks like.
_HELMS_NAMES = ("liqo", "liqo/liqo")
_VERSION = r"v?\d+(?:\.\d+)*"


class Selected(NamedTuple):
    """A chart, and how it was selected.

    Attributes:
        chart: The chart.
        notes: Sentences about the choice; none if the chart was named exactly.
    """

    chart: TargetChart
    notes: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        """Return the fields of ``Given`` for a chart that the user or the project file names."""
        return {"chart": self.chart, "chart_notes": self.notes, "chart_named": True}


def names() -> Iterator[str]:
    """Yield the names of all charts, as users write them."""
    for family in ChartFamily:
        yield family.value
        if family is not ChartFamily.OURS:
            yield from (f"{family}@{release.removeprefix('v')}" for release in reversed(published.releases()))
    yield from (f"{ChartFamily.LIQOCTL}/{provider}" for provider in liqoctl.providers())


def named(text: str) -> Selected:
    """Return the chart that a user names: ``ours``, ``published``, ``published@1.1.2``, ``liqoctl/eks@1.*``.

    Raises:
        InputError: there is no such chart, or none of its known releases is in this range.
    """
    whole, at, wanted = (part.strip() for part in text.strip().partition("@"))
    if whole in _HELMS_NAMES or re.fullmatch(_VERSION, whole):
        meant = "published" if whole in _HELMS_NAMES else f"published@{whole.removeprefix('v')}"
        message = f"there is no chart `{whole}`"
        raise InputError(message, f"did you mean `{meant}`, the chart that Liqo publishes?")
    name, slash, provider = whole.partition("/")
    if slash and name != ChartFamily.LIQOCTL:
        message = f"there is no chart `{whole}`"
        raise InputError(message, "only `liqoctl` takes a provider, as in `liqoctl/eks`")
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
        return Selected(ours())
    found = _newest(wanted, family, _provider(provider) if slash else liqoctl.GENERIC)
    if found is None:
        message = f"no release `{wanted}` of Liqo's chart is known"
        raise InputError(message, f"use one of {', '.join(published.releases())}, or a range such as `~1.1`")
    return found


def _provider(name: str) -> str:
    """Check that `liqoctl install` has a subcommand.

    Raises:
        InputError: it does not.
    """
    known = liqoctl.providers()
    if name not in known:
        near = nearest(name, known)
        message = f"`liqoctl install` has no provider `{name}`"
        raise InputError(message, f"did you mean `liqoctl/{near}`?" if near else f"use one of {', '.join(known)}")
    return name


def in_range(wanted: str, family: ChartFamily = ChartFamily.PUBLISHED) -> Selected:
    """Return the published chart that Helm would choose for a version or a range, or the nearest one that is known.

    Args:
        wanted: The version or range in a manifest; empty for the newest.
        family: The family of the chart, which says what installs it.
    """
    found = _newest(wanted, family)
    if found is not None:
        return found
    exact = versions.read(wanted)
    if exact is None:
        newest = _chart(family, _known()[-1])
        return Selected(newest, (f"`{wanted}` is not a known version or range; checked as {newest.release}",))
    near = _nearest(exact, _known() if exact[:3] >= _FIRST[:3] else before_one.known())
    return Selected(_chart(family, near), (f"release {wanted} is not known; checked as v{near}",))


def newest(reason: str, family: ChartFamily = ChartFamily.PUBLISHED, provider: str = liqoctl.GENERIC) -> Selected:
    """Return the newest known published chart, where nothing says which one it is."""
    chart = _chart(family, _known()[-1], provider)
    return Selected(chart, (f"{reason}; checked as {chart.release}, the newest known release",))


def _newest(wanted: str, family: ChartFamily, provider: str = liqoctl.GENERIC) -> Selected | None:
    """Return the newest known release in a range; None if none is."""
    found = versions.newest(wanted, _known()) or (wanted and versions.newest(wanted, before_one.known()))
    if not found:
        return None
    chart = _chart(family, found, provider)
    if not wanted:
        return newest("no version is given", family, provider)
    exact = versions.read(wanted) == found
    return Selected(chart, () if exact else (f"{chart.release} is the newest known release in the range `{wanted}`",))


def _nearest(exact: versions.Version, known: Sequence[versions.Version]) -> versions.Version:
    """Return the newest known release that is not newer, or the oldest; a candidate counts as its release."""
    return max((one for one in known if one[:3] <= exact[:3]), key=lambda one: one.rank, default=known[0])


def _known() -> tuple[versions.Version, ...]:
    return versions.all_of(published.releases())


def _chart(family: ChartFamily, version: versions.Version, provider: str = liqoctl.GENERIC) -> TargetChart:
    release = f"v{version}"
    if version in before_one.known():
        return before_one.before_one(family, release)
    if family is ChartFamily.LIQOCTL:
        return liqoctl.installed(release, provider)
    return published.published(family, release)
