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

import click
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liqo_values
from liqo_values.charts.selection import named
from liqo_values.charts.target import ours
from liqo_values.engine import project_schema
from liqo_values.engine.starter_values import Facts, values_file
from liqo_values.liqo.mode import FACTS, ModeName
from liqo_values.model.source_text import Source
from tests.validator.cli.calling import call

PROGRAM = (sys.executable, "-m", "liqo_values")
ROOT = Path(__file__).resolve().parents[3]
CIDRS = ("--pod-cidr", "10.1.0.0/16", "--service-cidr", "10.2.0.0/16")
OF_MODES = [(mode.value, CIDRS if FACTS[mode][0] else ()) for mode in ModeName]
CHARTS = ("ours", "published@1.2.0", "published@1.1.2", "published@1.0.0")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.parametrize(("mode", "cidrs"), OF_MODES)
def test_each_mode_is_the_mode_of_its_file(mode: str, cidrs: tuple[str, ...]) -> None:
    assert call("init", "--mode", mode, *cidrs)[0] == 0
    result = liqo_values.check([Path("values.yaml")])
    assert (result.mode.name, result.findings) == (mode, ())


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("mode", list(ModeName))
@pytest.mark.parametrize("minimal", [(), ("--minimal",)])
def test_nothing_is_found_in_what_is_written(mode: ModeName, minimal: tuple[str, ...], chart: str) -> None:
    """A chart that needs a CIDR says so; with it, the file is written for that chart."""
    options = ("--mode", mode.value, "--chart", chart, *minimal)
    if call("init", *options)[0]:
        errors = call("init", *options)[2]
        cidrs = dict(zip(CIDRS[::2], CIDRS[1::2], strict=True))
        missing = re.findall(r"(--[\w-]+-cidr) CIDR", errors)
        assert call("init", *options, *(word for name in missing for word in (name, cidrs[name])))[0] == 0
    result = liqo_values.check([Path("values.yaml")], chart=chart)
    assert (result.mode.name, result.findings) == (mode, ())
    components = {component.name for component in result.deployed}
    left_out = {"storage", "telemetry", "metric-agent", *([] if "connected" in mode else ["proxy"])}
    assert not components & left_out if minimal else left_out < components


@pytest.mark.parametrize(
    ("chart", "mode", "missing"),
    [
        ("ours", "connected", "--pod-cidr CIDR and --service-cidr CIDR"),
        ("ours", "connected-no-ips", "--pod-cidr CIDR and --service-cidr CIDR"),
        ("published@1.2.0", "offloading-only", "--service-cidr CIDR"),
        ("published@1.1.2", "offloading-only", "--pod-cidr CIDR and --service-cidr CIDR"),
        ("published@1.2.0", "external-network", "--pod-cidr CIDR and --service-cidr CIDR"),
    ],
)
def test_no_cidr_is_invented(chart: str, mode: str, missing: str) -> None:
    status, _, errors = call("init", "--mode", mode, "--chart", chart)
    assert status == 2
    assert f"needs {missing}\n" in errors
    assert "kubectl cluster-info dump" in errors
    assert not Path("values.yaml").exists()


@pytest.mark.parametrize("option", ["--pod-cidr", "--service-cidr"])
def test_an_option_that_the_mode_does_not_read_is_refused(option: str) -> None:
    status, _, errors = call("init", "--mode", "offloading-only", option, "10.1.0.0/16")
    assert status == 2
    assert f"leave out {option}" in errors


@pytest.mark.parametrize("address", ["https://127.0.0.1:6443", "localhost", "https://0.0.0.0", "https://[::1]:6443"])
def test_an_address_that_only_this_machine_reaches_is_refused(address: str) -> None:
    status, _, errors = call("init", "--mode", "offloading-only", "--api-server", address)
    assert status == 2
    assert "--api-server: " in errors
    assert not Path("values.yaml").exists()


@pytest.mark.parametrize(
    ("chart", "advice"),
    [
        ("liqoctl@1.1.2", "--chart published@1.1.2"),
        ("published@0.10.3", "--chart published"),
        ("publishd", "did you mean `published`"),
    ],
)
def test_a_chart_that_presets_are_not_for_is_refused(chart: str, advice: str) -> None:
    status, _, errors = call("init", "--mode", "external-network", "--chart", chart)
    assert status == 2
    assert advice in errors


