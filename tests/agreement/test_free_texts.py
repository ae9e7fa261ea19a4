"""Values that may be any text: what looks like YAML in one of them stays a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agreement.verdicts import Case, disagreements_with_both
from tests.chart.leaves import leaves, nested
from tests.chart.sample_values import EVERYTHING
from tests.support.values import merged


@pytest.mark.parametrize("text", [",x", "x: y", "true"])
def test_text_that_looks_like_yaml(text: str, tmp_path: Path) -> None:
    """In all of them at once, so that Helm is asked once; schema and validator say which take it."""
    path = tmp_path / "values.yaml"
    values, taken = EVERYTHING, 0
    for leaf in (leaf for leaf in leaves() if leaf.admits(text)):
        changed = merged(values, nested(leaf.path, text))
        path.write_text(json.dumps(changed), encoding="utf-8")
        if not Case(files=(str(path),)).refused:
            values, taken = changed, taken + 1
    assert taken > 20
    path.write_text(json.dumps(values), encoding="utf-8")
    assert disagreements_with_both(Case(files=(str(path),))) == []
