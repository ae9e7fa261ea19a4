"""Command lines in scripts, and in files that contain scripts."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target, check_text
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.parsing import shell_syntax
from liqo_values.values.release_inputs import Given
from tests.support.calls import SMALL, calls, growth
from tests.validator.cli.calling import call, put
from tests.validator.sources.reading import facts, results

CASES = Path(__file__).parent / "shell"
HELM = "helm repo add liqo https://helm.liqo.io/\nhelm install liqo liqo/liqo --version v1.2.0 "
CIDRS = "--set ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12 "


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def told(name: str) -> str:
    """Write down what is found in a file: each release with its chart and mode, and each finding with its place."""
    outcome = Run()
    run(Given(), [Target(name)], outcome, lambda *_: None)
    assert outcome.errors == []
    lines: list[str] = []
    for result in outcome.results:
        lines.append(f"{result.name} | {result.chart.label} | {result.mode.name or 'undecided'}")
        for finding in result.findings:
            span = finding.primary.span
            assert span is None or span.source.text == Path(span.source.name).read_bytes().decode("utf-8")
            place = f"{span.line}:{span.column} `{span.text}`" if span else "-"
            lines.append(f"  {finding.code} {place} {'fixable' if finding.fix else ''}".rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.glob("*") if path.suffix != ".expected"))
def test_what_is_found(case: str) -> None:
    shutil.copy(CASES / case, case)
    expected = CASES / f"{case}.expected"
    if os.environ.get("UPDATE_SCREENS"):
        expected.write_text(told(case), encoding="utf-8")
    assert told(case) == expected.read_text(encoding="utf-8")


def test_line_ends_of_windows() -> None:
    for name in ("script.sh", "notes.md", "Makefile", "Dockerfile", "here_documents.sh"):
        shutil.copy(CASES / name, name)
        as_on_unix = told(name)
        Path(name).write_bytes(Path(name).read_bytes().replace(b"\n", b"\r\n"))
        assert told(name) == as_on_unix, name


def test_values_files_are_found_from_the_folder_of_the_script_and_from_the_root() -> None:
    Path(".git").mkdir()
    put("deploy/rome/values.yaml", "typo: 1\n")
    put("deploy/milan.yaml", "typos: 1\n")
    put("deploy/install.sh", f"{HELM}{CIDRS} -f rome/values.yaml,milan.yaml\n(cd rome; {HELM}{CIDRS} -f values.yaml)\n")
    put("install.sh", f"{HELM}{CIDRS} -f deploy/milan.yaml -f $DIR/other.yaml -f ../outside.yaml\n")
    assert told("install.sh").count("LQ022") == 2
    assert "LQ022" not in told("deploy/install.sh")
    outcome = Run()
    run(Given(), [Target("deploy/install.sh"), Target("install.sh")], outcome, lambda *_: None)
    layers = [[Path(layer).as_posix() for layer in result.layers] for result in outcome.results]
    assert layers == [
        ["deploy/install.sh", "deploy/rome/values.yaml", "deploy/milan.yaml"],
        ["deploy/install.sh", "deploy/rome/values.yaml"],
        ["install.sh", "deploy/milan.yaml"],
    ]


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("--set networking.enabeld=false", "--set networking.enabled=false"),
        ('--set "networking.internal=false"', '--set "networking.enabled=false"'),
        ("--set 'tag=v1.2.0,networking.enabeld=false'", "--set 'tag=v1.2.0,networking.enabled=false'"),
        ("--set $'networking.enabeld=false'", "--set $'networking.enabled=false'"),
        ("--set networking.ena\\beld=false", "--set networking.ena\\beld=false"),  # the place is not all of it
        ("--set networking.en''abeld=false", "--set networking.en''abeld=false"),
    ],
)
def test_fixes_edit_the_script(line: str, fixed: str) -> None:
    put("install.sh", f"{HELM}{CIDRS}{line}\n")
    call("fix", "--unsafe", "install.sh")
    assert Path("install.sh").read_text(encoding="utf-8") == f"{HELM}{CIDRS}{fixed}\n"


@pytest.mark.parametrize(
    ("added", "mode"),
    [
        ("--set networking.reflectIPs=false", (False, None)),
        ('--set "tag=$T" --set-string a.b=c,d=e', (False, True)),
        ('--set "$T=x"', (None, None)),
        ("--set-json networking={}", (None, None)),
        ("--set a=b --wait", (False, True)),
    ],
)
def test_arguments_that_a_script_may_add_are_unknown_only_at_their_paths(
    added: str, mode: tuple[bool | None, bool | None]
) -> None:
    text = f"A=(--set networking.enabled=false)\n[[ $X == 1 ]] && A+=({added})\n" + HELM + '"${A[@]}"\n'
    (checked,) = results(put("install.sh", text))
    assert facts(checked) == mode
    assert "LQ022" in [finding.code for finding in checked.findings]


@pytest.mark.parametrize(
    ("given", "fixed"),
    [("-f my.yaml", "--values my.yaml"), ("-f=my.yaml", "--values=my.yaml"), ("-fmy.yaml", "-fmy.yaml")],
)
def test_the_letter_of_helm_for_values_is_renamed_for_liqoctl(given: str, fixed: str) -> None:
    put("my.yaml", "telemetry: {enabled: false}\n")
    put("install.sh", f"liqoctl install kind {given} --dry-run\n")
    output = call("check", "install.sh")[1]
    assert (output.count("write `--values`"), "LQ847" in output) == (1, False)
    call("fix", "install.sh")
    assert Path("install.sh").read_text(encoding="utf-8") == f"liqoctl install kind {fixed} --dry-run\n"


@pytest.mark.parametrize(
    ("argument", "networking"),
    [("apiServer.ca=none.pem", False), ('"apiServer.ca=$CA"', False), ("networking.enabled=none.txt", None)],
)
def test_a_file_that_is_not_here_is_unknown_only_at_its_path(argument: str, networking: bool | None) -> None:
    line = f"helm install liqo liqo/liqo --set networking.enabled=false --set-file {argument}\n"
    (checked,) = results(put("install.sh", line))
    assert checked.mode.networking.value is networking
    assert "LQ022" in [finding.code for finding in checked.findings]


def test_without_the_grammar_a_file_is_an_error_and_a_folder_gets_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_bash", None)
    shell_syntax._parser.cache_clear()
    put("scripts/install.sh", HELM)
    put("scripts/liqo/values.yaml", "networking: {enabled: false}\n")
    status, _, errors = call("check", "scripts/install.sh")
    assert status == 2
    assert "pip install 'liqo-values[sources]'" in errors
    status, output, _ = call("check", "scripts", "--jobs", "1")
    assert status == 0
    assert "notice[LQ019]: `scripts/install.sh` is not checked" in output


@pytest.mark.parametrize(
    "line",
    [
        f"{HELM}{CIDRS}--set labels{{0}}=$X --set 'common.globalLabels.k{{0}}=v'\n",
        "X{0}=a\nif true; then X{0}=b; fi\nf{0}() {{ helm install liqo liqo/liqo --set tag=$X{0}; }}\n",
        "true && ",
        "$(",
        "{{ ",
        "A=({0}) B+=$A ",
        "cat <<EOF{0}\nEOF{0}\n",
        "liqoctl install kind --set tag={0}\n",
    ],
)
def test_twice_as_much_takes_twice_the_work(line: str) -> None:
    def work(count: int) -> int:
        text = "".join(line.format(number) for number in range(count)) + "\nliqoctl peer\n"
        return calls(lambda: _checked(text))

    assert growth(work, SMALL) < 2.3


def _checked(text: str) -> None:
    with suppress(InputError):
        check_text(Given(), Source("install.sh", text))


_PIECES = st.sampled_from(
    [
        *(
            "helm install liqo liqo/liqo",
            "liqoctl install kind",
            "liqoctl peer",
            " --set ",
            "typo=1",
            "$X",
            '"',
            "'",
            "`",
        ),
        *(
            "$(",
            ")",
            "{",
            "}",
            "<<EOF",
            "EOF",
            "\n",
            "\\",
            "-f -",
            "<(",
            "[",
            "]",
            "=",
            ";",
            "&&",
            "|",
            "if ",
            "then",
            "fi",
        ),
        *(
            "function f",
            "{a,b}",
            "\t",
            "```",
            "RUN ",
            "run: |",
            "script:",
            "  - ",
            "$$",
            "$(V)",
            "é",
            "\r\n",
            "\ue800",
            "--",
            "#",
        ),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(_PIECES, max_size=25),
    name=st.sampled_from(["a.sh", "Makefile", "Dockerfile", "a.md", "w.yml", "noending"]),
    begin=st.sampled_from(
        ["", "#!/bin/sh\n", "```sh\n", "all:\n\t", "RUN ", "jobs:\n- run: |\n    helm install liqo "]
    ),
)
def test_no_text_is_too_odd(pieces: list[str], name: str, begin: str) -> None:
    source = Source(name, begin + "".join(pieces) + "\nliqoctl peer\n")
    results = []
    with suppress(InputError):
        results = check_text(Given(), source)
    for finding in (finding for result in results for finding in result.findings):
        span = finding.primary.span
        assert span is None or 0 <= span.start <= span.end <= len(span.source.text)


@pytest.mark.parametrize(
    ("chart", "installed"),
    [
        ("liqoctl", "`liqoctl install kubeadm` v1.2.0"),
        ("liqoctl@1.1.2", "`liqoctl install kubeadm` v1.1.2"),
        ("liqoctl/kubeadm@1.1.2", "`liqoctl install kubeadm` v1.1.2"),
        ("liqoctl/kind", "`liqoctl install kind` v1.2.0"),
    ],
)
def test_flags_of_liqoctl_count_for_a_chart_that_the_user_names(chart: str, installed: str) -> None:
    put("a.sh", "liqoctl install kubeadm --cluster-id Rome --cluster-labels 'a=b' --disable-telemetry=$X\n")
    output = call("check", "--chart", chart, "--output", "concise", "a.sh")[1]
    assert "a.sh:1:38: error" in output
    assert f"for {installed}" in output


def test_a_function_that_many_calls_come_before() -> None:
    """Only so many calls are followed; what is in the others is read without their arguments."""
    log, logs = 'log() {\n  echo "$1"\n}\n', "  log text\n" * 100
    step = 'peer() {\n  log text\n  liqoctl peer --auth-url "$URL" || {\n    return 1\n  }\n}\n'
    put("install.sh", f'{log}{step}other() {{\n{logs}}}\nmain() {{\n{logs}  peer\n}}\nmain "$@"\n')
    assert "LQ610" in call("check", "install.sh", "--format=concise")[1]


def test_flags_of_liqoctl_do_not_count_for_a_chart_that_helm_installs() -> None:
    put("a.sh", "liqoctl install kubeadm --cluster-id Rome\n")
    assert "a.sh:1:38" not in call("check", "--chart", "published", "--output", "concise", "a.sh")[1]


def test_flags_of_liqoctl_count_for_a_release_before_one() -> None:
    put("a.sh", "liqoctl install kind --version v0.10.3 --cluster-id Rome\n")
    assert "a.sh:1:53: error" in call("check", "--chart", "liqoctl/kind", "--output", "concise", "a.sh")[1]
