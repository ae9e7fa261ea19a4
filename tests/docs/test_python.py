"""The samples of the page about Python are run, and type-checked as a user would."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.docs.pages import page
from tools.repository import ROOT

PAGE = page(ROOT / "docs" / "python.md")
SAMPLES = [fence for fence in PAGE.fences if fence.language == "python"] if PAGE else []
#: The files that the samples read.
FILES = {
    "values.yaml": "networking:\n  enabled: false\n  reflectIPs: false\n",
    "clusters/milan/liqo-values.yaml": "networking: {enabled: false, reflectIPs: false}\n",
    "clusters/rome/app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\nspec:\n"
    "  source:\n    repoURL: https://helm.liqo.io\n    chart: liqo\n    targetRevision: 1.1.2\n    helm:\n"
    "      valuesObject:\n        networking: {enabled: false, reflectIPs: false}\n"
    "        discovery: {config: {clusterID: rome}}\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_samples_print_what_the_page_says() -> None:
    text = "".join(sample.text for sample in SAMPLES)
    run = doctest.DocTestParser().get_doctest(text, {}, "docs/python.md", "docs/python.md", 0)
    printed: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(run, out=printed.append)
    assert result.attempted > 20
    assert result.failed == 0, "".join(printed)


def test_the_samples_are_typed_for_users(folder: Path) -> None:
    examples = doctest.DocTestParser().get_examples("".join(sample.text for sample in SAMPLES))
    (folder / "sample.py").write_text("".join(example.source for example in examples), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--allow-redefinition", "sample.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr
