"""Every command of the documentation is one that its program takes; those that need no cluster are run."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import click
import pytest

from liqo_values.cli.group import cli
from liqo_values.cluster import snapshot
from liqo_values.liqo.mode import FACTS, ModeName
from tests.docs import program_help
from tests.docs.documented_commands import Command, flags, in_sentences, of_page, outputs, without_option
from tests.validator.cli.calling import call
from tests.validator.cluster.bundles import cluster, released
from tools.docs.pages import Page, guides
from tools.presets import PRESETS
from tools.repository import ROOT
from tools.toolchain.build import tool

PAGES = [pytest.param(page, id=page.name) for page in guides() if of_page(page) or in_sentences(page)]
#: What is on every machine with a shell.
PLAIN = ("cat", "grep", "sort", "xargs")
#: Kubernetes' own kinds, and OpenShift's; those of Liqo are known by their CRDs.
KINDS = (
    *("configmap", "crds", "daemonset", "daemonsets", "deployment", "deployments", "endpointslices", "events"),
    *("namespace", "nodes", "pod", "pods", "scc", "node"),
)
#: What all charts need in every mode.
IDENTITY = "discovery: {config: {clusterID: rome}}\nipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
VIRTUAL_NODE = """\
apiVersion: offloading.liqo.io/v1beta1
kind: VirtualNode
metadata: {name: milan, namespace: liqo-tenant-milan}
spec: {clusterID: milan, createNode: true, vkOptionsTemplateRef: {name: virtual-kubelet-default, namespace: liqo}}
"""


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_one_that_its_program_takes(page: Page) -> None:
    problems = [
        f"{command.page}:{command.line}: {problem}"
        for command in (*of_page(page), *in_sentences(page))
        if (problem := _problem(command))
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("page", [param for param in PAGES if of_page(param.values[0])])  # type: ignore[arg-type]
def test_what_needs_no_cluster_is_run(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of a page are run one after the other, in a folder with the files that it mentions."""
    monkeypatch.chdir(tmp_path)
    _files(page)
    for command in of_page(page):
        for program, *words in command.stages:
            if program == "liqo-values":
                _run_validator(command, words)
            elif program == "helm":
                _run_helm(command, words)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in guides() if outputs(page)])
def test_what_is_shown_is_what_is_printed(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command, shown in outputs(page):
        for program, *words in command.stages:
            if program == "liqo-values":
                pattern = ".*".join(map(re.escape, re.split(r"^…$", shown, flags=re.MULTILINE)))
                printed = call(*words)[1].strip()
                assert re.fullmatch(pattern.strip(), printed, re.DOTALL), f"{command.text}\n{printed}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("liqoctl peer --disable-networking", "liqoctl peer has no --disable-networking"),
        ("liqoctl create nothing", "liqoctl has no command create nothing"),
        ("kind crate cluster", "kind has no command crate"),
        ("kind create cluster --kube-config x", "kind create cluster has no --kube-config"),
        ("kubectl gte pods", "kubectl has no command gte"),
        ("kubectl get pods --all-namespace", "kubectl get has no --all-namespace"),
        ("kubectl get virtualnode.liqo.io -A", "no such kind: virtualnode.liqo.io"),
        ("helm template liqo chart/ | sort -u && helm instal liqo", "helm has no command instal"),
        ("liqo-values judge values.yaml", "liqo-values has no command judge"),
        ("liqo-values check --without-clusters", "liqo-values check has no --without-clusters"),
        ("make everything", "make has no target everything"),
        ("kubectl get pods 'x", "No closing quotation"),
        ("cat <<< | x", "syntax error"),
        ("curl https://example.org", "no such program: curl"),
        ("kubectl get pods -A # all of them", ""),
    ],
)
def test_a_wrong_command_is_noticed(text: str, problem: str) -> None:
    found = _problem(Command("page.md", 1, text))
    assert problem in found
    assert bool(problem) is bool(found)


def _problem(command: Command) -> str:
    """Say what is wrong with a command line; nothing if all of it can be typed."""
    if command.shown:
        read = subprocess.run(["bash", "-n"], input=command.text, capture_output=True, text=True, check=False)
        if read.returncode:
            return read.stderr.strip() if "syntax" in read.stderr else f"No closing quotation: {command.text}"
    problems = [_wrong(words) for words in command.stages if words]
    return "; ".join(filter(None, problems))


def _wrong(words: list[str]) -> str:
    program, *rest = words
    if program == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        unknown = [word for word in rest if "=" not in word and word not in targets]
        return f"make has no target {unknown[0]}" if unknown else ""
    if program in ("helm", "kind", "kubectl", "liqoctl", "oc", "pip"):
        try:
            path = program_help.subcommand(words) if program != "pip" else (rest[0],)
        except LookupError as error:
            return str(error)
        unknown = [flag for flag in flags(rest) if flag not in program_help.known_flags(program, path)]
        return f"{program} {' '.join(path)} has no {unknown[0]}" if unknown else _wrong_kind(program, path, rest)
    if program == "liqo-values":
        return _wrong_option(rest)
    return "" if program in PLAIN else f"no such program: {program}"


