"""Names and values that command a terminal, a build server or a viewer: they are shown, and do nothing."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys

import pytest

from tests.attack.attacking import FORMATS, OFF, Repository

NAMES = (
    "\x1b[31mred\x1b[0m.yaml",
    "\u202egnp.yaml",
    "\u2066a\u2069.yaml",
    "a\nb.yaml",
    "a\r\nb.yaml",
    "a\n+++ b\n@@ -1 +1 @@\n-x\n+y.yaml",
    "::stop-commands::x.yaml",
    "a\n::stop-commands::x.yaml",
    "##[add-mask]x.yaml",
    "##vso[task.setvariable variable=a]b.yaml",
    "[click](https:evil.example).yaml",
    "`x`.yaml",
    "|a|b|.yaml",
    "<script>alert(1)<script>.yaml",
    "@everyone.yaml",
    "a,line=9%0A.yaml",
    "a\u2028b.yaml",
    "=cmd.yaml",
)
VALUES = 'networking: {{enabled: \'false\'}}\n"{0}": {{"{0}": "{0}"}}\ntag: [\'{1}\']\n'


def values_with(name: str) -> str:
    escaped = json.dumps(name)[1:-1]
    return VALUES.format(escaped, name.replace("'", "").replace("\x1b", "").replace("\n", "").replace("\r", ""))


def commands(printed: str) -> list[str]:
    """Return what the runner of GitHub Actions, or of Azure Pipelines, would run."""
    lines = printed.splitlines()
    return [line for line in lines if line.strip().startswith("::") or re.search(r"##(vso)?\[", line)]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_a_command(repository: Repository, name: str, format_: str) -> None:
    repository.put(name, values_with(name))
    done = repository.run(
        "check", "--format", format_, f"./{name}", "./nowhere" + name, environ={"GITHUB_ACTIONS": "true"}
    )
    assert done.returncode == 2
    printed = done.stdout + done.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)
    meant = r"::(error|warning|notice) title=[\w -]+(,(file|line|endLine|col|endColumn)=[^:,]*)*::"
    wrong = [line for line in commands(printed) if not (format_ == "github" and re.match(meant, line))]
    assert wrong == []
    if format_ in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)


@pytest.mark.parametrize("name", ["::stop-commands::x", "##[add-mask]x", "a ::stop-commands::x " * 9])
@pytest.mark.parametrize("command", [("mode",), ("values",), ("fix", "--diff"), ("fix",), ("diff", "empty.yaml")])
def test_no_other_command_prints_one(repository: Repository, name: str, command: tuple[str, ...]) -> None:
    repository.put("empty.yaml", OFF)
    text = f"# {name}\n{values_with(name)}::{name}: '{name}'\n"
    repository.put("values.yaml", text)
    done = repository.run(*command, "values.yaml", environ={"GITHUB_ACTIONS": "true"})
    assert commands(done.stdout + done.stderr) == []


def test_outside_of_a_build_server_text_is_as_it_is(repository: Repository) -> None:
    repository.put("values.yaml", "'##[a]': 1\n")
    assert "##[a]" in repository.run("check", "values.yaml", environ={"GITHUB_ACTIONS": ""}).stdout


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_diff_is_of_one_file(repository: Repository, name: str) -> None:
    repository.put(name, "networking: {enabled: 'false'}\n")
    done = repository.run("fix", "--diff", f"./{name}")
    lines = done.stdout.split("\n")
    assert [line[:4] for line in lines] == ["--- ", "+++ ", "@@ -", "-net", "+net", ""]
    assert lines[0].lstrip('- "').startswith("a/")
    assert done.stdout.replace("\n", "").isprintable()
    applied = subprocess.run(
        ["git", "apply", "--unsafe-paths", "-"], cwd=repository.folder, input=done.stdout, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if "\u2028" not in name:
        assert applied.returncode == 0, applied.stderr
        assert (repository.folder / name).read_text("utf-8") == OFF


def test_a_diff_on_a_terminal_shows_changes_of_direction(repository: Repository) -> None:
    repository.put("values.yaml", "# \u202e hidden\nnetworking: {enabled: 'false'}\n")
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "liqo_values", "fix", "--diff", "--color", "never", "values.yaml"]
    subprocess.run(command, cwd=repository.folder, stdout=end, check=False)
    printed = os.read(terminal, 65536).decode()
    os.close(end)
    os.close(terminal)
    assert "\\u202e" in printed
    assert "\u202e" not in printed


def test_sarif_has_no_links_but_ours(repository: Repository) -> None:
    repository.put("values.yaml", '"[click](https://evil.example)": 1\nnetworking: {enabled: "[a](http://b)"}\n')
    (run,) = json.loads(repository.run("check", "--format", "sarif", "values.yaml").stdout)["runs"]
    texts = [result["message"]["text"] for result in run["results"]]
    assert any("evil" in text for text in texts)
    for text in texts:
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", text)


@pytest.mark.parametrize(
    "pattern", [".", "..", "", "/", "*", "a**b", "**", "[", "[]", "a[", "[!]", "\\", "***", "**/**", "~"]
)
@pytest.mark.parametrize("key", ["forEach", "exclude"])
def test_odd_patterns(repository: Repository, key: str, pattern: str) -> None:
    repository.put("aXb/values.yaml", OFF)
    quoted = json.dumps(pattern)
    text = f"stacks: [{{name: a, forEach: {quoted}}}]\n" if key == "forEach" else f"exclude: [{quoted}]\n"
    repository.put(".liqo-values.yaml", text)
    for arguments in ((), (".",), ("aXb/values.yaml",)):
        repository.run("check", *arguments)


@pytest.mark.parametrize("marks", [1, 2, 3])
def test_byte_order_marks(repository: Repository, marks: int) -> None:
    """Helm reads one; with more, it drops the first character of the second line."""
    text = "\ufeff" * marks + "networking: {enabled: 'false'}\n"
    repository.put("values.yaml", text)
    done = repository.run("check", "values.yaml")
    assert done.returncode == 1
    assert ("LQ001" in done.stdout) is (marks > 1)
    repository.run("fix", "values.yaml")
    fixed = (repository.folder / "values.yaml").read_text("utf-8")
    assert fixed == (text if marks > 1 else text.replace("'", ""))
