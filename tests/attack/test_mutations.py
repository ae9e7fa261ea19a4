"""Thousands of broken inputs through all commands: always an exit status, never an exception, never a file outside.

`make attack` tries ATTACKS=500 of each kind; the tests of every change try a few, the same ones in each run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.attack.attacking import ARGO, FORMATS, LOOT, OFF, Repository

ATTACKS = int(os.environ.get("ATTACKS", "40"))

VALUES = """\
# liqo-values: ignore[LQ105] because of it
networking: {enabled: 'false', reflectIPs: &on true}
ipam:
  podCIDR: 10.244.0.0/16
  reservedSubnets: [172.16.0.0/16]
virtualKubelet:
  extra:
    args: ["--disable-ip-reflection", '--node-ping-interval=30s']
common:
  globalLabels: {on: a, b: *on}
authentication: {awsConfig: {secretAccessKey: abcdefghijkl}}
typo: |
  a
   b
"""
INPUTS = {
    "liqo/values.yaml": VALUES,
    "app.yaml": ARGO
    + """\
      valueFiles: [/liqo/values.yaml, "$ref/a"]
      values: |
        networking: {enabled: {{ .on }}}
      parameters: [{name: 'virtualKubelet.extra.args[0]', value: 'a,b', forceString: true}]
      fileParameters: [{name: tag, path: liqo/values.yaml}]
""",
    "flux.yaml": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo}
spec:
  chart: {spec: {chart: liqo}}
  valuesFrom: [{kind: Secret, name: a}, {kind: ConfigMap, name: b, valuesKey: c, targetPath: tag}]
  values: {networking: {enabled: off}}
---
apiVersion: v1
kind: Secret
metadata: {name: a}
data: {values.yaml: bmV0d29ya2luZzoge2VuYWJsZWQ6IGZhbHNlfQo=}
""",
    "helmfile.yaml": """\
releases:
- {name: a, chart: x/liqo, values: [liqo/values.yaml, {tag: 1}], set: [{name: a, file: app.yaml}]}
""",
    ".liqo-values.yaml": """\
stacks:
- {name: a, files: [liqo/values.yaml], set: [tag=1], setFile: [a=app.yaml]}
- {name: b, forEach: 'li*/**/*.yaml', prefix: liqo}
exclude: ['archive/**', '?[ab]*']
severities: {LQ105: off}
""",
    "known.yaml": "version: 1\nknown: {liqo/values.yaml: {LQ105 networking.reflectIPs: 1}}\n",
    "Chart.yaml": "name: around\ndependencies: [{name: liqo, alias: net, version: 1.2.0, repository: a}]\n",
}
SNIPPETS = (
    *("\n", "  ", "\t", "- ", ": ", "{", "}", "[", "]", "'", '"', "|", ">", "&a ", "*a", "<<: ", "!!int ", "? "),
    *(
        "---\n",
        "...\n",
        "#",
        "\\",
        "\0",
        "\x1b",
        "\ufeff",
        "\u202e",
        "\udce9",
        "%",
        "@",
        "`",
        ",",
        "=",
        "{{",
        "}}",
        "${",
    ),
    *("../", "../../secret.yaml", "/proc/self/environ", ".git/config", "/dev/zero", "-", "$a", "**", "[65535]", "null"),
    *("true", "1e999", "0x", "9" * 30, "a" * 300, "# liqo-values: ignore-start[LQ105]", "::stop-commands::", "é"),
    *("<path:", "\U0001f600", "\x85", "\u2028"),
)
COMMANDS = (
    *(("check", "--format", name) for name in FORMATS),
    *(
        ("mode",),
        ("values",),
        ("fix", "--diff"),
        ("fix", "--unsafe"),
        ("diff", "liqo/values.yaml"),
        ("report", "-o", "-"),
    ),
    *(("check", "--baseline", "known.yaml"), ("check", "--baseline", "known.yaml", "--update-baseline")),
    *(("check", "--add-ignores", "--reason", "x"), ("check", "--statistics"), ("check", "--no-ignores")),
)


