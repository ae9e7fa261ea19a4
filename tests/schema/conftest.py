"""A copy of the sources for tests that change them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.repository import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources, from which nothing has been generated yet."""
    for folder in ("schema", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path
