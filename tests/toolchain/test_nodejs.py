"""What comes from the npm registry: pinned, installed once, and with a message if users have to help."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tools.toolchain import nodejs
from tools.toolchain.errors import ToolchainError


def test_packages_are_pinned_by_what_is_in_them_and_by_no_host() -> None:
    lock = json.loads(nodejs.PACKAGES[1].read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")
    wanted = json.loads(nodejs.PACKAGES[0].read_text(encoding="utf-8"))["dependencies"]
    assert lock["packages"][""]["dependencies"] == wanted
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted.values())


def test_what_is_installed_is_not_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nodejs.file("axe-core/axe.min.js").is_file()
    monkeypatch.setattr(nodejs, "_run", pytest.fail)
    assert nodejs.file("axe-core/axe.min.js").is_file()


def test_other_pins_mean_another_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = nodejs.fingerprint()
    other = tmp_path / "requirements-node.txt"
    other.write_text("another")
    monkeypatch.setattr(nodejs, "REQUIREMENTS", other)
    assert nodejs.fingerprint() != before
    assert not nodejs.is_installed()


def test_a_failure_is_explained_and_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodejs, "FOLDER", tmp_path / "npm")
    monkeypatch.setattr(nodejs, "STAMP", tmp_path / "npm" / "stamp")
    command = [sys.executable, "-c", "import sys; sys.exit('no route to it')"]
    monkeypatch.setattr(nodejs, "_STEPS", (("installing", lambda: nodejs._run(command, "Is it reachable?")),))
    for _ in range(2):
        with pytest.raises(ToolchainError, match=r"Is it reachable\?\nno route to it"):
            nodejs.install()


def test_another_browser_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/usr/bin/chromium")
    monkeypatch.setattr(nodejs, "install", pytest.fail)
    assert nodejs.browser() == nodejs.Program(("/usr/bin/chromium",), {})
