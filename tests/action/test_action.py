"""The GitHub action: its metadata, and its steps, run for real in the shell that a runner starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
METADATA = ROOT / "action.yml"
ACTION: dict[str, Any] = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]

GOOD = "networking: {enabled: false}\n"
BAD = "networkin: {}\n" + GOOD
#: How a runner starts `shell: bash`.
SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
#: Files of a repository that means ill: Python would take them for the modules that the action brings or uses.
TRAPS = {
    f"{module}.py": "raise SystemExit('run from the repository')\n"
    for module in ("click", "yaml", "json", "pip", "liqo_values")
}

#: The installation takes longer than all tests together: once is enough.
pytestmark = pytest.mark.xdist_group("action")


def environment(step: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """Put the inputs, or their defaults, into the environment of a step."""
    given = {name: inputs.get(name, declared["default"]) for name, declared in ACTION["inputs"].items()}
    assert set(inputs) <= set(given)
    return {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in step["env"].items()
    }


@dataclass(frozen=True)
class Runner:
    """The parts of a GitHub Actions runner that the action sees."""

    workspace: Path
    temporary: Path

    def run(self, step: Mapping[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step; dashes in the names of inputs are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        script = self.temporary / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        files = {name: str(self.workspace.parent / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        return subprocess.run(
            [*SHELL, script],
            cwd=self.workspace,
            env=dict(os.environ)
            | {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(self.temporary)}
            | files
            | environment(step, {"python": sys.executable} | named),
            capture_output=True,
            text=True,
            check=False,
        )

    def check(self, **inputs: str) -> tuple[int, list[str]]:
        """Run the check; return its exit status and the lines it prints."""
        done = self.run(CHECK, **inputs)
        assert f"exit-status={done.returncode}\n" in self.written("GITHUB_OUTPUT")
        return done.returncode, done.stdout.splitlines()

    def put(self, name: str, text: str) -> None:
        """Write a file of the user's repository."""
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def written(self, name: str) -> str:
        """Read one of the files by which a step talks to the runner."""
        path = self.workspace.parent / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for temporary files, into which the first step has put the package, next to the traps."""
    temporary = tmp_path_factory.mktemp("runner")
    installing = Runner(tmp_path_factory.mktemp("repository"), temporary)
    for name, text in TRAPS.items():
        installing.put(name, text)
    done = installing.run(INSTALL)
    assert done.returncode == 0, done.stdout + done.stderr
    return temporary


@pytest.fixture
def runner(installed: Path, tmp_path: Path) -> Runner:
    (tmp_path / "workspace").mkdir()
    return Runner(tmp_path / "workspace", installed)


def test_the_metadata_is_what_github_takes() -> None:
    program = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [program, "--builtin-schema", "vendor.github-actions", METADATA], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_becomes_a_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert "uses" not in step, "it runs nothing but itself"
    used = {name for step in ACTION["runs"]["steps"] for name in re.findall(r"inputs\.([\w-]+)", str(step["env"]))}
    assert used == set(ACTION["inputs"])


@pytest.mark.parametrize("step", ACTION["runs"]["steps"], ids=lambda step: step["name"])
def test_the_scripts_are_clean(step: Mapping[str, Any]) -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run(
        [shellcheck, "--shell=bash", "-"], input=step["run"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_package_brings_the_schema_of_its_reports(installed: Path) -> None:
    assert (installed / "liqo-values" / "liqo_values" / "reports" / "report.schema.json").is_file()


def test_annotations_and_a_summary(runner: Runner) -> None:
    runner.put("clusters/rome/values.yaml", BAD)
    runner.put("clusters/milan/values.yaml", GOOD)
    status, lines = runner.check(files="clusters/*/values.yaml\n")
    assert status == 1
    (line,) = lines
    assert line.startswith("::error title=LQ002 unknown-key,file=clusters/rome/values.yaml,line=1,")
    assert runner.written("GITHUB_STEP_SUMMARY").startswith(
        "**liqo-values:** 1 error in 1 of 2 releases, for our chart v1.2.0\n"
    )


def test_nothing_found(runner: Runner) -> None:
    runner.put("values.yaml", GOOD)
    assert runner.check(files="values.yaml") == (0, [])


def test_layers_and_arguments(runner: Runner) -> None:
    runner.put("base.yaml", "networking: {enabled: true}\n")
    runner.put("on top.yaml", "pullPolicy: Always\n")
    schedule = "telemetry.config.schedule=0 1 * * *"
    layers = f"base.yaml + on top.yaml + --set networking.enabled=false + --set {schedule}"
    status, lines = runner.check(
        values="base.yaml\non top.yaml\n",
        set=f"networking.enabled=false\n{schedule}\n",
        format="text",
        summary="false",
    )
    assert (status, lines) == (
        0,
        [
            f"no findings in {layers}, for our chart v1.2.0",
        ],
    )
    assert runner.written("GITHUB_STEP_SUMMARY") == ""


def test_the_chart(runner: Runner) -> None:
    runner.put("values.yaml", "networking: {internal: false}\n")
    status, lines = runner.check(files="values.yaml", chart="published@0.10.3", format="text", summary="false")
    assert (status, lines[-1]) == (0, "1 notice in values.yaml, for Liqo's chart v0.10.3")
    assert runner.check(files="values.yaml", chart="helm")[0] == 2


def test_reports_the_threshold_and_a_baseline(runner: Runner) -> None:
    runner.put("values.yaml", f"pullPolicy: Always\npullPolicy: Never\n{GOOD}")
    assert runner.check(files="values.yaml", output="sarif=a.sarif\njunit=b.xml")[0] == 0
    assert sorted(path.name for path in runner.workspace.iterdir()) == ["a.sarif", "b.xml", "values.yaml"]
    assert runner.check(files="values.yaml", fail_on="warning")[0] == 1
    runner.put("known.yaml", "version: 1\nknown: {values.yaml: {LQ006 pullPolicy: 1}}\n")
    assert runner.check(files="values.yaml", fail_on="warning", baseline="known.yaml")[0] == 0


def test_the_project_file_the_prefix_and_rendering_without_a_cluster(runner: Runner) -> None:
    runner.put("values.yaml", "networking: {enabled: false}\n")
    assert runner.check(files="values.yaml")[0] == 0
    assert runner.check(files="values.yaml", without_cluster="true")[0] == 1
    runner.put("ci/project.yaml", "failOn: notice\n")
    cidrs = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
    runner.put("notice.yaml", f"{cidrs}networking: {{reflectIPs: false}}\n")
    runner.put("old.yaml", BAD)
    assert runner.check(files="notice.yaml")[0] == 0
    assert runner.check(files="notice.yaml", config="ci/project.yaml")[0] == 1
    runner.put("ci/project.yaml", "exclude: ['../old.yaml']\n")
    assert runner.check(files="values.yaml\nold.yaml", config="ci/project.yaml")[0] == 0
    runner.put("umbrella.yaml", "network: {networking: {enabled: 'false'}}\n")
    assert runner.check(files="umbrella.yaml", prefix="network", format="text", summary="false")[0] == 1


def test_nothing_is_built_and_everything_is_pinned() -> None:
    """Building a package runs its build backend, which our hashes do not cover."""
    for step in ACTION["runs"]["steps"]:
        for line in re.sub(r"\\\n\s*", "", step["run"]).splitlines():
            if "pip" in line:
                assert "--only-binary :all:" in line
                assert "--require-hashes --requirement" in line
    pinned = re.split(r"\n(?=\w)", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert all("==" in package and "--hash=sha256:" in package for package in pinned[1:])


MODES = "networking: {{enabled: false, reflectIPs: {}}}\n"


class Clone:
    """The repository of a workflow: what actions/checkout leaves in the workspace.

    It has two releases, milan and rome, in a branch `main` that a server knows as `origin/main`.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.put("milan", hidden=True)
        self.put("rome", hidden=False)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit()
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        command = ["git", *identity, *arguments]
        return subprocess.run(
            command, cwd=self.runner.workspace, check=True, capture_output=True, text=True
        ).stdout.strip()

    def put(self, name: str, *, hidden: bool) -> None:
        self.runner.put(f"clusters/{name}/values.yaml", MODES.format(str(not hidden).lower()))

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "next")
        return self.git("rev-parse", "HEAD")

    def compare(self, base: str) -> tuple[int, list[str]]:
        """Run the action with a base; return its exit status, and the rows in the summary about differences."""
        status, _ = self.runner.check(files="clusters/*/values.yaml", diff_base=base, summary="false")
        return status, [line for line in self.runner.written("GITHUB_STEP_SUMMARY").splitlines() if "| mode |" in line]


