"""Helm names the same places as the validator, with the same code, for all values of another type than expected."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import with_followers
from tests.agreement.helm import NOT_A_SENTENCE, ask, codes_of
from tests.agreement.verdicts import Case, differences, pointer
from tests.chart.leaves import Steps, leaves, maps, nested
from tests.chart.sample_values import CIDRS
from tests.support.values import merged
from tools.rendering import written

CODE = "LQ003"
#: A value of every type. Of most, Helm's templates could make something.
WRONG: Mapping[str, Any] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "fraction": 7.5,
    "string": "7",
    "empty list": [],
    "list": [7, "7", True, None, {}, []],
    "empty map": {},
    "map": {"walk": 7},
    "sentence": f"a map [{CODE}]",
}
#: Helm itself needs maps for subcharts, and stops before it reads the schema.
SUBCHARTS = ("liqo-crds", "liqo-library")
DEPTHS = range(1, max(map(len, maps())) + 1)


@pytest.mark.parametrize("kind", WRONG)
def test_settings(kind: str, one_helm: Path, tmp_path: Path) -> None:
    """All that are no maps of settings, at once."""
    assert disputed(with_wrong([leaf.path for leaf in leaves()], [WRONG[kind]]), one_helm, tmp_path) == []


@pytest.mark.parametrize("depth", DEPTHS)
def test_sections(depth: int, one_helm: Path, tmp_path: Path) -> None:
    """All maps of settings at one depth, at once, each of another kind."""
    paths = [path for path in maps() if len(path) == depth and path[0] not in SUBCHARTS[: depth == 1]]
    kinds = [value for value in WRONG.values() if not isinstance(value, dict)]
    assert disputed(with_wrong(paths, kinds), one_helm, tmp_path) == []


@pytest.mark.parametrize("kind", WRONG)
def test_settings_without_the_schema(kind: str, one_helm: Path, tmp_path: Path) -> None:
    """The templates reject the same types of the chart's own keys, even if Helm skips the schema."""
    values = with_wrong([leaf.path for leaf in leaves()], [WRONG[kind]])
    assert disputed_without_schema(values, one_helm, tmp_path) == []


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("depth", DEPTHS)
def test_sections_without_the_schema(depth: int, kind: str, one_helm: Path, tmp_path: Path) -> None:
    paths = [path for path in maps() if len(path) == depth and path[0] not in SUBCHARTS[: depth == 1]]
    assert disputed_without_schema(with_wrong(paths, [WRONG[kind]]), one_helm, tmp_path) == []


@pytest.mark.parametrize("name", SUBCHARTS)
@pytest.mark.parametrize("kind", [kind for kind in WRONG if kind != "sentence"])  # Helm prints it, and no code
def test_subcharts_without_the_schema(name: str, kind: str, helm: Path, tmp_path: Path) -> None:
    values = with_wrong([(name,)], [WRONG[kind]])
    assert disputed_without_schema(values, helm, tmp_path) == []


def disputed_without_schema(values: Mapping[str, Any], helm: Path, folder: Path) -> list[str]:
    """Return what Helm, which skips the schema, and the validator disagree about."""
    path = folder / "values.yaml"
    path.write_text(written(values), encoding="utf-8")
    case = Case(files=(str(path),), schema=False)
    verdict = ask(helm, case.options)
    return [*differences(case, verdict)]


def disputed(values: Mapping[str, Any], helm: Path, folder: Path) -> list[str]:
    """Return what only Helm or only the validator rejects with the code, and what else they disagree about."""
    path = folder / "values.yaml"
    path.write_text(written(values), encoding="utf-8")
    case = Case(files=(str(path),))
    verdict = ask(helm, case.options)
    assert isinstance(case.answer, CheckResult)
    mine = {pointer(finding.path) for finding in with_followers(case.answer.findings) if finding.code == CODE}
    theirs = {at for at, said in verdict.places.items() if CODE in codes_of(said) or NOT_A_SENTENCE in said}
    return [*sorted(mine ^ theirs), *differences(case, verdict)]


def with_wrong(paths: Sequence[Steps], wrong: Sequence[object]) -> dict[str, Any]:
    """Return values with one of the wrong values at each path."""
    result: dict[str, Any] = dict(CIDRS)
    for path, value in zip(paths, itertools.cycle(wrong), strict=False):
        result = merged(result, nested(path, value))
    return result
