"""Whole folders: which files count, in which order, and on how many cores."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from liqo_values.cli.progress import progress
from liqo_values.sources.folder_walk import walk
from tests.validator.cli.calling import OFF, ON, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.errors import InputError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def put(*paths: str, text: str = OFF) -> None:
    """Write files, and the folders around them."""
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")


def checked(*arguments: str) -> list[str]:
    """Return the first layer of every release that was checked."""
    _, output = run("check", "--format", "json", *arguments)
    return [release["layers"][0] for release in json.loads(output)["releases"]]


def test_values_files_in_the_order_of_their_paths() -> None:
    put("clusters/b/liqo/values.yaml", "clusters/a/liqo-values.yml", "clusters/a/LIQO/values-prod.yaml")
    assert checked("clusters") == [
        "clusters/a/liqo-values.yml",
        "clusters/a/LIQO/values-prod.yaml",
        "clusters/b/liqo/values.yaml",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "c/liqo/values.yaml.bak",
        "c/liqo/.#values.yaml",
        "c/liqo/values.yaml",
        "c/.liqo/values.yaml",
        "c/node_modules/liqo/values.yaml",
        "c/vendor/liqo/values.yaml",
        "c/liqo/charts/redis/values.yaml",
        "c/liqo/templates/values.yaml",
    ],
)
def test_what_is_none_of_our_business(path: str) -> None:
    put("c/liqo/Chart.yaml", text="name: liqo\n")
    put("c/mine/settings.yaml", path)
    assert checked("c") == ["c/mine/settings.yaml"]


def walked(folder: str) -> list[str]:
    """Return the files that are searched for in a folder."""
    errors: list[InputError] = []
    found = list(walk(folder, errors.append))
    assert errors == []
    return found


def test_a_link_that_leads_to_nothing_says_where_it_leads() -> None:
    put("c/values.yaml")
    Path("c/old.yaml").symlink_to("gone.yaml")
    for arguments in (("c",), ("c/old.yaml",)):
        status, output = run("check", *arguments)
        assert status == 2
        assert "error: the link `c/old.yaml` leads to `gone.yaml`, which does not exist\n" in output
        assert "= help: correct or remove the link\n" in output


def test_workflows_are_the_only_hidden_files_that_are_searched() -> None:
    put(
        ".github/workflows/ci.yaml",
        ".github/dependabot.yml",
        ".github/ISSUE_TEMPLATE/a.yml",
        ".gitlab-ci.yml",
        ".x/a.yml",
    )
    assert walked(".") == [".gitlab-ci.yml", ".github/workflows/ci.yaml"]
    assert ".github/dependabot.yml" in walked(".github")


def test_other_files_are_searched_by_name_or_first_line() -> None:
    put("Makefile", "a.sh", "b/dockerfile", "README.md", "x.TF", "notes.txt", "LICENSE")
    put("run", text="#!/usr/bin/env bash\n")
    put("serve", text="#!/usr/bin/python3\n")
    assert walked(".") == ["Makefile", "README.md", "a.sh", "run", "x.TF", "b/dockerfile"]


@pytest.mark.parametrize("name", ["install.sh", "Makefile", "run"])
def test_a_script_is_never_a_values_file(name: str) -> None:
    put(name, text="#!/bin/sh\nkubectl apply -f - <<EOF\napiVersion: v1\nkind: liqo\nEOF\n")
    status, output = run("check", name)
    assert (status, f"no Liqo values found in `{name}`" in output) == (2, True)


def test_charts_is_a_name_like_any_other_without_a_chart_around_it() -> None:
    put("charts/liqo/values.yaml")
    assert checked(".") == ["charts/liqo/values.yaml"]


def test_links_do_not_lead_in_circles_and_files_count_once() -> None:
    put("c/liqo/values.yaml")
    Path("c/liqo/again").symlink_to(Path("c").resolve())
    Path("c/liqo/values-link.yaml").symlink_to("values.yaml")
    assert checked("c", "c/liqo/values.yaml") == ["c/liqo/values-link.yaml", "c/liqo/values.yaml"]


def test_a_folder_with_nothing_of_liqo() -> None:
    put("c/liqo/values.yaml", text="replica: {replicaCount: 2}\n")
    status, output = run("check", "c")
    assert status == 2
    assert "no Liqo values found in `c`" in output


def test_a_folder_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    put("c/a/liqo-values.yaml", "c/b/liqo-values.yaml")
    scandir = os.scandir

    def forbidding(path: str) -> Iterator[os.DirEntry[str]]:  # a superuser, too, must see this test fail or pass
        if path == "c/b":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbidding)
    status, output = run("check", "c")
    assert status == 2
    assert "no permission to read `c/b`" in output
    assert "no findings in c/a/liqo-values.yaml" in output


def test_many_files_give_the_same_report_on_all_cores() -> None:
    for number in range(120):
        put(f"c/liqo-{number:03}/values.yaml", text=ON if number % 3 else f"{ON}typo{number}: 1\n")
    status, output = run("check", "c")
    assert status == 1
    assert [int(found) for found in re.findall(r"no key `typo(\d+)`", output)] == list(range(0, 120, 3))
    assert output.endswith("40 errors in 40 of 120 releases, for our chart v1.2.0\n")


def test_an_error_of_all_files_is_printed_once_on_all_cores() -> None:
    put(*(f"c/liqo-{number}/values.yaml" for number in range(120)))
    status, output = run("check", "c", "--set", "networking.x.y=1,networking.x.y.z=1")
    assert status == 2
    assert output.count("error: ") == 1
    assert "^" in output


def everything(terminal: int) -> bytes:
    """Return what was written to a terminal that is closed now."""
    written = b""
    with contextlib.suppress(OSError):  # so ends what a terminal has to say
        while piece := os.read(terminal, 1024):
            written += piece
    os.close(terminal)
    return written


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liqo_values.cli.progress._PATIENCE", 0)
    ours, theirs = pty.openpty()
    with open(theirs, "w") as terminal:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress() as tell:
            tell(3, 8)
    assert everything(ours) == b"\r\x1b[Kchecked 3 of 8 files\r\x1b[K"
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    with progress() as tell:
        tell(3, 8)
    assert pipe.getvalue() == ""


def test_progress_waits_until_work_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with open(theirs, "w") as terminal:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress() as tell:
            tell(1, 2)
    assert everything(ours) == b""


def test_an_empty_name_is_not_the_current_folder() -> None:
    put("liqo/values.yaml")
    assert run("check", "") == (
        2,
        (
            "error: the name of a file is empty\n"
            "  = help: check what it comes from, such as a variable that is not set\n"
        ),
    )