@pytest.fixture
def clone(runner: Runner) -> Clone:
    return Clone(runner)


def row(name: str, before: str, after: str, *, word: str = "") -> str:
    return f"| clusters/{name}/values.yaml{word} | mode | {before} | {after} |"


def test_the_releases_that_differ_from_a_revision(runner: Runner, clone: Clone) -> None:
    clone.put("milan", hidden=False)
    status, lines = runner.check(files="clusters/*/values.yaml", diff_base="main")
    assert (status, lines[-1]) == (0, "1 release differs from main")
    assert row("milan", "offloading-only", "external-network") in runner.written("GITHUB_STEP_SUMMARY")
    assert runner.check(files="clusters/*/values.yaml", diff_base="nowhere")[0] == 2


def test_a_pull_request_is_compared_with_its_target(clone: Clone) -> None:
    """GitHub checks out a merge of both, also for one from a fork; what the target has since then is no difference."""
    clone.git("checkout", "--quiet", "-b", "change")
    clone.put("rome", hidden=True)
    clone.commit()
    clone.git("checkout", "--quiet", "main")
    clone.put("milan", hidden=False)
    clone.git("update-ref", "refs/remotes/origin/main", clone.commit())
    clone.git("checkout", "--quiet", "--detach", "main")
    clone.git("merge", "--quiet", "--no-edit", "change")
    assert clone.compare("origin/main") == (0, [row("rome", "external-network", "offloading-only")])


