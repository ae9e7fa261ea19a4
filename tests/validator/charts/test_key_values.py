"""What editors say about the keys of a chart is true of that chart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liqo_values.charts import key_values
from liqo_values.charts.selection import named
from liqo_values.model.nodes import Path, Plain, plain

SINGLE, LIST = ("ipam", "podCIDR"), ("ipam", "podCIDRs")


@pytest.mark.parametrize(
    ("chart", "deprecated"), [("ours", True), ("published@1.2.0", True), ("published@1.1.2", False)]
)
def test_a_key_is_deprecated_where_its_replacement_exists(chart: str, deprecated: bool) -> None:
    target = named(chart).chart
    assert (key_values.known(target, LIST) is not None) is deprecated
    known = key_values.known(target, SINGLE)
    assert known is not None
    assert known.instead == ("Use ipam.podCIDRs, a list, which wins if both are set." if deprecated else "")


def test_descriptions_are_those_of_our_chart() -> None:
    ours, published = (key_values.known(named(name).chart, ("networking", "enabled")) for name in ("ours", "published"))
    assert ours is not None
    assert published is not None
    assert published.description == f"In our chart: {ours.description}"


@pytest.mark.parametrize("release", ["1.0.0", "1.1.2", "1.2.0"])
def test_the_choices_and_defaults_are_those_of_the_chart(release: str) -> None:
    """The schema is that of our chart; what editors call the default must be the chart's own."""
    chart = named(f"published@{release}").chart
    known = {path: (key_values.known(chart, path), value) for path, value in _leaves(plain(chart.defaults))}
    stated = {path: (one.default, value) for path, (one, value) in known.items() if one is not None and one.choices}
    assert (("networking", "enabled"), (True, True)) in stated.items()
    assert {path: pair for path, pair in stated.items() if pair[0] != pair[1]} == {}


def _leaves(value: Plain, path: Path = ()) -> Iterator[tuple[Path, Plain]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    else:
        yield path, value
