"""The cases of the tools that install charts: a folder of files for each, and what is found in them.

``expected.yaml`` in a folder lists the releases: name, target chart, mode, and findings as ``file:line:column code
text``.
``python -m tests.validator.sources.holders.cases`` rewrites these files; read the changes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

import yaml

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Finding, with_followers
from liqo_values.values.release_inputs import Given

HERE = Path(__file__).parent
EXPECTED = "expected.yaml"


def folders() -> list[Path]:
    """Return the folders of all cases, by tool."""
    return sorted(path.parent for path in HERE.glob(f"*/*/{EXPECTED}"))


def found(folder: Path) -> list[dict[str, Any]]:
    """Return what is found in a copy of a folder, which is a repository of its own."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "repository"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(EXPECTED))
        (copy / ".git").mkdir()
        with chdir(copy):
            files = sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())
            outcome = Run()
            targets = [Target(file, ".") for file in files]
            run(Given(), targets, outcome, lambda *_: None, jobs=1)
            assert outcome.errors == []
            return [_described(result) for result in outcome.results]


def _described(result: CheckResult) -> dict[str, Any]:
    mode = result.mode
    facts = [f"{name} {_word(fact.value)}" for name, fact in (("module", mode.networking), ("IPs", mode.reflection))]
    described: dict[str, Any] = {"release": result.name, "chart": result.chart.label, "mode": ", ".join(facts)}
    if result.chart_notes:
        described["notes"] = list(result.chart_notes)
    described["findings"] = [_line(finding) for finding in with_followers(result.findings)]
    return described


def _word(value: bool | None) -> str:
    return "undecided" if value is None else "on" if value else "off"


def _line(finding: Finding) -> str:
    span = finding.primary.span
    if span is None:
        return f"{finding.code} {finding.message}"
    text = Path(span.source.name).read_text(encoding="utf-8")
    assert text[span.start : span.end] == span.text, "the place is not one in the file"
    return f"{span.source.name}:{span.line}:{span.column} {finding.code} {span.text}"


def main() -> None:
    """Rewrite the expectations, or those of the named folders."""
    for folder in [Path(name) for name in sys.argv[1:]] or folders():
        (folder / EXPECTED).write_text(
            yaml.safe_dump(found(folder.resolve()), sort_keys=False, width=200, allow_unicode=True), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
