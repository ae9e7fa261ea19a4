"""Of thousands of files, only what is reported about them is kept in memory."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.reports import json
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from pathlib import Path

VALUES = """\
discovery: {config: {clusterID: milan}}
networking:
  reflectIPs: false
  enabled: false
virtualKubelet: {optionsTemplates: {shown: {reflectIPs: true}}}
"""
MUCH = 100_000


@pytest.mark.parametrize("broken", ["", "unknown: 1\n"])
def test_a_report_is_the_same_without_the_values(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(f"# {'x' * MUCH}\n{VALUES}{broken}")
    kept, forgotten = Run(), Run()
    for outcome in (kept, forgotten):
        run(Given(), [Target(str(path))], outcome, lambda *_: None, with_values=outcome is kept)
    assert json.render(forgotten.results) == json.render(kept.results)
    assert '"line": 5' in json.render(kept.results)
    # What a finding marks is shown with what is around it.
    assert (len(pickle.dumps(forgotten.results)) > MUCH) is bool(broken)
