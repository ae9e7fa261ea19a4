"""The workflows on GitHub do nothing by themselves: each runs a make target, with as few permissions as possible."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.repository import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*"))
#: What prepares the machine for a target, and has no place in the Makefile: it is for GitHub's machines alone.
PREPARATIONS = {
    "sudo sysctl --write kernel.apparmor_restrict_unprivileged_userns=0",
    "sudo apt-get update && sudo apt-get install --yes fish zsh",
}
#: The only permissions beyond reading, by the job that has them.
RIGHTS = {"build": {"attestations": "write", "contents": "read", "id-token": "write"}, "draft": {"contents": "write"}}

pytestmark = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


def test_every_command_is_a_target(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = {step["run"] for step in steps(path) if "run" in step} - PREPARATIONS
    assert commands
    for command in commands:
        program, target, *variables = command.split(" ")
        assert (program, target in targets) == ("make", True), command
        assert all(re.fullmatch(r"[A-Z]+=\d+", variable) for variable in variables), command


def test_actions_are_pinned_by_commit_with_their_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text())
    assert used
    assert [
        action for action in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    ] == []
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_permissions_are_limited_to_those_needed(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for name, job in workflow["jobs"].items():
        assert job.get("permissions") == RIGHTS.get(name)
        assert job["timeout-minutes"] <= 60
