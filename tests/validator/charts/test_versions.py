"""Ranges of versions allow what Helm's do."""

from __future__ import annotations

import pytest

from liqo_values.charts import versions

KNOWN = [versions.Version(*numbers) for numbers in ((1, 0, 0), (1, 0, 3), (1, 1, 0), (1, 1, 2), (1, 2, 0))]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", "1.2.0"),
        ("*", "1.2.0"),
        ("1.*", "1.2.0"),
        ("1.x", "1.2.0"),
        ("1.1.x", "1.1.2"),
        ("~1.1", "1.1.2"),
        ("~1.0.0", "1.0.3"),
        ("~1", "1.2.0"),
        ("^1.0", "1.2.0"),
        ("^0.10", None),
        ("1.1.2", "1.1.2"),
        ("v1.1.2", "1.1.2"),
        ("1.1", "1.1.2"),
        ("=1.1.0", "1.1.0"),
        ("!=1.2.0", "1.1.2"),
        (">=1.0.0-0", "1.2.0"),
        (">=1.0 <1.2", "1.1.2"),
        (">= 1.0, < 1.2", "1.1.2"),
        (">1.1", "1.2.0"),
        ("<1.1", "1.0.3"),
        ("<=1.1", "1.1.2"),
        ("1.0 - 1.1", "1.1.2"),
        ("1.0.x || 1.1.x", "1.1.2"),
        ("0.x", None),
        ("1.1.9", None),
        ("1.0.0-rc.1", None),
        ("main", None),
        ("1.1.2 or so", None),
    ],
)
def test_the_newest_in_a_range(wanted: str, expected: str | None) -> None:
    found = versions.newest(wanted, KNOWN)
    assert (str(found) if found else None) == expected


def test_candidates_come_before_their_release() -> None:
    texts = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-0"]
    read = [version for text in texts if (version := versions.read(text))]
    assert len(read) == len(texts)
    assert sorted([*read[3:], *read[:3]], key=lambda version: version.rank) == read
    assert versions.newest("1.0.0-rc.1", read) == read[4]
    assert versions.newest(">=1.0.0-0 <1.0.0", read) is None, "each comparison has to name a candidate"


@pytest.mark.parametrize("text", ["", "1.2.3.4", "one", "1..2", "v"])
def test_text_that_is_not_a_version(text: str) -> None:
    assert versions.read(text) is None