def _wrong_option(words: list[str]) -> str:
    """Tell whether a command of our own, and its options, are there; in sentences, COMMAND stands for any."""
    name = words[0]
    command = cli if name.startswith("-") or name.isupper() else cli.get_command(click.Context(cli), name)
    if command is None:
        return f"liqo-values has no command {name}"
    known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
    unknown = [flag for flag in flags(words) if flag not in known]
    return f"liqo-values {name} has no {unknown[0]}" if unknown else ""


def _wrong_kind(program: str, path: tuple[str, ...], rest: list[str]) -> str:
    """Tell whether what is asked for is of a kind that there is."""
    if program not in ("kubectl", "oc") or path not in (("get",), ("delete",), ("describe",)) or len(rest) < 2:
        return ""
    kinds = [kind for kind in rest[1].split(",") if not kind.startswith("-")]
    unknown = [kind for kind in kinds if kind not in (*KINDS, *_liqo_kinds())]
    return f"no such kind: {unknown[0]}" if unknown else ""


@cache
def _liqo_kinds() -> set[str]:
    """The names of Liqo's kinds, with and without their group; their files are too large to be read as YAML."""
    names = set()
    for path in (ROOT / "chart" / "charts" / "liqo-crds" / "crds").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        group, plural, singular = (
            re.findall(rf"^ +{key}: (\S+)$", text, re.MULTILINE)[0] for key in ("group", "plural", "singular")
        )
        names |= {plural, singular, f"{plural}.{group}", f"{singular}.{group}"}
    return names


def _files(page: Page) -> None:
    """Write what the commands of a page are given: what it shows as a file, and something sound for all others."""
    sound = (PRESETS / "external-network.yaml").read_text(encoding="utf-8") + IDENTITY
    files = dict.fromkeys(
        ("base.yaml", "old.yaml", "new.yaml", "values.yaml", "base/values.yaml", "lab/values.yaml"), sound
    )
    files |= {f"clusters/{name}/values.yaml": sound for name in ("rome", "milan")}
    files["bundle.json"] = snapshot.written(cluster(released({"networking": {"enabled": False}})))
    files |= {"rome.yaml": "telemetry: {enabled: false}\n", "virtualnode.yaml": VIRTUAL_NODE}
    for fence in page.fences:
        if "file" in fence.notes:
            files[fence.notes["file"]] = fence.text
        elif fence.notes.get("kind") == "config":
            files.setdefault(".liqo-values.yaml", fence.text)
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("chart").symlink_to(ROOT / "chart")


def _run_validator(command: Command, words: list[str]) -> None:
    if words[0] == "lsp" or (words[0] == "doctor" and "--bundle" not in words):
        return  # needs an editor, or a cluster
    values = Path(words[1] if words[0] == "init" and not words[1].startswith("-") else "values.yaml")
    before = values.read_bytes() if values.is_file() else b""
    if words[0] == "init":  # it replaces no file
        values.unlink(missing_ok=True)
    expanded = [name for word in words for name in (sorted(glob.glob(word)) if "*" in word else [word])]  # noqa: PTH207
    status, _, errors = call(*expanded)
    assert status == 0, f"{command.page}:{command.line}: {command.text}\n{errors}"
    if (
        words[0] == "init" and values.name == "values.yaml" and before
    ):  # the commands below it are about a whole folder, and for another chart
        values.write_bytes(before)


def _run_helm(command: Command, words: list[str]) -> None:
    """Run what can be tried without a cluster: an upgrade is tried as an installation of the same values."""
    if words[0] not in ("install", "upgrade", "template", "lint"):
        return
    action = {"upgrade": "install"}.get(words[0], words[0])
    given = without_option(words[1:], "--install", "--wait")
    if "--kubeconfig" in given:
        del given[(at := given.index("--kubeconfig")) : at + 2]
    tried = [action, *given, "--set", "discovery.config.clusterID=rome"]
    tried += ["--dry-run=client"] if action == "install" else []
    environment = {**os.environ, "KUBECONFIG": os.devnull, "HELM_NAMESPACE": "liqo"}
    result = subprocess.run([tool("helm4"), *tried], env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{command.page}:{command.line}: {command.text}\n{result.stderr}"


@pytest.mark.parametrize("chart", ["ours", "published"])
@pytest.mark.parametrize("mode", list(ModeName))
def test_init_prints_commands_that_their_programs_take(
    mode: ModeName, chart: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cidrs = ["--pod-cidr=10.244.0.0/16", "--service-cidr=10.96.0.0/12"]
    needed = cidrs if chart == "published" or FACTS[mode][0] else []
    status, printed, _ = call("init", f"--mode={mode.value}", f"--chart={chart}", "--minimal", *needed)
    commands = [Command("init", 1, line.strip()) for line in printed.splitlines() if line.startswith("  ")]
    if chart == "published":
        assert commands.pop().text.startswith("echo 'chart: published@")
    assert (status, len(commands)) == (0, 6)
    assert [_problem(command) for command in commands] == [""] * 6


def test_plain_programs_are_there() -> None:
    assert all(shutil.which(program) for program in PLAIN)
