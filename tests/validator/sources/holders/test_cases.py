"""Every tool that installs charts: the releases in its files, with chart, mode and places."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.validator.sources.holders import cases


@pytest.mark.parametrize("folder", cases.folders(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_found(folder: Path) -> None:
    expected = yaml.safe_load((folder / cases.EXPECTED).read_text(encoding="utf-8"))
    assert cases.found(folder) == expected
