"""`init` writes a first values file that Helm takes; `schema` and `completion` print what editors and shells need."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liqo_values
from liqo_values.engine.starter_values import Facts, values_file
from liqo_values.liqo.mode import ModeName
from liqo_values.model.source_text import Source
from tests.validator.cli.calling import call

PROGRAM = (sys.executable, "-m", "liqo_values")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.parametrize("mode", list(ModeName))
def test_each_mode_is_the_mode_of_its_file(mode: ModeName) -> None:
    assert call("init", "--mode", mode.value)[0] == 0
    result = liqo_values.check(["values.yaml"])
    assert (result.mode.name, result.refused) == (mode, False)


def test_given_facts_are_written_to_the_file() -> None:
    status, text, _ = call(
        *("init", "--mode", "connected", "--cluster-id", "on", "--api-server", "https://192.0.2.1:6443"),
        *("--pod-cidr", "10.1.0.0/16", "--service-cidr", "10.2.0.0/16", "-o", "-"),
    )
    assert status == 0
    Path("values.yaml").write_text(text, encoding="utf-8")
    values = liqo_values.check(["values.yaml"]).values
    assert values.get("ipam", "podCIDR") == "10.1.0.0/16"
    assert values.get("ipam", "serviceCIDR") == "10.2.0.0/16"
    assert values.get("discovery", "config", "clusterID") == "on"  # a name, although YAML would read a boolean
    assert values.get("apiServer", "address") == "https://192.0.2.1:6443"
    assert text.startswith("# ")


@pytest.mark.parametrize("mode", list(ModeName))
def test_every_line_of_the_preset_is_kept_except_the_ranges(mode: ModeName) -> None:
    preset = (ROOT / "chart" / "presets" / f"{mode.value}.yaml").read_text(encoding="utf-8")
    assert values_file(Facts(mode)) == preset
    known = Facts(mode, cluster_id="rome", api_server="https://192.0.2.1", pod_cidr="10.1.0.0/16", service_cidr="::/0")
    kept = [line for line in preset.splitlines() if line and "CIDR:" not in line]
    assert [line for line in values_file(known).splitlines() if line in kept] == kept


@given(st.text(min_size=1).filter(lambda text: "\ufeff" not in text and not re.search("[\ud800-\udfff]", text)))
def test_any_name_is_read_back_as_it_was_given(name: str) -> None:
    written = values_file(Facts(ModeName.OFFLOADING_ONLY, cluster_id=name))
    assert liqo_values.check([Source("values.yaml", written)]).values.get("discovery", "config", "clusterID") == name


def test_a_file_that_is_there_stays() -> None:
    Path("values.yaml").write_text("mine\n")
    status, _, errors = call("init", "--mode", "connected")
    assert status == 2
    assert "`values.yaml` already exists" in errors
    assert Path("values.yaml").read_text() == "mine\n"
    assert call("init", "--mode", "connected", "--force")[0] == 0
    assert Path("values.yaml").read_text() != "mine\n"


def test_what_helm_would_refuse_is_not_written() -> None:
    status, _, errors = call("init", "--mode", "connected", "--pod-cidr", "10.1.0.0")
    assert status == 2
    assert "LQ005" in errors
    assert not Path("values.yaml").exists()


def test_without_a_terminal_it_asks_no_questions() -> None:
    done = subprocess.run(
        [*PROGRAM, "init"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--mode" in done.stderr
    assert "offloading-only" in done.stderr


def answer(*answers: str) -> tuple[int, str]:
    """Call `init` in a terminal, and type an answer to each question."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([*PROGRAM, "init"], stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    seen = ""
    for text in answers:
        seen += _until_quiet(leader)
        os.write(leader, text.encode() + b"\n")
    status = process.wait(timeout=60)
    return status, seen + _until_quiet(leader)


def _until_quiet(leader: int) -> str:
    """Read until a question waits: it ends in a blank and no line end."""
    seen, end = "", time.monotonic() + 60
    while time.monotonic() < end and not seen.endswith((": ", "? ")):
        if not select.select([leader], [], [], 1)[0]:
            continue
        try:
            seen += os.read(leader, 4096).decode()
        except OSError:  # the program has ended
            break
    return seen


def test_in_a_terminal_it_asks_for_what_the_mode_needs() -> None:
    status, seen = answer("n", "y", "rome", "")
    assert status == 0, seen
    assert "Cilium Cluster Mesh" in seen
    assert "range" not in seen  # no CIDR is needed without the networking module
    result = liqo_values.check(["values.yaml"])
    assert result.mode.name is ModeName.EXTERNAL_NETWORK
    assert result.values.get("discovery", "config", "clusterID") == "rome"


def test_the_schema_is_that_of_the_chart_with_descriptions() -> None:
    printed = json.loads(call("schema")[1])
    chart = json.loads((ROOT / "chart" / "values.schema.json").read_text())
    assert printed["properties"].keys() == chart["properties"].keys()
    assert printed["definitions"].keys() <= chart["definitions"].keys()  # others name what is wrong
    assert "cluster IPs of Services" in printed["properties"]["ipam"]["properties"]["serviceCIDR"]["description"]


@pytest.mark.parametrize(
    ("command", "files", "more"),
    [
        ("check", 1, ()),
        ("mode", 1, ()),
        ("fix", 1, ()),
        ("values", 1, ("--all",)),
        ("values", 1, ("--set", "proxy=null")),
        ("diff", 2, ("--set", "proxy.enabled=true")),
        ("diff", 1, ("--chart", "published..ours")),
    ],
)
def test_what_commands_print_as_json_has_a_schema(command: str, files: int, more: tuple[str, ...]) -> None:
    Path("a.yaml").write_text("networking: {enabled: false}\nlist: [{a: 1}]\n")
    Path("b.yaml").write_text("virtualKubelet: {optionsTemplates: {a: {reflectIPs: false}}}\nunknown: 1\n")
    printed = json.loads(call(command, *("a.yaml", "b.yaml")[:files], *more, "--format", "json")[1])
    schema = json.loads(call("schema", "--format-of", command)[1])
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(printed)


def test_the_schema_of_reports_had_another_name() -> None:
    _, output, said = call("schema", "--report")
    assert output == call("schema", "--format-of", "check")[1]
    assert said == "note: `--report` is now `--format-of check`\n"


def test_the_modeline_leads_to_the_schema() -> None:
    line = call("schema", "--modeline")[1].strip()
    prefix = "# yaml-language-server: $schema=file://"
    assert line.startswith(prefix)
    assert (
        json.loads(Path(line.removeprefix(prefix)).read_text())["$schema"] == "http://json-schema.org/draft-07/schema#"
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_for_this_program(shell: str) -> None:
    status, script, _ = call("completion", shell)
    assert status == 0
    assert f"_LIQO_VALUES_COMPLETE={shell}_complete" in script


def test_bash_completes_commands() -> None:
    script = (
        f'liqo-values() {{ {sys.executable} -m liqo_values "$@"; }}\n'
        "export -f liqo-values\n"
        "COMP_WORDS=(liqo-values mo) COMP_CWORD=1\n"
        f'env() {{ command env COMP_WORDS="${{COMP_WORDS[*]}}" COMP_CWORD=1 _LIQO_VALUES_COMPLETE=bash_complete '
        f"{sys.executable} -c 'from liqo_values.cli import main; main()' ; }}\n"
        f'eval "$({sys.executable} -m liqo_values completion bash)" 2>/dev/null\n'
        '_liqo_values_completion liqo-values\necho "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["mode"], done.stderr