def test_the_project_file_names_the_chart() -> None:
    Path(".liqo-values.yaml").write_text("chart: published@1.1.2\ncharts: [{files: lab/**, chart: ours}]\n")
    Path("lab").mkdir()
    assert "Liqo's chart v1.1.2" in call("init", "--mode", "external-network")[2]
    assert call("init", "--mode", "external-network", "lab/values.yaml")[0] == 0
    assert call("init", "--mode", "external-network", "--chart", "ours")[0] == 0


def test_the_next_commands_are_for_both_clusters() -> None:
    given = ("--mode", "external-network", "--chart", "published@1.2.0", "--minimal", *CIDRS, "a b.yaml")
    status, printed, _ = call("init", *given)
    assert status == 0
    assert printed == (
        """\
wrote a b.yaml: mode external-network, for Liqo's chart v1.2.0

Next, in this cluster:
  liqo-values mode --chart published@1.2.0 'a b.yaml'
  helm install liqo liqo --repo https://helm.liqo.io/ --version v1.2.0 -n liqo --create-namespace -f 'a b.yaml'

In the other cluster, with a name and CIDRs of its own:
  liqo-values init other.yaml --mode external-network --minimal --chart published@1.2.0 --cluster-id NAME \
--pod-cidr CIDR --service-cidr CIDR
  helm install liqo liqo --repo https://helm.liqo.io/ --version v1.2.0 -n liqo --create-namespace -f other.yaml

Then peer them. Run this in the consumer, the cluster whose pods are offloaded:
  liqoctl peer --remote-kubeconfig PROVIDER_KUBECONFIG --networking-disabled
  liqoctl offload namespace NAMESPACE

To check files in this folder for this chart without --chart:
  echo 'chart: published@1.2.0' >> .liqo-values.yaml
"""
    )
    assert "--networking-disabled" not in call("init", "--mode", "connected", *CIDRS)[1]


def test_the_chart_of_the_next_commands_can_be_kept() -> None:
    command = call("init", "--mode", "external-network", "--chart", "published@1.2.0", *CIDRS)[1].splitlines()[-1]
    subprocess.run(["sh", "-c", command], check=True)
    assert "Liqo's chart v1.2.0" in call("check", "values.yaml")[1]
    assert "echo" not in call("init", "--mode", "external-network", *CIDRS, "other.yaml")[1]
    assert "echo" not in call("init", "--mode", "offloading-only", "--chart", "ours", "a.yaml")[1]


def test_given_facts_are_written_to_the_file() -> None:
    status, text, _ = call(
        *("init", "--mode", "connected", "--cluster-id", "on", "--api-server", "https://192.0.2.1:6443"),
        *("--pod-cidr", "10.1.0.0/16", "--service-cidr", "10.2.0.0/16", "-"),
    )
    assert status == 0
    Path("values.yaml").write_text(text, encoding="utf-8")
    values = liqo_values.check([Path("values.yaml")]).values
    assert values.get("ipam", "podCIDR") == "10.1.0.0/16"
    assert values.get("ipam", "serviceCIDR") == "10.2.0.0/16"
    assert values.get("discovery", "config", "clusterID") == "on"  # a name, although YAML would read a boolean
    assert values.get("apiServer", "address") == "https://192.0.2.1:6443"
    assert text.startswith("# ")


@pytest.mark.parametrize("mode", list(ModeName))
def test_every_line_of_the_preset_is_kept_except_the_ranges(mode: ModeName) -> None:
    preset = (ROOT / "chart" / "presets" / f"{mode.value}.yaml").read_text(encoding="utf-8")
    known = Facts(mode, cluster_id="rome", api_server="https://192.0.2.1", pod_cidr="10.1.0.0/16", service_cidr="::/0")
    kept = [line for line in preset.splitlines() if line and "CIDR:" not in line]
    assert [line for line in values_file(known, ours()).splitlines() if line in kept] == kept


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("mode", list(ModeName))
def test_sections_have_one_blank_line_between_them(mode: ModeName, chart: str) -> None:
    known = Facts(mode, "rome", "https://192.0.2.1", "10.1.0.0/16", "10.2.0.0/16", minimal=True)
    text = values_file(known, named(chart).chart)
    assert "\n\n\n" not in text
    assert text.count("\n\n") == len(re.findall(r"^\w", text, re.MULTILINE)) - 1


@given(st.text(min_size=1).filter(lambda text: "\ufeff" not in text and not re.search("[\ud800-\udfff]", text)))
def test_any_name_is_read_back_as_it_was_given(name: str) -> None:
    written = values_file(Facts(ModeName.OFFLOADING_ONLY, cluster_id=name), ours())
    assert liqo_values.check([Source("values.yaml", written)]).values.get("discovery", "config", "clusterID") == name


