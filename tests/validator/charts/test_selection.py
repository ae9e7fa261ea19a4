"""Which chart values are given to."""

from __future__ import annotations

import pickle

import pytest

from liqo_values.charts.before_one import ChartBeforeOne
from liqo_values.charts.selection import in_range, named, names
from liqo_values.charts.target import ChartFamily
from liqo_values.model.errors import InputError


@pytest.mark.parametrize(
    ("text", "family", "release"),
    [
        ("ours", "ours", "v1.2.0"),
        ("ours@1.2.0", "ours", "v1.2.0"),
        ("published", "published", "v1.2.0"),
        ("published@1.1.2", "published", "v1.1.2"),
        ("published@~1.0", "published", "v1.0.3"),
        ("liqoctl@v1.1.0", "liqoctl", "v1.1.0"),
        ("published@0.10.3", "published", "v0.10.3"),
        ("liqoctl/eks", "liqoctl", "v1.2.0"),
        ("liqoctl/k3s@~1.1", "liqoctl", "v1.1.2"),
        ("liqoctl@0.x", "liqoctl", "v0.10.3"),
        (" published @ 1.1.2 ", "published", "v1.1.2"),
    ],
)
def test_a_chart_that_the_user_names(text: str, family: str, release: str) -> None:
    chart = named(text).chart
    assert (chart.family, chart.release) == (ChartFamily(family), release)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("our", "there is no chart `our`", "did you mean `ours`?"),
        ("helm", "there is no chart `helm`", "use one of ours, published, liqoctl"),
        ("liqo/liqo", "there is no chart `liqo/liqo`", "did you mean `published`, the chart that Liqo publishes?"),
        ("v1.1.2", "there is no chart `v1.1.2`", "did you mean `published@1.1.2`, the chart that Liqo publishes?"),
        ("published/eks", "there is no chart `published/eks`", "only `liqoctl` takes a provider, as in `liqoctl/eks`"),
        ("liqoctl/ekz@1.2.0", "`liqoctl install` has no provider `ekz`", "did you mean `liqoctl/eks`?"),
        ("liqoctl/rancher", "`liqoctl install` has no provider `rancher`", "use one of generic, aks, eks, gke, k3s, "),
        ("published@9", "no release `9` of Liqo's chart is known", "use one of v1.0.0, "),
        ("ours@1.1.2", "there is no release `1.1.2` of our chart", "write `ours`, which is v1.2.0"),
    ],
)
def test_a_chart_that_there_is_not(text: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        named(text)
    assert refused.value.message == message
    assert refused.value.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("wanted", "release", "note"),
    [
        ("v1.1.2", "v1.1.2", ""),
        ("1.1.2", "v1.1.2", ""),
        ("~1.1", "v1.1.2", "v1.1.2 is the newest known release in the range `~1.1`"),
        ("1.1", "v1.1.2", "v1.1.2 is the newest known release in the range `1.1`"),
        (">=1.0.0-0", "v1.2.0", "v1.2.0 is the newest known release in the range `>=1.0.0-0`"),
        ("", "v1.2.0", "no version is given; checked as v1.2.0, the newest known release"),
        ("1.7.0", "v1.2.0", "release 1.7.0 is not known; checked as v1.2.0"),
        ("1.1.9", "v1.1.2", "release 1.1.9 is not known; checked as v1.1.2"),
        ("v1.0.1-5", "v1.0.1", "release v1.0.1-5 is not known; checked as v1.0.1"),
        ("1.0.0-rc.2", "v1.0.0", "release 1.0.0-rc.2 is not known; checked as v1.0.0"),
        ("main", "v1.2.0", "`main` is not a known version or range; checked as v1.2.0"),
        ("^3.0", "v1.2.0", "`^3.0` is not a known version or range; checked as v1.2.0"),
        ("v0.10.3", "v0.10.3", ""),
        ("v0.11.0-rc.2", "v0.11.0-rc.2", ""),
        ("0.x", "v0.10.3", "v0.10.3 is the newest known release in the range `0.x`"),
        ("~0.9", "v0.9.4", "v0.9.4 is the newest known release in the range `~0.9`"),
        ("0.10.7", "v0.10.3", "release 0.10.7 is not known; checked as v0.10.3"),
        ("0.3.1", "v0.5.0", "release 0.3.1 is not known; checked as v0.5.0"),
    ],
)
def test_a_range_names_the_release_it_was_checked_against(wanted: str, release: str, note: str) -> None:
    selected = in_range(wanted)
    assert (selected.chart.release, selected.notes) == (release, (note,) if note else ())
    assert selected.chart.family is ChartFamily.PUBLISHED


@pytest.mark.parametrize(
    ("release", "module", "reflection"),
    [
        ("0.7.2", (), ()),
        ("0.8.0", ("networking", "internal"), ("networking", "reflectIPs")),
        ("0.10.3", ("networking", "internal"), ("networking", "reflectIPs")),
        ("0.11.0-rc.1", ("networking", "enabled"), ("networking", "reflectIPs")),
    ],
)
def test_before_liqo_1_other_keys_decide_the_mode(
    release: str, module: tuple[str, ...], reflection: tuple[str, ...]
) -> None:
    chart = named(f"published@{release}").chart
    assert isinstance(chart, ChartBeforeOne)
    assert chart.only_mode
    assert (chart.module_key, chart.reflection_key) == (module, reflection)
    assert pickle.loads(pickle.dumps(chart)) is chart  # noqa: S301 - our own


def test_all_names_are_charts() -> None:
    listed = list(names())
    assert listed[:3] == ["ours", "published", "published@1.2.0"]
    assert all(named(name).chart for name in listed)
