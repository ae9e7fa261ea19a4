"""Twice as much takes twice as much work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from liqo_values.engine.check import judge
from liqo_values.model import did_you_mean
from liqo_values.model.source_text import Source
from liqo_values.reports import text
from liqo_values.reports.style import Style
from liqo_values.values.release_inputs import Given
from tests.support.calls import calls, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BASE = "networking: {enabled: false}\n"
ARGS = f"{BASE}virtualKubelet:\n  extra:\n    args:\n"
LABELS = f"{BASE}common:\n  globalLabels:\n"
NETWORKS = "ipam:\n  podCIDR: 10.244.0.0/16\n  serviceCIDR: 10.96.0.0/12\n  reservedSubnets:\n"


def lines(head: str, line: str) -> Callable[[int], Sequence[str]]:
    """Return what makes a file of some lines, each with its number."""
    return lambda count: [head + "".join(line.format(number, number // 256, number % 256) for number in range(count))]


def on_one_line(count: int) -> Sequence[str]:
    """Set one key again and again, without a line end."""
    pairs = ", ".join('"a": "b"' for _ in range(count))
    return [f'{{"networking": {{"enabled": false}}, "common": {{"globalLabels": {{{pairs}}}}}}}']


def stack(count: int) -> Sequence[str]:
    """Put layers over each other that all set the same, the last one something unknown."""
    return [*(f"{BASE}common: {{globalLabels: {{k{number}: v}}}}\n" for number in range(count)), "unknown: 1\n"]


CASES: dict[str, Callable[[int], Sequence[str]]] = {
    "labels": lines(LABELS, "    k{}: v\n"),
    "labels that are none": lines(LABELS, "    k{}: a b\n"),
    "a key again and again": lines(LABELS, "    a: b\n"),
    "a key again and again on one line": on_one_line,
    "unknown keys": lines(BASE, "unknown{}: 1\n"),
    "unknown keys in a section": lines(f"{BASE}virtualKubelet:\n", "  unknown{}: 1\n"),
    "a flag again and again": lines(ARGS, "    - --node-ping-interval=30s\n"),
    "the switch again and again": lines(ARGS, "    - --disable-ip-reflection\n"),
    "unknown flags": lines(ARGS, "    - --unknown-{}\n"),
    "comments": lines(LABELS, "    k{}: 0755  # liqo-values: ignore[LQ009] because so it is\n"),
    "networks": lines(NETWORKS, "    - 172.16.{1}.{2}/32\n"),
    "layers": stack,
}


def work(texts: Sequence[str]) -> int:
    """Count the calls that checking a release and reporting on it take."""
    given = Given([Source(f"{number}.yaml", content) for number, content in enumerate(texts)])
    did_you_mean.nearest.cache_clear()
    return calls(lambda: text.render(judge(given).findings, Style()))


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_twice_as_much_takes_twice_the_work(make: Callable[[int], Sequence[str]]) -> None:
    assert growth(lambda count: work(make(count))) < 2.2


def test_a_line_with_many_findings_is_cut_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    masked: list[str] = []

    def remember(line: str) -> str:
        masked.append(line)
        return line

    monkeypatch.setattr("liqo_values.parsing.masking.masked", remember)
    (content,) = on_one_line(100)
    result = judge(Given([Source("values.yaml", content)]))
    assert text.render(result.findings, Style()).count("^ here") == 99
    assert masked == [content]
