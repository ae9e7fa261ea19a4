"""The configurations of editors in docs/editor.md: each is read as its editor reads it, and starts the server."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.validator.lsp.editor import editor
from tools.docs.pages import Page
from tools.repository import ROOT
from tools.toolchain import nodejs

FENCES = {fence.language: fence.text for fence in Page(ROOT / "docs" / "editor.md").fences}
#: Files of every language that the validator reads, by the names that VS Code, Neovim and Helix have for them.
LANGUAGES = {
    "VS Code": {"yaml", "shellscript", "terraform", "makefile", "dockerfile", "markdown"},
    "Neovim": {"yaml", "sh", "bash", "zsh", "terraform", "make", "dockerfile", "markdown"},
    "Helix": {"yaml", "bash", "hcl"},
}
#: In place of the client for VS Code: it prints what it is given.
CLIENT = """\
exports.LanguageClient = class {
  constructor(id, name, server, options) { console.log(JSON.stringify({ server, options })); }
  start() { return "started"; }
};
"""


class Configured(NamedTuple):
    """What an editor starts, and for which languages."""

    command: list[str]
    languages: set[str]


def vs_code(folder: Path) -> Configured:
    """Run the extension with the packages that it names."""
    package = json.loads(FENCES["json"])
    (name,) = package["dependencies"]
    client = folder / "node_modules" / name / "node.js"
    client.parent.mkdir(parents=True)
    client.write_text(CLIENT, encoding="utf-8")
    (folder / package["main"]).write_text(FENCES["javascript"], encoding="utf-8")
    started = f"if (require('./{package['main']}').activate() !== 'started') process.exit(1)"
    done = subprocess.run(
        [*nodejs.node().command, "-e", started], cwd=folder, capture_output=True, text=True, check=True
    )
    given = json.loads(done.stdout)
    languages = {one["language"] for one in given["options"]["documentSelector"]}
    assert {f"onLanguage:{language}" for language in languages} == set(package["activationEvents"])
    return Configured([given["server"]["command"], *given["server"]["args"]], languages)


def neovim(_: Path) -> Configured:
    """Read the few parts of Lua: no parser for it is installed."""
    text = FENCES["lua"]
    assert all(text.count(one) == text.count(other) for one, other in ("()", "{}"))
    (name,) = re.findall(r"^vim\.lsp\.config\('(\w+)', \{$", text, re.MULTILINE)
    assert f"\nvim.lsp.enable('{name}')\n" in text
    lists = {
        key: re.findall(r"'([^']*)'", items) for key, items in re.findall(r"^  (\w+) = \{(.*)\},$", text, re.MULTILINE)
    }
    assert lists["root_markers"] == [".liqo-values.yaml", ".git"]
    return Configured(lists["cmd"], set(lists["filetypes"]))


def helix(_: Path) -> Configured:
    """Read the TOML."""
    settings: dict[str, Any] = tomllib.loads(FENCES["toml"])
    ((name, server),) = settings["language-server"].items()
    assert all(language["language-servers"][-1] == name for language in settings["language"])
    return Configured([server["command"], *server["args"]], {language["name"] for language in settings["language"]})


@pytest.mark.parametrize(
    ("name", "read", "like"),
    [
        ("VS Code", vs_code, "visual-studio-code"),
        ("Neovim", neovim, "neovim"),
        ("Helix", helix, "visual-studio-code"),
    ],
)
def test_the_configuration_of_an_editor_starts_the_server(
    name: str, read: Callable[[Path], Configured], like: str, tmp_path: Path
) -> None:
    configured = read(tmp_path)
    assert configured.languages == LANGUAGES[name]
    program, *arguments = configured.command
    installed = str(Path(sys.executable).with_name(program))
    with editor(tmp_path, like=like, command=[installed, *arguments]) as opened:
        shown = opened.open("values.yaml", "networking:\n  enabled: false\n  reflectIP: true\n")
    assert [one.code for one in shown] == ["LQ002"]