def test_a_file_that_is_there_stays() -> None:
    Path("values.yaml").write_text("mine\n")
    status, _, errors = call("init", "--mode", "external-network")
    assert status == 2
    assert "`values.yaml` already exists" in errors
    assert Path("values.yaml").read_text() == "mine\n"
    assert call("init", "--mode", "external-network", "--force")[0] == 0
    assert Path("values.yaml").read_text() != "mine\n"


@pytest.mark.parametrize("value", ["rome.yaml", "yaml=rome.yaml"])
def test_the_file_was_the_argument_of_an_option_once(value: str) -> None:
    status, printed, said = call("init", "--mode", "external-network", "--output", value)
    assert (status, printed.splitlines()[0]) == (0, "wrote rome.yaml: mode external-network, for our chart v1.2.0")
    assert said == "note: `init --output FILE` is now `init FILE`: writing `rome.yaml`\n"
    assert "--output" not in call("init", "--help")[1]


def test_one_file_is_written() -> None:
    with pytest.raises(click.UsageError, match="named twice"):
        call("init", "a.yaml", "--mode", "external-network", "-o", "b.yaml")
    assert not Path("a.yaml").exists()
    assert not Path("b.yaml").exists()


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_folder_is_not_a_file(force: tuple[str, ...]) -> None:
    Path("rome").mkdir()
    status, _, errors = call("init", "rome", "--mode", "external-network", *force)
    assert (status, errors) == (2, "error: cannot write `rome`: it is a folder\n  = help: name a file in it\n")


def test_what_helm_would_refuse_is_not_written() -> None:
    status, _, errors = call("init", "--mode", "connected", "--pod-cidr", "10.1.0.0", *CIDRS[2:])
    assert status == 2
    assert "--pod-cidr: " in errors
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
    result = liqo_values.check([Path("values.yaml")])
    assert result.mode.name is ModeName.EXTERNAL_NETWORK
    assert result.values.get("discovery", "config", "clusterID") == "rome"


def test_in_a_terminal_it_explains_what_an_answer_must_be() -> None:
    status, seen = answer("offloading-only", "No", "maybe", "", "rome", "")
    assert status == 0, seen
    assert seen.count("note: answer `y` or `n`; to name a mode, start again with --mode") == 2
    assert liqo_values.check([Path("values.yaml")]).mode.name is ModeName.OFFLOADING_ONLY


def test_in_a_terminal_it_does_not_ask_for_a_file_that_exists() -> None:
    Path("values.yaml").write_text("tag: a\n")
    status, seen = answer()
    assert status == 2
    assert "`values.yaml` already exists" in seen
    assert "?" not in seen


def test_in_a_terminal_it_asks_again_for_what_cannot_be_left_out() -> None:
    status, seen = answer("y", "n", "", "", "", "10.1.0.0/16", "10.2.0.0/16")
    assert status == 0, seen
    assert liqo_values.check([Path("values.yaml")]).values.get("ipam", "podCIDR") == "10.1.0.0/16"


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


def test_the_modeline_is_about_values() -> None:
    with pytest.raises(click.UsageError, match="remove --format-of"):
        call("schema", "--modeline", "--format-of", "check")


def test_the_schema_of_the_project_file() -> None:
    assert json.loads(call("schema", "--project")[1]) == project_schema.schema()
    line = call("schema", "--project", "--modeline")[1].strip()
    file = line.removeprefix("# yaml-language-server: $schema=file://")
    assert json.loads(Path(file).read_text()) == project_schema.schema()
    with pytest.raises(click.UsageError, match="remove --format-of"):
        call("schema", "--project", "--format-of", "check")


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


@pytest.mark.parametrize(
    "name",
    ["Chart.yaml", "kustomization.yaml", "helmfile.yaml", ".liqo-values.yaml", ".gitlab-ci.yml", "Makefile", "main.tf"],
)
def test_no_file_of_another_program_is_written_unless_forced(name: str) -> None:
    """Each would be read as what its name says, and a project file with values rejects all further commands."""
    status, _, errors = call("init", name, "--mode", "offloading-only")
    assert status == 2
    assert f"error: `{name}` is not the name of a values file\n" in errors
    assert "choose a name such as `values.yaml`, or use --force" in errors
    assert not Path(name).exists()
    assert call("init", name, "--mode", "offloading-only", "--force")[0] == 0


@pytest.mark.parametrize("name", ["rome.yaml", "rome.yml", "liqo-values.yaml", "my.helm.yaml"])
def test_other_names_are_those_of_values_files(name: str) -> None:
    assert call("init", name, "--mode", "offloading-only")[0] == 0
