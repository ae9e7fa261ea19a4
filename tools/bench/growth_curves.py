"""How the cost of a check grows with inputs that were once quadratic or worse: ``make bench BENCH=--curves``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench import timing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OFF = "networking: {enabled: false}\n"
#: Exit statuses up to 2 are answers: findings, or an input that was rejected.
_ANSWER = '"$@" || [ $? -le 2 ]'


def _application(helm: str) -> Mapping[str, str]:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\nspec:\n"
    return {"liqo.yaml": f"{head}  source:\n    chart: liqo\n    helm:\n      {helm}\n"}


def _release(number: int) -> str:
    head = f"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: liqo{number}}}\n"
    return f"{head}spec: {{chart: {{spec: {{chart: liqo}}}}, valuesFrom: [{{kind: ConfigMap, name: gone}}]}}\n"


def _values(lines: str) -> Mapping[str, str]:
    return {"liqo/values.yaml": _OFF + lines}


def _ranges(count: int) -> str:
    """Begin ranges of two rules in turns, and end those of one rule before the others."""
    begun = "".join(f"# liqo-values: ignore-start[LQ10{5 + number % 2}] because\n" for number in range(count))
    ended = "".join(f"# liqo-values: ignore-end[LQ10{code}]\n" * (count // 2) for code in (5, 6))
    return begun + ended


#: By name, the size to start with and the files for a size.
CURVES: dict[str, tuple[int, Callable[[int], Mapping[str, str]]]] = {
    "stars in `exclude`": (
        5,
        lambda count: {".liqo-values.yaml": f"exclude: ['{'*a' * count}b']\n", f"{'a' * 60}.yaml": _OFF},
    ),
    "unterminated `{{`": (8000, lambda count: _application(f"values: '{'{{' * count}'")),
    "unterminated `<path:`": (4000, lambda count: _application(f"values: '{'<path:' * count}'")),
    "spaces in quotes": (16_000, lambda count: _application(f"values: 'a:{' ' * count}b'")),
    "lines of `values: |`": (
        20_000,
        lambda count: _application("values: |\n" + f"        # {'a' * 90}\n" * count),
    ),
    "parameters": (
        400,
        lambda count: _application(
            "parameters:\n" + "".join(f"      - {{name: a{n}, value: x}}\n" for n in range(count))
        ),
    ),
    "unknown keys": (1500, lambda count: _values("".join(f"unknown{number}: 1\n" for number in range(count)))),
    "nested ranges of comments": (2000, lambda count: _values(_ranges(count))),
    "HelmReleases in one file": (100, lambda count: {"liqo.yaml": "---\n".join(map(_release, range(count)))}),
    "HelmReleases in files": (100, lambda count: {f"{number}.yaml": _release(number) for number in range(count)}),
    "values files": (300, lambda count: {f"liqo/values-{number}.yaml": _OFF for number in range(count)}),
    "items of a list": (250_000, lambda count: _values(f"a: [{'a,' * count}]\n")),
}


def measure() -> str:
    """Measure each curve at a size, and at two and four times the size; return a table."""
    rows = ["| input | size | CPU time at 1x, 2x, 4x | memory at 1x, 2x, 4x |", "|---|--:|--:|--:|"]
    for name, (size, make) in CURVES.items():
        print(name, file=sys.stderr)
        costs = [_cost(make(size * factor)) for factor in (1, 2, 4)]
        times = ", ".join(f"{cost.cpu:.2f} s" for cost in costs)
        memory = ", ".join(f"{cost.memory:.0f} MB" for cost in costs)
        rows.append(f"| {name} | {size:,} | {times} | {memory} |")
    return "\n".join(rows)


def _cost(files: Mapping[str, str]) -> timing.Cost:
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in files.items():
            timing.write(Path(temporary, name).parent, {Path(name).name: text})
        config = Path(temporary, ".liqo-values.yaml")
        options = ["--config", str(config)] if config.exists() else []
        command = [sys.executable, "-m", "liqo_values", "check", "--jobs", "1", *options, temporary]
        return timing.run(["/bin/sh", "-c", _ANSWER, "sh", *command])
