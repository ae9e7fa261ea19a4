"""Applications whose values Argo CD's own code has rendered: the validator reads the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.sources.argocd import repository
from tests.validator.sources.argocd.repository import Rendering
from tests.validator.sources.reading import results

RECORDED = Path(__file__).parent / "argocd" / "renderings.jsonl"
RENDERINGS = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_the_values_are_those_that_argo_cd_renders(
    rendering: Rendering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = repository.create(tmp_path, rendering)
    (checked,) = results(str(path.relative_to(tmp_path)))
    assert checked.values.unread == []
    assert {key: checked.values.data[key] for key in repository.KEYS if key in checked.values.data} == rendering[
        "values"
    ]