def mutated(text: str, chance: random.Random) -> str:
    """Break a text in a few places."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        if to - at > 40:
            to = at + chance.randint(0, 3)
        piece = chance.choice(
            [chance.choice(SNIPPETS), chance.choice(SNIPPETS) * chance.randint(2, 40), text[at:to] * 2, ""]
        )
        text = text[:at] + piece + text[to:]
    return text


@pytest.mark.parametrize("name", INPUTS)
def test_a_broken_file(repository: Repository, name: str) -> None:
    outside = {path: path.read_bytes() for path in repository.around.iterdir() if path.is_file()}
    chance = random.Random(name)  # noqa: S311 - the same in each run
    for _ in range(ATTACKS):
        for other, text in INPUTS.items():
            repository.put(other, text)
        broken = mutated(INPUTS[name], chance)
        (repository.folder / name).write_bytes(broken.encode("utf-8", "surrogateescape"))
        command = chance.choice(COMMANDS)
        files = chance.choice([(), (".",), (name,), ("liqo/values.yaml",), ("-f", "liqo/values.yaml")])
        if command[0] == "diff":
            files = (name,)
        printed = repository.call(*command, *files)
        assert LOOT not in printed, (command, files, broken)
    assert {path: path.read_bytes() for path in repository.around.iterdir() if path.is_file()} == outside


ARGUMENT = "virtualKubelet.extra.args={--a,--b=c},authentication.awsConfig.secretAccessKey=a\\,b,a[0].b=1"


@pytest.mark.parametrize("option", ["--set", "--set-string", "--set-json", "--set-file", "--set-literal", "--prefix"])
def test_a_broken_argument(repository: Repository, option: str) -> None:
    chance = random.Random(option)  # noqa: S311 - the same in each run
    repository.put("values.yaml", OFF)
    for _ in range(ATTACKS):
        broken = mutated(ARGUMENT, chance).replace("\0", "").encode("utf-8", "replace").decode()
        repository.call(chance.choice(["check", "mode", "values"]), f"{option}={broken}", "values.yaml")


def fixable(repository: Repository, count: int) -> dict[str, str]:
    names = [f"{number}.yaml" for number in range(count)]
    return {repository.put(name, "networking: {enabled: 'false'}\n"): OFF for name in names}


@pytest.mark.parametrize("seed", range(max(3, ATTACKS // 100)))
def test_a_kill_in_the_middle_damages_nothing(repository: Repository, seed: int) -> None:
    after = fixable(repository, 60)
    before = {name: (repository.folder / name).read_text("utf-8") for name in after}
    with subprocess.Popen(
        [sys.executable, "-m", "liqo_values", "fix", *after], cwd=repository.folder, stdout=subprocess.DEVNULL
    ) as process:
        time.sleep(random.Random(seed).uniform(0.2, 2))  # noqa: S311 - the same in each run
        process.send_signal(signal.SIGKILL)
    for name, text in after.items():
        assert (repository.folder / name).read_text("utf-8") in (text, before[name])


def test_two_at_once_damage_nothing(repository: Repository) -> None:
    after = fixable(repository, 30)
    command = [sys.executable, "-m", "liqo_values", "fix", *after]
    with (
        subprocess.Popen(command, cwd=repository.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as one,
        subprocess.Popen(command, cwd=repository.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as other,
    ):
        statuses = {process.wait(timeout=300) for process in (one, other)}
    assert statuses <= {0, 2}
    for name, text in after.items():
        assert (repository.folder / name).read_text("utf-8") == text
    assert not [path for path in repository.folder.iterdir() if path.name.startswith(".0")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk(repository: Repository) -> None:
    repository.put("values.yaml", OFF)
    for arguments in (("check", "values.yaml"), ("check", "--output", "html=/dev/full", "values.yaml")):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "liqo_values", *arguments], cwd=repository.folder, stdout=full,
                stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
