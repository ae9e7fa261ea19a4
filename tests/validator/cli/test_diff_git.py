"""``diff --git``: the releases of the working tree next to those of a revision."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jsonschema
import pytest

from tests.validator.cli.calling import ON, call, put

ONLY = "networking: {enabled: false, reflectIPs: false}\n"


def git(*arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two stacks, one of them on top of a link, and a file that the working tree does not have."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    put(".liqo-values.yaml", "stacks:\n  - {name: all, files: [link.yaml], forEach: 'clusters/*/values.yaml'}\n")
    put("base.yaml", ON)
    Path("link.yaml").symlink_to("base.yaml")
    put("clusters/milan/values.yaml", "discovery: {config: {clusterID: milan}}\n")
    put("clusters/rome/values.yaml", ONLY)
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    return folder


def changes(*arguments: str) -> dict[str, tuple[str, dict[str, tuple[str | None, str | None]]]]:
    """Return what differs, by release, as JSON prints it; its form is that of the schema."""
    status, output, _ = call("diff", "--git", "main", "--format", "json", *arguments)
    found = json.loads(output)
    jsonschema.validate(found, json.loads(call("schema", "--format-of", "diff")[1]))
    assert status == bool(found["releases"])
    return {
        one["file"]: (one["change"], {cell["what"]: (cell["old"], cell["new"]) for cell in one["changes"]})
        for one in found["releases"]
    }


def test_nothing_differs() -> None:
    before = git("status", "--porcelain", "--ignored")
    assert call("diff", "--git", "main")[:2] == (0, "the releases are those of main\n")
    assert git("status", "--porcelain", "--ignored") == before
    assert not Path(".git/index.lock").exists()


def test_a_layer_that_changes() -> None:
    put("base.yaml", ON.replace("10.244", "10.250"))
    assert changes() == {
        f"clusters/{name}/values.yaml": ("changed", {"ipam.podCIDR": ("10.244.0.0/16", "10.250.0.0/16")})
        for name in ("milan", "rome")
    }


def test_mode_and_components() -> None:
    put("clusters/milan/values.yaml", ONLY)
    word, cells = changes()["clusters/milan/values.yaml"]
    assert word == "changed"
    assert cells["mode"] == ("connected", "offloading-only")
    assert cells["components"] == ("network-manager, fabric", None)


def test_added_and_removed_releases() -> None:
    put("clusters/turin/values.yaml", "{}\n")
    Path("clusters/rome/values.yaml").unlink()
    assert changes() == {
        "clusters/turin/values.yaml": ("added", {"mode": (None, "connected"), "chart": (None, "our chart v1.2.0")}),
        "clusters/rome/values.yaml": (
            "removed",
            {"mode": ("offloading-only", None), "chart": ("our chart v1.2.0", None)},
        ),
    }


def test_target_chart_in_the_project_file() -> None:
    put(".liqo-values.yaml", f"chart: published@1.1.2\n{Path('.liqo-values.yaml').read_text('utf-8')}")
    assert changes()["clusters/milan/values.yaml"][1]["chart"] == ("our chart v1.2.0", "Liqo's chart v1.1.2")


def test_paths_mean_the_same_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    put("clusters/milan/values.yaml", ONLY)
    assert list(changes(str(Path("clusters/milan").resolve()))) == ["clusters/milan/values.yaml"]
    assert changes("clusters/rome/values.yaml") == {}
    monkeypatch.chdir("clusters/milan")
    assert list(changes("values.yaml")) == ["values.yaml"]


def test_table() -> None:
    put("clusters/milan/values.yaml", ONLY)
    status, output, _ = call("diff", "--git", "main")
    assert status == 1
    assert output.splitlines()[0].split() == ["release", "what", "before", "after"]
    assert output.endswith("\n1 release differs from main\n")
    written = call("diff", "--git", "main", "--format", "markdown")[1]
    assert "| Release | What | Before | After |" in written
    assert "| mode | connected | offloading-only |" in written


def refusal(*arguments: str) -> str:
    status, output, error = call("diff", *arguments)
    assert (status, output) == (2, "")
    return error


@pytest.mark.parametrize("revision", ["nowhere", "--help-me", "", "main:base.yaml"])
def test_unknown_revision(revision: str) -> None:
    assert f"the repository has no revision `{revision}`" in refusal(f"--git={revision}")


def test_shallow_clone(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("commit", "--quiet", "--allow-empty", "--message", "second")
    git("clone", "--quiet", "--depth", "1", repository.as_uri(), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert "the clone is shallow" in refusal("--git", "HEAD~1")


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in refusal("--git", "main")


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in refusal("--git", "main")


def test_file_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(ON, "utf-8")
    assert "is not in the repository" in refusal("--git", "main", "../other.yaml")


def test_what_cannot_be_read_in_the_revision_is_named() -> None:
    put("clusters/milan/values.yaml", ONLY)
    put("more.yaml", "")
    status, _, error = call("diff", "--git", "main", "-f", "more.yaml", "clusters/milan/values.yaml")
    assert status == 2
    assert "in main: there is no file `more.yaml`" in error


def test_markdown_needs_git() -> None:
    with pytest.raises(Exception, match="use it with --git"):
        call("diff", "--format", "markdown", "base.yaml", "link.yaml")


def test_without_arguments_all_ways_to_compare_are_named() -> None:
    status, output, errors = call("diff")
    assert (status, output) == (2, "")
    assert errors.startswith("error: there is nothing to compare with\n")
    assert "`--git REVISION`" in errors
