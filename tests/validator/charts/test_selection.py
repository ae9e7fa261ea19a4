"""Which chart values are given to."""

from __future__ import annotations

import pytest

from liqo_values.charts.selection import in_range, named
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
    ],
)
def test_a_chart_that_the_user_names(text: str, family: str, release: str) -> None:
    chart = named(text)
    assert (chart.family, chart.release) == (ChartFamily(family), release)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("our", "there is no chart `our`", "did you mean `ours`?"),
        ("helm", "there is no chart `helm`", "use one of ours, published, liqoctl"),
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
        ("~1.1", "v1.1.2", "v1.1.2 is the newest known release in the range `~1.1`"),
        ("", "v1.2.0", "v1.2.0 is the newest known release (the manifest names no version)"),
        ("1.7.0", "v1.2.0", "release 1.7.0 is unknown; checked as v1.2.0"),
        ("1.1.9", "v1.1.2", "release 1.1.9 is unknown; checked as v1.1.2"),
        ("main", "v1.2.0", "`main` is not a version; checked as v1.2.0"),
    ],
)
def test_a_range_names_the_release_it_was_checked_against(wanted: str, release: str, note: str) -> None:
    selected = in_range(wanted)
    assert selected is not None
    assert (selected.chart.release, selected.note) == (release, note)


@pytest.mark.parametrize("wanted", ["0.10.3", "v0.5.0", "0.x", "~0.10", ">0.9 <1.0"])
def test_before_liqo_1_there_is_no_chart_to_check_against(wanted: str) -> None:
    assert in_range(wanted) is None
