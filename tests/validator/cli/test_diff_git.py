"""``diff --git``: the releases of the working tree next to those of a revision."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import chdir
from pathlib import Path

import jsonschema
import pytest

from tests.validator.cli.calling import OFF, ON, call, put

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


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "next")


def changes(*arguments: str, revision: str = "main") -> dict[str, tuple[str, dict[str, tuple[str | None, str | None]]]]:
    """Return what differs, by release, as JSON prints it; its form is that of the schema."""
    status, output, _ = call("diff", "--git", revision, "--format", "json", *arguments)
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


@pytest.mark.parametrize(
    ("revision", "remedy"),
    [
        ("nowhere", "name a branch"),
        ("--help-me", "name a branch"),
        ("", "name a branch"),
        ("main:base.yaml", "name a branch"),
        ("main^{tree}", "name a branch"),
        ("HEAD~1..HEAD", "name one revision, which is compared with the working tree"),
        ("main...feature", "name one revision, which is compared with the working tree"),
        ("0" * 40, "a branch that did not exist before"),
    ],
)
def test_unknown_revision(revision: str, remedy: str) -> None:
    error = refusal(f"--git={revision}")
    assert f"the repository has no revision `{revision}`" in error
    assert remedy in error


def test_branches_with_nothing_in_common() -> None:
    git("checkout", "--quiet", "--orphan", "other")
    commit()
    assert "`main` and `HEAD` have no commit in common" in refusal("--git", "main...")


def test_shallow_clone(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("commit", "--quiet", "--allow-empty", "--message", "second")
    git("clone", "--quiet", "--depth", "1", repository.as_uri(), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert "the clone is shallow" in refusal("--git", "HEAD~1")


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in refusal("--git", "main")


def test_a_repository_of_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "safe.directory" in refusal("--git", "main")


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


def test_a_file_that_cannot_be_read_in_the_revision_is_neither_new_nor_old() -> None:
    put("lfs.yaml", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n")
    commit()
    put("lfs.yaml", ON)
    put("new.yaml", ON)
    status, output, error = call("diff", "--git", "main", "--format", "json", "lfs.yaml", "new.yaml")
    assert status == 2
    assert "in main: `lfs.yaml` is a pointer of Git LFS" in error
    assert [one["file"] for one in json.loads(output)["releases"]] == ["new.yaml"]


def test_a_file_that_cannot_be_read_any_more_is_not_gone() -> None:
    Path("clusters/milan/values.yaml").unlink()
    Path("clusters/milan/values.yaml").symlink_to("nowhere")
    error = refusal("--git", "main", "clusters/milan/values.yaml")
    assert error.startswith("error: the link `clusters/milan/values.yaml` leads to `nowhere`, which does not exist\n")


def test_a_project_file_that_cannot_be_read_leaves_nothing_to_compare() -> None:
    put(".liqo-values.yaml", "stacks: [\n")
    commit()
    put(".liqo-values.yaml", "{}\n")
    assert "in main: `.liqo-values.yaml`: not YAML" in refusal("--git", "main", ".")


@pytest.mark.parametrize("broken_before", [True, False])
def test_values_that_are_not_yaml(*, broken_before: bool) -> None:
    texts = ["networking: [\n", ON]
    put("one.yaml", texts[not broken_before])
    commit()
    put("one.yaml", texts[broken_before])
    status, output, _ = call("diff", "--git", "main", "--format", "json", "one.yaml")
    (release,) = json.loads(output)["releases"]
    (cell,) = release["changes"]
    modes = ("cannot be read", "connected") if broken_before else ("connected", "cannot be read")
    assert (cell["old"], cell["new"]) == modes
    assert status == 1 if broken_before else status == 2


def test_an_argument_that_is_nowhere() -> None:
    put("clusters/milan/values.yaml", ONLY)
    status, output, error = call("diff", "--git", "main", "clusters", "clutsers/rome")
    assert status == 2
    assert "there is no file or folder `clutsers/rome`, neither here nor in main" in error
    assert "1 release differs" in output


@pytest.mark.parametrize("arguments", [("-",), ("-f", "-", "clusters"), ("--set-file", "a=-", "clusters"), ("-f", "p")])
def test_what_can_be_read_only_once(arguments: tuple[str, ...]) -> None:
    os.mkfifo("p")
    assert "can be read only once" in refusal("--git", "main", *arguments)


def test_layers_outside_the_repository_are_the_same_on_both_sides(tmp_path: Path) -> None:
    (tmp_path / 'a,"b".yaml').write_text(ON.replace("10.244", "10.250"), "utf-8")
    put("clusters/rome/values.yaml", "{}\n")
    commit()
    put("clusters/rome/values.yaml", "discovery: {config: {clusterID: rome}}\n")
    assert changes("-f", '"../a,""b"".yaml"', "clusters/rome/values.yaml") == {}


def test_a_folder_that_was_renamed() -> None:
    """Git does not record renames: the releases have other names now."""
    git("mv", "clusters/rome", "clusters/roma")
    for staged in (True, False):
        assert {file: word for file, (word, _) in changes().items()} == {
            "clusters/roma/values.yaml": "added",
            "clusters/rome/values.yaml": "removed",
        }
        if staged:
            git("reset", "--quiet")


def test_staged_and_untracked_files_count() -> None:
    put("clusters/milan/values.yaml", ONLY)
    put("clusters/turin/values.yaml", ONLY)
    git("add", "clusters/milan")
    assert list(changes()) == ["clusters/milan/values.yaml", "clusters/turin/values.yaml"]


def test_each_side_has_its_own_project_file() -> None:
    put(".liqo-values.yaml", "stacks: [{name: all, files: [link.yaml], forEach: 'clusters/rome/*'}]\n")
    assert {file: word for file, (word, _) in changes().items()} == {"clusters/milan/values.yaml": "removed"}


def test_a_project_file_of_an_option_that_was_not_there(tmp_path: Path) -> None:
    chart = {"chart": ("our chart v1.2.0", "Liqo's chart v1.1.2")}
    put("ci/project.yaml", "chart: published@1.1.2\n")
    for name in ("ci/project.yaml", str(Path("ci/project.yaml").resolve())):
        found = changes("--config", name, "-f", "base.yaml", "clusters/rome/values.yaml")
        assert found["clusters/rome/values.yaml"][1].items() >= chart.items()
    (tmp_path / "project.yaml").write_text("chart: published@1.1.2\n", "utf-8")
    assert changes("--config", "../project.yaml", "-f", "base.yaml", "clusters/rome/values.yaml") == {}


COMMAND = "helm upgrade --install liqo liqo/liqo --version 1.2.0 --kube-context {} --set networking.enabled={}\n"


def test_a_command_that_moves_to_another_line() -> None:
    put("install.sh", COMMAND.format("rome", "true") + COMMAND.format("milan", "false"))
    commit()
    put("install.sh", "# first\n" + COMMAND.format("rome", "true") + COMMAND.format("milan", "false"))
    assert changes("install.sh") == {}
    put("install.sh", COMMAND.format("milan", "true") + COMMAND.format("rome", "true"))
    ((word, cells),) = changes("install.sh").values()
    assert (word, cells["mode"]) == ("changed", ("external-network", "connected"))


def test_of_releases_with_one_name_those_that_stay_are_the_same() -> None:
    commands = [COMMAND.replace(" --kube-context {}", "").format(word) for word in ("true", "false")]
    put("install.sh", "".join(commands))
    commit()
    put("install.sh", commands[1] + "".join(commands))
    assert [(word, cells["mode"]) for word, cells in changes("install.sh").values()] == [
        ("added", (None, "external-network"))
    ]


def test_submodules_are_compared_with_their_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "module"
    module.mkdir()
    with chdir(module):
        put("values.yaml", ON)
        git("init", "--quiet", "--initial-branch", "main")
        commit()
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    git("submodule", "--quiet", "add", str(module), "module")
    commit()
    assert changes("module") == {}
    put("module/values.yaml", OFF)
    assert changes("module")["module/values.yaml"][1]["mode"] == ("connected", "external-network")
    with chdir("module"):
        git("checkout", "--quiet", "--orphan", "other")
        commit()
        git("branch", "--quiet", "-D", "main")
        git("update-ref", "-d", "refs/remotes/origin/main")
        git("update-ref", "-d", "refs/remotes/origin/HEAD")
        git("reflog", "expire", "--expire=now", "--all")
        git("gc", "--quiet", "--prune=now")
    assert "in main: the commit of the submodule `module` is not here" in refusal("--git", "main", "module")


def test_absolute_links_lead_to_the_files_of_the_revision() -> None:
    Path("absolute.yaml").symlink_to(Path("base.yaml").resolve())
    put(".liqo-values.yaml", "{}\n")
    commit()
    put("base.yaml", ON.replace("10.244", "10.250"))
    assert changes("absolute.yaml")["absolute.yaml"][1] == {"ipam.podCIDR": ("10.244.0.0/16", "10.250.0.0/16")}


def test_files_that_a_sparse_checkout_leaves_out_are_not_gone() -> None:
    put("clusters/milan/values.yaml", f"{ON}discovery: {{config: {{clusterID: milan}}}}\n")
    put(".liqo-values.yaml", "{}\n")
    commit()
    git("sparse-checkout", "set", "clusters/milan")
    assert not Path("clusters/rome").exists()
    assert changes("clusters") == {}


def test_names_and_line_ends() -> None:
    put("clusters/köln | a/values.yaml", ON)
    put("clusters/crlf/values.yaml", ON.replace("\n", "\r\n"))
    commit()
    put("clusters/köln | a/values.yaml", OFF)
    put("clusters/crlf/values.yaml", ON)
    assert list(changes()) == ["clusters/köln | a/values.yaml"]
    table = call("diff", "--git", "main", "--format", "markdown")[1].splitlines()[2:]
    assert {line.count("|") for line in table} == {5}
    assert table[2].startswith("| all clusters/köln &#124; a/values.yaml | mode | connected |")


def test_two_working_trees_of_one_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path / "other")
    put("clusters/milan/values.yaml", ONLY)
    assert list(changes()) == ["clusters/milan/values.yaml"]


def test_where_the_branch_was_left() -> None:
    git("checkout", "--quiet", "-b", "feature")
    put("clusters/milan/values.yaml", ONLY)
    commit()
    git("checkout", "--quiet", "main")
    put("clusters/rome/values.yaml", ON)
    commit()
    git("checkout", "--quiet", "feature")
    assert list(changes()) == ["clusters/milan/values.yaml", "clusters/rome/values.yaml"]
    for revision in ("main...", "main...HEAD", ":/first"):
        assert list(changes(revision=revision)) == ["clusters/milan/values.yaml"]


def test_a_mode_that_flips_is_seen_in_a_table_that_is_cut() -> None:
    for number in range(120):
        put(f"clusters/{number:03}/values.yaml", "{}\n")
    commit()
    put("base.yaml", ON.replace("10.244", "10.250").replace("10.96", "10.112"))
    put("clusters/119/values.yaml", ONLY)
    lines = call("diff", "--git", "main", "--format", "markdown")[1].splitlines()
    assert lines[4] == "| all clusters/119/values.yaml | mode | connected | offloading-only |"
    assert lines[-1] == "| | | | and 46 more rows: see `liqo-values diff --git main` |"
    assert len(lines) == 4 + 200 + 1


def test_markdown_needs_git() -> None:
    with pytest.raises(Exception, match="use it with --git"):
        call("diff", "--format", "markdown", "base.yaml", "link.yaml")


def test_without_arguments_all_ways_to_compare_are_named() -> None:
    status, output, errors = call("diff")
    assert (status, output) == (2, "")
    assert errors.startswith("error: there is nothing to compare with\n")
    assert "`--git REVISION`" in errors
