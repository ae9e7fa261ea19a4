"""Every YAML sample in the documentation matches its description: values without findings, or with the named ones.

A comment above a sample describes what is special about it: ``over MODE`` for a part of values that is put over that
preset, ``chart CHART`` for its target chart, ``finds CODE …`` for its findings, ``kind: …`` for anything that is not a
values file.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from pre_commit import clientlib  # type: ignore[import-untyped]

from liqo_values.cluster.queries import QUERIES, RELEASES, RELEASES_IN_CONFIG_MAPS
from tools.docs.pages import Fence, Page, guides
from tools.generate.rules.cases import Case
from tools.presets import PRESETS
from tools.repository import ROOT
from tools.toolchain.build import tool

SAMPLES = [
    pytest.param(sample, id=f"{page.name}:{sample.line}")
    for page in guides()
    for sample in page.fences
    if sample.language == "yaml"
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_matches_its_description(sample: Fence, tmp_path: Path) -> None:
    kind = sample.notes.get("kind")
    if kind:
        KINDS[kind](sample.text, tmp_path)
    else:
        assert _found(sample) == set(sample.notes.get("finds", "").split())


def test_a_sample_with_an_error_would_be_noticed(tmp_path: Path) -> None:
    wrong = "networking:\n  enabled: off\n  typo: 1\n"
    assert _found(Fence("yaml", {}, wrong, 1)) == {"LQ002"}
    (tmp_path / "page.md").write_text("<!-- over connected, finds LQ105 LQ106 -->\n```yaml\nipam: {}\n```\n")
    (sample,) = Page(tmp_path / "page.md", root=tmp_path).fences
    assert sample == Fence("yaml", {"over": "connected", "finds": "LQ105 LQ106"}, "ipam: {}\n", 2)


def test_all_sorts_of_samples_are_there() -> None:
    """None of the checks below has become one of nothing."""
    kinds = {sample.values[0].notes.get("kind", "values") for sample in SAMPLES}  # type: ignore[union-attr]
    assert kinds == {"values", *KINDS}


def _found(sample: Fence) -> set[str]:
    """Return the codes of all findings, of any severity, in values or in the manifests that hold some."""
    files = {"values.yaml": sample.text}
    if "over" in sample.notes:
        preset = (PRESETS / f"{sample.notes['over']}.yaml").read_text(encoding="utf-8")
        files = {"preset.yaml": preset, **files}
    options = [f"--chart {sample.notes['chart']}"] if "chart" in sample.notes else []
    return {finding.code for finding in Case("", sample.text, files, options).check().findings}


def _config(text: str, _: Path) -> None:
    schema = ROOT / "validator" / "liqo_values" / "data" / "config.schema.json"
    jsonschema.validate(yaml.safe_load(text), json.loads(schema.read_text(encoding="utf-8")))


def _pre_commit(text: str, folder: Path) -> None:
    path = folder / ".pre-commit-config.yaml"
    path.write_text(text, encoding="utf-8")
    known = {hook["id"] for hook in clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}
    shown = {hook["id"] for hook in clientlib.load_config(str(path))["repos"][0]["hooks"]}
    assert shown
    assert shown <= known


def _matches(schema: str, text: str, folder: Path) -> None:
    """Check a sample against a schema that check-jsonschema contains."""
    path = folder / "sample.yaml"
    path.write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name("check-jsonschema")
    checked = subprocess.run(
        [program, "--builtin-schema", f"vendor.{schema}", path], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    path.unlink()


def _run(script: str, folder: Path, **variables: str) -> int:
    """Run a line of a script as a runner does: with Bash, which stops at the first error. Return its exit status."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 2, done.stderr
    return done.returncode


def _put(folder: Path, values: str) -> None:
    """Write the values of a cluster, where the samples look for them."""
    path = folder / "clusters" / "rome" / "values.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(values, encoding="utf-8")


def _workflow(text: str, folder: Path) -> None:
    """Check the workflow, also with actionlint, and our step against action.yml; actionlint needs published actions."""
    published = re.sub(r"<this repository>@<.*>", "example/liqo-values@v1", text)
    _matches("github-workflows", published, folder)
    linted = subprocess.run([tool("actionlint"), "-"], input=published, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    jobs = yaml.safe_load(published)["jobs"].values()
    (ours,) = (step for job in jobs for step in job["steps"] if step["uses"].startswith("example/"))
    assert ours["with"].keys() <= inputs.keys()


def _gitlab(text: str, folder: Path) -> None:
    """Run the check of the job, which must write the report that the job uploads."""
    _matches("gitlab-ci", text, folder)
    (job,) = yaml.safe_load(text).values()
    install, check = job["script"]
    assert install == 'pip install "git+<this repository>@<a tag or commit of it>"'
    _put(folder, "networking: {enabled: false}\n")
    assert _run(check, folder) == 0
    _put(folder, "networking: {enabled: off}\ntypo: 1\n")
    assert _run(check, folder) == 1
    assert job["artifacts"]["when"] == "always"
    assert [(folder / report).is_file() for report in job["artifacts"]["reports"].values()] == [True]


def _gitlab_diff(text: str, folder: Path) -> None:
    """Run the comparison of the job in a repository, which must write the table that the job uploads."""
    _matches("gitlab-ci", text, folder)
    (job,) = yaml.safe_load(text).values()
    _, compare = job["script"]
    _put(folder, "networking: {enabled: false}\n")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for arguments in (("init",), ("add", "--all"), ("commit", "--message", "first")):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
    assert _run(compare, folder, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD") == 0
    _put(folder, "networking: {enabled: true}\n")
    changed = _run(compare, folder, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD")
    assert changed == job["allow_failure"]["exit_codes"]
    assert [(folder / path).is_file() for path in job["artifacts"]["paths"]] == [True]


def _roles(text: str, _: Path) -> None:
    """Compare the permissions with what `liqo-values doctor` reads."""
    cluster_role, role = yaml.safe_load_all(text)
    shown = {
        (group, resource): rule["verbs"]
        for rule in cluster_role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    read = {(query.group, query.resource) for query in QUERIES}
    of_helm = [RELEASES_IN_CONFIG_MAPS.resource, RELEASES.resource]
    assert shown == {key: ["list"] for key in read - {(RELEASES.group, resource) for resource in of_helm}}
    assert role["rules"] == [{"apiGroups": [RELEASES.group], "resources": of_helm, "verbs": ["list"]}]


KINDS: dict[str, Callable[[str, Path], None]] = {
    "config": _config,
    "gitlab": _gitlab,
    "gitlab-diff": _gitlab_diff,
    "pre-commit": _pre_commit,
    "roles": _roles,
    "workflow": _workflow,
}
