"""The hook of ``.pre-commit-hooks.yaml``, run by the real pre-commit from a clone of this repository."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"
AUTHOR = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Test"), ("EMAIL", "test@example.invalid"))
}

GOOD = "networking: {enabled: false, reflectIPs: false}\n"
BAD = GOOD + "virtualKubelet:\n  extra:\n    args: [--disable-ip-reflection=no]\n"


@dataclass(frozen=True)
class Repository:
    """A git repository in a folder of its own, untouched by the user's settings."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program in the repository; a failure is up to the caller."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def git(self, *arguments: str | Path) -> str:
        """Run git, which must succeed, and return what it prints."""
        result = self.run("git", *arguments)
        assert result.returncode == 0, result.stdout
        return result.stdout.strip()

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, and stage them."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Try to commit what is staged."""
        return self.run("git", "commit", "--message", "Try it")


def create(folder: Path, home: Path) -> Repository:
    """An empty repository."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    settings = {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit"), "GIT_CONFIG_NOSYSTEM": "1"}
    # pre-commit starts the hook from a script of its own, which looks for pre-commit next to this Python.
    repository = Repository(folder, {**own, **AUTHOR, **settings})
    folder.mkdir()
    repository.git("init", "--quiet", "--initial-branch=main")
    return repository


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This project, with what is in the work tree committed: a copy, so that no commit is made here."""
    folder = tmp_path_factory.mktemp("project")
    copy = create(folder / "liqo-values", folder)
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source, target = ROOT / name, copy.folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    copy.git("add", "--all")
    assert copy.commit().returncode == 0
    return copy


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment it makes for the hook: once for all tests of this module."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def scratch(project: Repository, home: Path, tmp_path: Path) -> Repository:
    """A user's repository with the hook installed as the README says."""
    repository = create(tmp_path / "deployment", home)
    revision = project.git("rev-parse", "HEAD")
    config = f"repos:\n  - repo: {project.folder}\n    rev: {revision}\n    hooks:\n      - id: liqo-values\n"
    repository.write({".pre-commit-config.yaml": config})
    installed = repository.run(PRE_COMMIT, "install")
    assert installed.returncode == 0, installed.stdout
    return repository


def test_good_values_are_committed(scratch: Repository) -> None:
    scratch.write({"clusters/rome/liqo-values.yaml": GOOD})
    committed = scratch.commit()
    assert committed.returncode == 0, committed.stdout
    assert "Passed" in committed.stdout


def test_bad_values_are_not(scratch: Repository) -> None:
    scratch.write({"liqo/values-good.yaml": GOOD, "liqo/values-bad.yaml": BAD})
    committed = scratch.commit()
    assert committed.returncode != 0
    assert "LQ201" in committed.stdout
    assert "liqo/values-bad.yaml:4:" in committed.stdout
    assert "liqo/values-good.yaml:" not in committed.stdout
    assert scratch.run("git", "rev-parse", "--verify", "HEAD").returncode != 0


def test_other_files_are_none_of_its_business(scratch: Repository) -> None:
    scratch.write(
        {"grafana/values.yaml": "adminUser: me\n", "liqo/peering.yaml": "kind: Tenant\n", "liqo/values.txt": "[\n"}
    )
    committed = scratch.commit()
    assert committed.returncode == 0, committed.stdout
    assert "(no files to check)" in committed.stdout


@pytest.mark.parametrize(
    "name", ["--baseline=liqo-values.yaml", "--output=html=liqo-values.yaml", "--help=liqo-values.yaml"]
)
def test_a_file_is_no_option(scratch: Repository, name: str) -> None:
    files = {"liqo-values.yaml": BAD, name: BAD}
    scratch.write(files)
    committed = scratch.commit()
    assert committed.returncode != 0
    assert "2 errors in" in committed.stdout
    assert {file: (scratch.folder / file).read_text() for file in files} == files
