"""Applications: which files with values Argo CD reads, and in what order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liqo_values.engine.result import CheckResult
from tests.validator.cli.calling import put
from tests.validator.sources.reading import marked, result
from tests.validator.sources.test_argocd import application, given_tag


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def of_files(*names: str, ignore: bool = False) -> CheckResult:
    """Check an Application whose chart is in the repository, with some files next to it."""
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    for name in ("a", "b", "sub/a", "sub/.c", "z"):
        put(f"charts/liqo/{name}.yaml", f"tag: {name}\n")
    helm = f"valueFiles: {json.dumps(names)}\nignoreMissingValueFiles: {str(ignore).lower()}"
    source = "path: charts/liqo\n    repoURL: https://example.com/mine.git"
    return result("apps/app.yaml", application(helm, source=source))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**/*.yaml", ["a", "b", "z", "sub/.c", "sub/a"]),
        ("{z,a}*.yaml", ["a", "z"]),
        ("{sub/a,b}?yaml", ["b", "sub/a"]),
        ("[!a-m].yaml", ["z"]),
        ("[b-a].yaml", ["b"]),
        ("a**.yaml", ["a"]),
        ("\\z*.yaml", ["z"]),
        ("*/../b*", ["b"]),
        ("s[u]b/[^.]*", ["sub/a"]),
    ],
)
def test_a_pattern_stands_for_files_in_the_order_of_argo_cd(pattern: str, expected: list[str]) -> None:
    layers = [Path(layer).relative_to("charts/liqo") for layer in of_files(pattern).layers if layer != "apps/app.yaml"]
    assert [str(layer.with_suffix("")) for layer in layers if layer.name != "Chart.yaml"] == expected


@pytest.mark.parametrize("ignore", [False, True])
@pytest.mark.parametrize(
    "pattern", ["[a.yaml", "*[", "[]a].yaml", "[!]a].yaml", "{a,b*.yaml", "*}", "*\\", "[a/b].yaml"]
)
def test_a_pattern_that_argo_cd_cannot_read(pattern: str, ignore: bool) -> None:
    (finding,) = (one for one in of_files(pattern, ignore=ignore).findings if one.code == "LQ018")
    assert finding.message == f"the pattern `{pattern}` is rejected: Argo CD renders nothing"
    assert marked(finding) == f"apps/app.yaml:10: {json.dumps(pattern)}"


@pytest.mark.parametrize("pattern", ["*{a,b}" + "{c,d}" * 30, "*" + "{" * 40 + "}" * 40])
def test_a_pattern_with_too_many_alternatives(pattern: str) -> None:
    assert "LQ022" in {one.code for one in of_files(pattern, ignore=True).findings}


def test_a_pattern_with_many_stars() -> None:
    put(f"charts/liqo/{'a' * 200}.yaml", "tag: many\n")
    assert given_tag(of_files("*a" * 100 + "b*", "*a" * 100 + "*")) == "many"


@pytest.mark.parametrize("ignore", [False, True])
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("secrets://a.yaml", "`helm.valuesFileSchemes` contains `secrets`"),
        ("https://example.org/a.yaml", ""),
        ("../../../a.yaml", "move it into the repository"),
    ],
)
def test_a_file_outside_of_the_repository_is_never_missing(name: str, remedy: str, ignore: bool) -> None:
    (finding,) = (one for one in of_files(name, ignore=ignore).findings if one.code == "LQ022")
    assert remedy in (finding.help or "")


def test_argo_cd_reads_the_file_of_a_parameter_without_a_name() -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/there.txt", "x")
    source = "path: charts/liqo\n    repoURL: https://example.com/mine.git"
    for path, expected in (("there.txt", []), ("missing.txt", ["LQ022"])):
        helm = f"fileParameters: [{{name: '', path: {path}}}]"
        checked = result("apps/app.yaml", application(helm, source=source))
        assert [one.code for one in checked.findings if one.code == "LQ022"] == expected


@pytest.mark.parametrize(
    ("name", "undecided"), [("apiServer.ca", False), ("networking.enabled", True), ("networking", True)]
)
def test_a_file_of_a_parameter_that_is_not_here_is_unknown_only_at_its_path(name: str, undecided: bool) -> None:
    helm = f"fileParameters: [{{name: {name}, path: none.pem}}]\nvalues: 'networking: {{enabled: false}}'"
    checked = result("app.yaml", application(helm))
    assert (checked.mode.networking.value is None) is undecided
    assert f"sets `{name}`" in next(finding.message for finding in checked.findings if finding.code == "LQ022")
