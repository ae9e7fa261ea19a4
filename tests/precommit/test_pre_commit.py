"""The hooks of ``.pre-commit-hooks.yaml``, run by the real pre-commit from a clone of this repository."""

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
    return with_hooks(create(tmp_path / "deployment", home), project, "liqo-values")


def with_hooks(repository: Repository, project: Repository, *hooks: str) -> Repository:
    """Install hooks in a repository."""
    revision = project.git("rev-parse", "HEAD")
    listed = "".join(f"      - id: {hook}\n" for hook in hooks)
    config = f"repos:\n  - repo: {project.folder}\n    rev: {revision}\n    hooks:\n{listed}"
    repository.write({".pre-commit-config.yaml": config})
    installed = repository.run(PRE_COMMIT, "install")
    assert installed.returncode == 0, installed.stdout
    return repository


#: A repository as people keep it: Argo CD and Flux, values in layers, and other software.
GITOPS = {
    "apps/liqo.yaml": """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo-rome}
spec:
  sources:
    - chart: liqo
      repoURL: https://helm.liqo.io/
      targetRevision: v1.2.0
      helm:
        valueFiles: [$values/platform/base.yaml, $values/platform/rome.yaml]
    - {repoURL: https://git.example.org/platform.git, targetRevision: main, ref: values}
""",
    "platform/base.yaml": "telemetry: {enabled: false}\n",
    "platform/rome.yaml": "discovery: {config: {clusterID: rome}}\n"
    "ipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}\n",
    "flux/liqo.yaml": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, version: v1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}
  values:
    telemetry: {enabled: false}
    ipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}
""",
    "clusters/milan/values.yaml": "networking: {enabled: false, reflectIPs: false}\n",
    "apps/grafana/values.yaml": "adminUser: me\nnetworking: {enabled: true}\n",
    "README.md": "# Platform\n",
    "run.sh": "#!/bin/sh\necho\n",
}


@pytest.fixture
def gitops(project: Repository, home: Path, tmp_path: Path) -> Repository:
    """A GitOps repository with commits, and with all hooks."""
    repository = create(tmp_path / "deployment", home)
    repository.write(GITOPS)
    assert repository.commit().returncode == 0
    return with_hooks(repository, project, "liqo-values-fix", "liqo-values", "liqo-values-repository")


def hook(repository: Repository, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one hook for what is staged."""
    return repository.run(PRE_COMMIT, "run", name, *arguments)


def test_good_values_are_committed(scratch: Repository) -> None:
    scratch.write({"clusters/rome/values.yaml": GOOD})
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
    scratch.write({"grafana/values.yaml": "adminUser: me\n", "liqo/tenant.yaml": "kind: Tenant\n", "a.txt": "[\n"})
    committed = scratch.commit()
    assert committed.returncode == 0, committed.stdout
    assert "Passed" in committed.stdout


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


def test_a_sound_repository_passes(gitops: Repository) -> None:
    committed = gitops.commit()
    assert committed.returncode == 0, committed.stdout
    everything = gitops.run(PRE_COMMIT, "run", "--all-files", "--verbose")
    assert everything.returncode == 0, everything.stdout
    assert "Skipped" not in everything.stdout
    for release in ("Application liqo-rome", "HelmRelease liqo/liqo", "clusters/milan/values.yaml"):
        assert release in everything.stdout
    assert "grafana" not in everything.stdout


@pytest.mark.parametrize("name", ["apps/liqo.yaml", "flux/liqo.yaml"])
def test_a_manifest_is_checked(gitops: Repository, name: str) -> None:
    text = GITOPS[name].replace("[$values/platform/base.yaml, ", "[").replace("telemetry", "telemetri")
    gitops.write({name: text.replace("helm:\n", "helm:\n        valuesObject: {networking: {enabeld: true}}\n")})
    found = hook(gitops, "liqo-values")
    assert found.returncode == 1
    assert f"{name}:" in found.stdout
    assert "LQ404" in found.stdout or "LQ002" in found.stdout


def test_a_base_layer_is_checked_as_part_of_its_releases(gitops: Repository) -> None:
    gitops.write({"platform/base.yaml": "telemetry: {enabled: false, schedule: now}\n"})
    found = hook(gitops, "liqo-values", "--verbose")
    assert "LQ102" not in found.stdout
    assert "platform/base.yaml:1:" in found.stdout
    assert "Application liqo-rome" in found.stdout
    gitops.write({"platform/base.yaml": "telemetry: {enabled: true, config: {schedule: '0 1 * * *'}}\n"})
    assert hook(gitops, "liqo-values").returncode == 0


def test_what_did_not_change_is_not_reported_by_the_first_hook(gitops: Repository) -> None:
    gitops.write({"clusters/pisa/values.yaml": BAD})
    assert gitops.run("git", "commit", "--no-verify", "--message", "Bad").returncode == 0
    gitops.write({"clusters/milan/values.yaml": GOOD + "# changed\n"})
    assert hook(gitops, "liqo-values").returncode == 0
    found = hook(gitops, "liqo-values-repository")
    assert found.returncode == 1
    assert "clusters/pisa/values.yaml:4:" in found.stdout


def test_findings_are_fixed(gitops: Repository) -> None:
    gitops.write({"clusters/milan/values.yaml": "networking: {enabled: 'false', reflectIPs: false}\n"})
    found = hook(gitops, "liqo-values-fix")
    assert found.returncode == 1
    assert "files were modified by this hook" in found.stdout
    assert (gitops.folder / "clusters/milan/values.yaml").read_text() == GITOPS["clusters/milan/values.yaml"]
    gitops.git("add", "--all")
    assert hook(gitops, "liqo-values-fix").returncode == 0


def test_scripts_and_terraform_can_be_read(gitops: Repository, home: Path) -> None:
    assert hook(gitops, "liqo-values").returncode == 0
    environments = list(home.glob("pre-commit/repo*/py_env-*/bin/python"))
    assert environments
    for environment in environments:
        script = "import tree_sitter, tree_sitter_bash, tree_sitter_hcl"
        assert gitops.run(environment, "-c", script).returncode == 0