def test_a_push_is_compared_with_what_was_there_before(clone: Clone) -> None:
    before = clone.git("rev-parse", "HEAD")
    clone.put("milan", hidden=False)
    clone.commit()
    assert clone.compare(before) == (0, [row("milan", "offloading-only", "external-network")])


@pytest.mark.parametrize("base", ["0" * 40, "origin/"], ids=["first push of a branch", "push without a target"])
def test_an_event_without_a_base_compares_nothing(runner: Runner, clone: Clone, base: str) -> None:
    clone.put("milan", hidden=False)
    assert clone.compare(base) == (0, [])
    _, lines = runner.check(files="clusters/*/values.yaml", diff_base=base)
    assert lines[-1].endswith(f"the releases are not compared: for this event, `diff-base` is `{base}`")


def test_a_forced_push_replaces_a_commit_that_is_not_here(clone: Clone) -> None:
    assert clone.compare("1" * 40) == (2, [])


def test_a_release_that_is_gone(clone: Clone) -> None:
    """The pattern does not match its file any more."""
    (clone.runner.workspace / "clusters/milan/values.yaml").unlink()
    assert clone.compare("origin/main") == (0, [row("milan", "offloading-only", "-", word=" (removed)")])


def test_a_name_with_a_line_break_is_one_file(runner: Runner) -> None:
    runner.put("secret/values.yaml", BAD)
    runner.put("a\nsecret/values.yaml", GOOD)
    runner.put("a/b\n--output=html=secret/values.yaml", GOOD)
    for pattern in ("a*/values.yaml", "a/*/*.yaml", "a/**/*.yaml"):
        # As Helm does, the check rejects such a name. Its second line would be a file with a finding.
        assert runner.check(files=pattern, format="text", summary="false") == (2, [])
    assert (runner.workspace / "secret/values.yaml").read_text(encoding="utf-8") == BAD


def test_a_file_called_by_a_dash_is_a_file(runner: Runner) -> None:
    runner.put("-", BAD)
    assert runner.check(files="*", format="text")[0] == 1


@pytest.mark.parametrize("name", ["; touch pwned", "$(touch pwned)", "`touch pwned`", "--help", "-", "a'b\"c", " x "])
def test_names_are_names(runner: Runner, name: str) -> None:
    runner.put(f"./{name}", BAD)
    status, lines = runner.check(files=f"./{name}", format="text")
    assert (status, lines[-1]) == (1, f"1 error in ./{name}, for our chart v1.2.0")
    assert not (runner.workspace / "pwned").exists()


def test_nothing_in_the_repository_is_run(runner: Runner) -> None:
    """The installation was not either: it stood between the same traps."""
    for name, text in TRAPS.items():
        runner.put(name, text)
    runner.put("values.yaml", GOOD)
    assert runner.check(files="values.yaml") == (0, [])


def test_a_pattern_that_matches_nothing(runner: Runner) -> None:
    assert runner.check(files="clusters/*/values.yaml")[0] == 2
    assert runner.check(files="values.yaml", fail_on="everything")[0] == 2
