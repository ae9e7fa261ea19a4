"""Comments that suppress findings in files with command lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put

INSTALL = "liqoctl install k3s --version v1.2.0 --pod-cidr 10.244.0.0/16"
#: A command with one warning, in its last line.
COMMAND = f"{INSTALL} \\\n  --service-cidr 10.244.0.0/18 \\\n  --set ipam.serviceCIDR=10.96.0.0/12\n"
HERE = f"{INSTALL} --service-cidr 10.112.0.0/12 --values - <<EOF\nipam:\n  serviceCIDR: 10.96.0.0/12\nEOF\n"
HASH = "# liqo-values: ignore[LQ844] because of a test"
HTML = f"<!-{HASH[1:].replace(' liqo', '- liqo', 1)} -->"
PIPELINE = "jobs:\n  a:\n    steps:\n      - run: |\n          "

FILES = {
    "install.sh": "{comment}\n{command}",
    "nested.sh": "if true; then\n  {comment}\n  {command}fi\n",
    "Makefile": "install:\n\t@echo\n{comment}\n\t@{command}",
    "Dockerfile": "FROM x\n{comment}\nRUN {command}",
    "README.md": "Text\n\n{html}\n```sh\n{command}```\n",
    "list.md": "- Text\n\n  {html}\n  ```console\n  $ {command}  ```\n",
    "pipeline.yml": PIPELINE + "{comment}\n          {command}          echo\n",
}


def written(name: str, *, command: str = COMMAND, comment: str = HASH, html: str = HTML) -> str:
    """Return a file with a command and a comment."""
    lines = FILES[name].format(command=command, comment=comment, html=html).splitlines(keepends=True)
    inside = "pipeline" in name or "list" in name
    indent = " " * (10 if "pipeline" in name else 2)
    text = "".join(indent + line if inside and line.startswith("  --") else line for line in lines)
    return text if comment else "".join(line for line in text.splitlines(keepends=True) if line.strip() or "md" in name)


def checked(text: str, name: str = "install.sh") -> list[str]:
    """Return the codes of the findings in a file, and where they are."""
    Path(name).write_text(text, encoding="utf-8", newline="")
    _, output, _ = call("check", name, "--format", "concise")
    found = [line.split() for line in output.splitlines() if line.startswith(name)]
    return [f"{code} {place.split(':')[1]}" for place, _, code, *_ in found]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_comment_above_a_command_applies_to_all_its_lines(name: str) -> None:
    assert checked(written(name), name) == []
    other = written(name).replace("LQ844", "LQ843")
    assert [found.split()[0] for found in checked(other, name)] == ["LQ844", "LQ030"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_inserted_comments_go_above_the_command(name: str, line_end: str) -> None:
    whole = written(name)
    without = "".join(line for line in whole.splitlines(keepends=True) if "liqo-values" not in line)
    Path(name).write_text(without.replace("\n", line_end), encoding="utf-8", newline="")
    call("check", name, "--add-ignores", "--reason", "of a test")
    assert Path(name).read_bytes().decode() == whole.replace("\n", line_end)
    assert checked(whole, name) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{COMMAND.rstrip()} {HASH}\n{COMMAND}", ["LQ844 6"]),
        (f"{HASH}\n\n# another comment\n{COMMAND}{COMMAND}", ["LQ844 9"]),
        (f"{HASH}\n{HERE}{HERE}", ["LQ844 8"]),
        (HERE.replace("  service", f"  {HASH}\n  service") + HERE, ["LQ844 8"]),
        (HERE.replace("/12\nEOF", f"/12 {HASH}\nEOF") + HERE, ["LQ844 7"]),
        (f"{HASH.replace('ignore', 'ignore-file')}\n{COMMAND}{COMMAND}", []),
        (f"{HASH.replace('ignore', 'ignore-start')}\n{COMMAND}# liqo-values: ignore-end\n{COMMAND}", ["LQ844 8"]),
        (f"{HASH}\n# liqo-values: ignore[LQ844] because the first one counts\n{COMMAND}", ["LQ030 2"]),
        (f"{HASH}\necho\n{COMMAND}", ["LQ844 5", "LQ030 1"]),
    ],
)
def test_what_comments_apply_to(text: str, left: list[str]) -> None:
    assert checked(text) == left


def test_in_a_dockerfile_a_comment_may_be_inside_of_a_command() -> None:
    command = COMMAND.replace("  --set", f"  {HASH}\n  --set")
    assert checked(f"FROM x\nRUN {command}RUN {COMMAND}", "Dockerfile") == ["LQ844 8"]


def test_in_markdown_only_code_blocks_with_commands_have_comments() -> None:
    block = f"```sh\n{COMMAND}```\n"
    assert checked(f"```yaml\n{HASH}\n```\n\n{block}", "README.md") == ["LQ844 8"]
    assert checked(f"{HASH}\n\n{block}", "README.md") == ["LQ844 6"]
    assert checked(f"```sh\n{HASH}\n{COMMAND}{COMMAND}```\n", "README.md") == ["LQ844 8"]
    assert checked(f"{HTML}\n\n{block}{block}", "README.md") == ["LQ844 11"]


def test_in_markdown_comments_go_above_text_with_code() -> None:
    code = " ".join(COMMAND.replace("\\\n", "").split())
    put("README.md", f"```sh\necho\n```\n\nText,\n  and `{code}`.\n")
    call("check", "README.md", "--add-ignores", "--reason", "of a test")
    assert f"Text,\n  {HTML}\n  and" in Path("README.md").read_text(encoding="utf-8")
    assert checked(Path("README.md").read_text(encoding="utf-8"), "README.md") == []


def test_a_pipeline_has_comments_of_yaml_and_of_scripts() -> None:
    one_line = " ".join(COMMAND.replace("\\\n", "").split())
    begin = f"jobs:\n  a:\n    steps:\n      - run: {one_line} {HASH}\n"
    steps = f"{begin}      {HASH}\n      - name: x\n        run: {one_line}\n"
    assert checked(steps, "pipeline.yml") == []
    assert checked(written("pipeline.yml").replace("echo\n", one_line), "pipeline.yml") == ["LQ844 9"]


def test_comments_are_not_inserted_where_they_would_change_a_command() -> None:
    text = f"jobs:\n  a:\n    steps:\n      - run: >\n          {INSTALL}\n          --service-cidr 10.244.0.0/18\n"
    text += "          --set ipam.serviceCIDR=10.96.0.0/12\n"
    put("pipeline.yml", text)
    _, _, errors = call("check", "pipeline.yml", "--add-ignores", "--reason", "of a test")
    assert Path("pipeline.yml").read_text(encoding="utf-8") == text
    assert "added no comments to `pipeline.yml`: a comment would change what it means; use --baseline" in errors


@pytest.mark.parametrize("name", FILES)
def test_unused_comments_are_removed(name: str) -> None:
    right = COMMAND.replace("10.244.0.0/18", "10.96.0.0/12").replace(
        "--set ipam.serviceCIDR=10.96.0.0/12", "--disable-telemetry"
    )
    whole = written(name, command=right)
    Path(name).write_text(whole, encoding="utf-8")
    call("fix", name)
    kept = "".join(line for line in whole.splitlines(keepends=True) if "liqo-values" not in line)
    assert Path(name).read_text(encoding="utf-8") == kept
