"""Settings that fit the schema, whether the API server accepts them or not: both Helms and the validator agree."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.agreement.verdicts import Case, disagreements
from tests.chart.leaves import Leaf, leaves, nested
from tests.chart.random_values import instance, limits_at
from tests.chart.sample_values import CIDRS
from tests.support.damage import damaged
from tests.support.generated import ASKED
from tests.support.values import merged
from tools.rendering import written

LIMITED = [leaf for leaf in leaves() if limits_at(leaf.path) and leaf.path[-1] != "secretKeyRef"]
#: How many of them are set at once.
AT_ONCE = 6


def test_all_kinds_of_settings_are_found() -> None:
    names = {leaf.path[-1] for leaf in LIMITED}
    assert names >= {"tolerations", "affinity", "extraVolumes", "securityContext", "limits", "replicas", "metricsFrom"}


@pytest.mark.differential
@pytest.mark.parametrize("seed", range(ASKED or 12))
def test_generated_settings(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - for tests
    values: dict[str, object] = dict(CIDRS)
    for leaf in random.sample(LIMITED, AT_ONCE):
        values = merged(values, nested(leaf.path, _setting(leaf, random)))
    path = tmp_path / "values.yaml"
    path.write_text(written(values), encoding="utf-8")
    assert disagreements([Case(files=(str(path),))]) == []


@pytest.mark.differential
@pytest.mark.parametrize("seed", range(ASKED or 12))
def test_damaged_settings(tmp_path: Path, seed: int) -> None:
    """With unknown keys, other types, or parts that are missing."""
    random = Random(seed)  # noqa: S311 - for tests
    values: dict[str, object] = dict(CIDRS)
    for leaf in random.sample(LIMITED, AT_ONCE):
        fitting = instance(leaf.schema, limits_at(leaf.path), random)
        values = merged(values, nested(leaf.path, damaged(fitting, random)))
    path = tmp_path / "values.yaml"
    path.write_text(written(values), encoding="utf-8")
    assert disagreements([Case(files=(str(path),))]) == []


def _setting(leaf: Leaf, random: Random) -> object:
    """Return something that fits the schema, in every other case regardless of other limits."""
    limits = limits_at(leaf.path) if random.random() < 1 / 2 else {}
    made = (instance(leaf.schema, limits, random) for _ in range(100))
    return next(value for value in made if leaf.admits(value))
