"""Every example of every rule: what the documentation shows as bad is bad for Helm too, and the good is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.charts.target import ChartFamily, ours
from liqo_values.rules import registry
from liqo_values.rules.rule import About
from tests.agreement.verdicts import HELMS, Case, disagreements
from tools.generate.rules import cases

#: These rules report what Helm 3 reads differently from Helm 4, or rejects.
ONLY_HELM4 = {"LQ007", "LQ013"}
#: If Helm cannot read a file there is no verdict to compare; tests/validator/parsing/ compares the readers.
UNREADABLE = {"LQ001"}


def _of_manifests(path: Path) -> bool:
    """Whether the examples are about manifests, which Helm does not read."""
    return any(case.manifests for case in cases.read(path))


def _of_our_chart(path: Path) -> bool:
    """Whether the rule is about values for our chart; there is no need to render the others."""
    rule = registry.find(path.stem)
    of_one = rule is not None and rule.about not in (About.RELEASES, About.CLUSTER)
    return rule is not None and of_one and ChartFamily.OURS in rule.charts


EXAMPLES = [
    path for path in cases.paths() if path.stem not in UNREADABLE and _of_our_chart(path) and not _of_manifests(path)
]


@pytest.mark.differential
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example(path: Path, tmp_path: Path) -> None:
    helms = ("helm4",) if path.stem in ONLY_HELM4 else HELMS
    for_us = [case for case in cases.read(path) if case.chart is ours()]
    written = [_written(case, tmp_path / str(number)) for number, case in enumerate(for_us)]
    assert disagreements(written, helms=helms) == []


def _written(example: cases.Case, folder: Path) -> Case:
    folder.mkdir()
    for name, content in example.files.items():
        (folder / name).write_bytes(content.encode("utf-8"))
    given = example.assignments
    return Case(
        files=tuple(str(folder / name) for name in example.files),
        sets=tuple(value for option, value in given if option == "--set"),
        set_strings=tuple(value for option, value in given if option == "--set-string"),
        set_jsons=tuple(value for option, value in given if option == "--set-json"),
        named=not example.without_cluster,
    )
