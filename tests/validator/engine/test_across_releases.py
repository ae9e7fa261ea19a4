"""Findings about two releases: which clusters count as different, and that they are findings like all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values import check, check_files
from liqo_values.engine.result import CheckResult

VALUES = """\
networking: {{enabled: false}}
discovery: {{config: {{clusterID: {id}}}}}
apiServer: {{address: "{address}"}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, address: str, cluster: str = "rome", more: str = "") -> Path:
    path = Path(name)
    path.write_text(VALUES.format(id=cluster, address=address) + more)
    return path


def found(results: list[CheckResult]) -> list[tuple[str, str]]:
    return [(one.code, one.primary.layer) for result in results for one in result.findings if one.code[:3] == "LQ7"]


def test_the_order_of_the_files_changes_neither_place_nor_fingerprint() -> None:
    files = [write("milan.yaml", "https://milan"), write("rome.yaml", "https://rome")]
    results = check_files(files)
    assert found(results) == found(check_files(files[::-1])) == [("LQ702", "rome.yaml")]
    digests = {
        one.fingerprint.digest
        for order in (files, files[::-1])
        for result in check_files(order)
        for one in result.findings
    }
    assert len(digests) == 1
    (finding,) = results[1].findings
    assert (finding.fingerprint.home, finding.fingerprint.subject) == ("rome.yaml", "discovery.config.clusterID")
    assert {label.layer for label in finding.related} == {"milan.yaml", "rome.yaml"}


def test_one_release_is_never_compared() -> None:
    ignored = "# liqo-values: ignore-file[LQ702] because rome moves\n"
    path = write("rome.yaml", "https://rome", more=ignored)
    assert check(path).findings == ()


def test_a_comment_suppresses_it_and_is_never_reported_as_unused() -> None:
    ignored = "# liqo-values: ignore-file[LQ702] because rome moves\n"
    files = [write(name, f"https://{name}", more=ignored) for name in ("new.yaml", "old.yaml")]
    results = check_files(files)
    assert [len(result.findings) for result in results] == [0, 0]
    assert [[one.code for one in result.suppressed] for result in results] == [[], ["LQ702"]]


def test_the_project_file_turns_it_off(folder: Path) -> None:
    files = [write("milan.yaml", "https://milan"), write("rome.yaml", "https://rome")]
    config = folder / ".liqo-values.yaml"
    config.write_text("ignore: [LQ702]\n")
    assert found(check_files(files, config=config)) == []


@pytest.mark.parametrize("address", ["https://rome", "", "{{ .Values.address }}"])
def test_what_may_be_the_same_cluster_is_not_reported(address: str) -> None:
    assert found(check_files([write("a.yaml", "https://rome"), write("b.yaml", address)])) == []


def test_each_release_is_compared_with_one_other() -> None:
    files = [write(f"{number}.yaml", f"https://{number}") for number in range(9)]
    assert len(found(check_files(files))) == 8
