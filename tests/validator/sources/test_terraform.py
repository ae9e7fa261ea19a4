"""Terraform and OpenTofu: each folder of ``terraform/`` is a module, with what is found in it.

``expected.txt`` lists its releases, each with its chart, its layers, the mode and the findings with what they mark.
``UPDATE_CASES=1`` writes it; review what changes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target, check_text
from liqo_values.model.source_text import Source
from liqo_values.sources.folder_walk import walk
from liqo_values.values.release_inputs import Given
from tests.support.calls import SMALL, calls, growth
from tests.validator.cli import calling
from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.engine.result import CheckResult

CASES = Path(__file__).parent / "terraform"
RELEASE = 'resource "helm_release" "liqo" {{\n  repository = "https://helm.liqo.io"\n  chart = "liqo"\n  {}\n}}\n'


HEREDOC = """values = [
    <<-EOT
      # why
      networking:
        enabled: {} # off
        {}: true
    EOT
  ]"""
#: Files of any size.
LARGE: list[Callable[[int], str]] = [
    lambda count: release(*(f'set {{\n name = "k{number}"\n value = "v"\n }}' for number in range(count))),
    lambda count: release(f"values = [yamlencode({{ {', '.join(f'k{number} = 1' for number in range(count))} }})]"),
    lambda count: release("values = [<<EOT", *(f"k{number}: ${{x}}" for number in range(count)), "EOT\n]"),
    lambda count: "\n".join(["locals {", *(f"liqo_values_{number} = {{ tag = 1 }}" for number in range(count)), "}"]),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def release(*arguments: str) -> str:
    return RELEASE.format("\n  ".join(arguments))


def described(checked: CheckResult) -> Iterator[str]:
    """Write down what was found in a release."""
    yield f"{checked.name}, for {checked.chart.label}"
    yield from (f"  note: {note}" for note in checked.chart_notes)
    yield f"  layers: {' + '.join(checked.layers)}"
    words = {True: "on", False: "off", None: "undecided"}
    network, reflection = facts(checked)
    yield f"  networking module {words[network]}, IP reflection {words[reflection]}"
    for finding in checked.findings:
        yield f"  {finding.code} {marked(finding) if finding.primary.span else finding.message}"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_cases(case: str, tmp_path: Path) -> None:
    shutil.copytree(CASES / case, tmp_path, dirs_exist_ok=True)
    outcome = Run()
    targets = [Target(path, ".") for path in walk(".", outcome.errors.append)]
    run(Given(), targets, outcome, lambda *_: None)
    assert outcome.errors == []
    found = "".join(f"{line}\n" for checked in outcome.results for line in described(checked))
    expected = CASES / case / "expected.txt"
    if os.environ.get("UPDATE_CASES"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (('values = ["tag: a", "tag: b"]',), "b"),
        (('values = ["tag: a", null, ""]',), "a"),
        (('set {\n name = "tag"\n value = "s"\n }', 'values = ["tag: a"]'), "s"),
        (('set_sensitive {\n name = "tag"\n value = "x"\n }', 'set {\n name = "tag"\n value = "s"\n }'), "x"),
        (('set_list {\n name = "tag"\n value = ["l"]\n }', 'set {\n name = "tag"\n value = "s"\n }'), ["l"]),
        (('set_list = [{ name = "tag", value = ["a,b", "c", null] }]',), ["a", "b", "c"]),
        (('set_list = [{ name = "tag", value = ["a\\\\,b", 1] }]',), ["a,b", 1]),
        (('set = [{ name = "tag", value = 1 }]',), 1),
        (('set = [{ name = "tag", value = 1, type = "string" }]',), "1"),
        (('set = [{ name = "tag", value = 1.50 }]',), "1.5"),
        (('set = [{ name = "tag", value = null }]',), ""),
        (('set = [{ name = "tag" }]',), ""),
        (('set = [{ name = "tag", value = "{a: [1]}", type = "literal" }]',), {"a": [1]}),
        (('set = [{ name = "tag", value = "a\\\\,b,apiServer.address=c" }]',), "a,b"),
        (('set_wo = [{ name = "tag", value = "w" }]', 'set = [{ name = "tag", value = "s" }]'), "s"),
        (
            (
                "set_wo_revision = 1",
                'set_wo = [{ name = "tag", value = "w" }]',
                'set = [{ name = "tag", value = "s" }]',
            ),
            "w",
        ),
        (
            (
                "set_wo_revision = 1",
                'set_wo = [{ name = "tag[1].a", value = 1 }, { name = "tag[1].b", value = 2 }]',
                'set = [{ name = "tag", value = "{x,y,z}" }]',
            ),
            [None, {"a": 1, "b": 2}],
        ),
    ],
)
def test_how_the_provider_applies_arguments(arguments: tuple[str, ...], expected: object) -> None:
    assert result("main.tf", release(*arguments)).values.get("tag") == expected


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ('chart = "liqo"\n repository = "https://helm.liqo.io"\n version = "1.1.2"', "Liqo's chart v1.1.2"),
        ('chart = "liqo"\n repository = "https://helm.liqo.io/"', "Liqo's chart v1.2.0"),
        ('chart = "liqo/liqo"\n version = "~> 1.1.0"', "Liqo's chart v1.1.2"),
        ('chart = "oci://ghcr.io/site/liqo"\n version = "1.0.1"', "Liqo's chart v1.0.1"),
        ('chart = "liqo"\n repository = "oci://ghcr.io/site"\n version = "v1.0.1"', "Liqo's chart v1.0.1"),
        ('chart = "https://site.example/charts/liqo-1.0.2.tgz"', "Liqo's chart v1.0.2"),
        ('chart = "./charts/liqo"', "our chart v1.2.0"),
        ('chart = "liqo"\n repository = "${path.module}/charts"', "our chart v1.2.0"),
        ('chart = "charts/liqo"', "our chart v1.2.0"),
        ("chart = var.chart", "Liqo's chart v1.2.0"),
        ('chart = "liqo"\n repository = var.repository\n version = var.version', "Liqo's chart v1.1.2"),
        ('chart = "redis"\n repository = "https://helm.liqo.io"', ""),
        ('chart = "liqo-agent"', ""),
        ("name = var.name", ""),
    ],
)
def test_the_chart(attributes: str, label: str) -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\nversion: 1.2.0\n")
    put("charts/liqo/charts/liqo-library/Chart.yaml", "name: liqo-library\n")
    put("variables.tf", 'variable "version" {\n  default = "1.1.2"\n}\nvariable "chart" {}\n')
    put("main.tf", f'resource "helm_release" "liqo" {{\n {attributes}\n}}\n')
    outcome = Run()
    run(Given(), [Target("main.tf")], outcome, lambda *_: None)
    assert [checked.chart.label for checked in outcome.results] == ([label] if label else [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEREDOC.format('"false"', "reflectips"), HEREDOC.format("false", "reflectIPs")),
        (
            'values = [yamlencode({ networking = { enabled = "false", "reflectips" : true, reflectIP = 1 } })]',
            'values = [yamlencode({ networking = { enabled = false, "reflectIPs" : true, reflectIP = 1 } })]',
        ),
        (
            "values = [yamlencode({ tag = 1.5, networking = { reflectips = var.x } })]",
            'values = [yamlencode({ tag = "1.5", networking = { reflectIPs = var.x } })]',
        ),
        (
            "values = [<<EOT\nmetrics.enabled: true\nnetworking: {enabled: ${var.on}}\nEOT\n  ]",
            "values = [<<EOT\nmetrics: {enabled: true}\nnetworking: {enabled: ${var.on}}\nEOT\n  ]",
        ),
    ],
)
def test_fixes(before: str, after: str) -> None:
    put("main.tf", release(before))
    calling.run("fix", "--chart", "ours", "main.tf")
    assert Path("main.tf").read_text() == release(after)


@pytest.mark.parametrize(
    "text",
    [
        release("values = [\"networking: {enabled: 'false', reflectips: true}\"]"),
        release('set {\n name = "networking.enabled"\n value = "no"\n }'),
        release('values = [yamlencode({ networking = { enabled = "fal${"se"}" } })]'),
        release('values = [yamlencode({ "metrics.enabled" = true })]'),
    ],
)
def test_what_is_not_fixed(text: str) -> None:
    put("main.tf", text)
    calling.run("fix", "--chart", "ours", "main.tf")
    assert Path("main.tf").read_text() == text


def test_a_local_is_fixed_where_it_is_written() -> None:
    text = (
        f'locals {{\n off = "false"\n}}\n{release("values = [yamlencode({ networking = { enabled = local.off } })]")}'
    )
    put("main.tf", text)
    calling.run("fix", "--chart", "ours", "main.tf")
    assert Path("main.tf").read_text() == text.replace('"false"', "false")


def test_sensitive_values_are_masked() -> None:
    text = release(
        'set_sensitive {\n name = "tpyo"\n value = "quite-secret"\n }', 'values = ["note: is quite-secret too"]'
    )
    put("main.tf", text)
    shown = calling.run("check", "main.tf")[1]
    assert "tpyo" in shown
    assert "quite-secret" not in shown
    shutil.copy(CASES / "plan" / "plan.json", "plan.json")
    shutil.copy(CASES / "state-file" / "terraform.tfstate.json", "state.json")
    for file in ("plan.json", "state.json"):
        shown = calling.run("check", file)[1]
        assert "`tpyo`" in shown
        assert "not-to-be-shown" not in shown


def test_a_folder() -> None:
    """Files of all three kinds are found, those without Liqo are ignored, and each release is checked once."""
    put("a/main.tf", release("values = [local.liqo_values]"))
    put("a/locals.tf", 'locals {\n  liqo_values = "typo: 1"\n}\n')
    put("a/other.tofu", 'resource "helm_release" "redis" {\n  chart = "redis"\n}\n')
    put("b/plan.json", (CASES / "plan" / "plan.json").read_text())
    put("c/liqo.tf.json", (CASES / "json" / "main.tf.json").read_text())
    put("d/package.json", '{"name": "liqo-site", "values": {}}')
    status, output = calling.run("check", ".")
    assert status == 1
    assert " in 3 of 3 releases" in output
    for release_ in ("helm_release.liqo (a/locals.tf)", "module.site.helm_release.liqo (b/plan.json)"):
        assert release_ in output
    assert "package.json" not in output


def test_an_argument_that_helm_rejects() -> None:
    """It is an error with a place, and the other releases are checked, also in a folder."""
    bad = release('set {\n name = "tag"\n value = "a,b"\n }').replace('"liqo" {', '"bad" {')
    put("a/main.tf", bad + release('values = ["typo: 1"]'))
    for name in ("a", "a/main.tf"):
        status, output = calling.run("check", name)
        assert status == 2
        assert "a parameter in `a/main.tf`" in output
        assert "--> a/main.tf:5" in output
        assert "no key `typo`" in output


def test_a_chart_that_is_named_in_another_file() -> None:
    put("main.tf", 'resource "helm_release" "this" {\n  chart = local.chart\n  values = ["typo: 1"]\n}\n')
    put("locals.tf", 'locals {\n  chart = "liqo"\n}\n')
    assert "no key `typo`" in calling.run("check", ".")[1]


def test_a_file_without_a_release() -> None:
    put("main.tf", 'resource "helm_release" "redis" {\n  chart = "redis"\n}\n')
    status, output = calling.run("check", "main.tf")
    assert status == 2
    assert "no Liqo values found in `main.tf`" in output


def test_a_file_that_is_not_hcl() -> None:
    put("main.tf", 'resource "helm_release" "liqo" {\n  chart = "liqo"\n  values = [\n')
    status, output = calling.run("check", "main.tf")
    assert status == 2
    assert "`main.tf` is not valid HCL" in output


WITHOUT = """\
import sys
sys.modules["tree_sitter_hcl"] = None
from liqo_values.cli import main
sys.argv = ["liqo-values", "check", "."]
main()
"""


def test_without_the_grammar() -> None:
    """One line says what to install, however many files there are."""
    for name in ("a.tf", "b.tf"):
        put(name, release('values = ["tag: x"]'))
    put("liqo-values.yaml", "networking: {enabled: false}\n")
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("pip install 'liqo-values[sources]'") == 1
    assert "Traceback" not in done.stderr


def test_a_values_file_imports_no_grammar() -> None:
    put("values.yaml", "networking: {enabled: false}\n")
    code = "import sys\nfrom liqo_values.cli import main\ntry:\n  main()\nfinally:\n  "
    code += "assert not [name for name in sys.modules if 'tree_sitter' in name or 'terraform' in name]"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "values.yaml"], capture_output=True, text=True, check=False
    )
    assert "Assertion" not in done.stderr


@pytest.mark.parametrize("file", LARGE, ids=["blocks", "an object", "a heredoc", "locals"])
def test_twice_as_much_takes_twice_as_much_work(file: Callable[[int], str]) -> None:
    def work(count: int) -> int:
        source = Source("main.tf", file(count))
        return calls(lambda: check_text(Given(), source))

    assert growth(work, SMALL) < 3


def test_many_files_take_as_much_work_as_their_number() -> None:
    def work(count: int) -> int:
        for number in range(count):
            put(f"{count}/{number}.tf", release(f"values = [local.liqo_values_{number}]"))
            put(f"{count}/{number}-locals.tf", f"locals {{\n  liqo_values_{number} = {{ tag = 1 }}\n}}\n")
        targets = [Target(path, ".") for path in walk(str(count), lambda _: None)]
        return calls(lambda: run(Given(), targets, Run(), lambda *_: None, jobs=1))

    assert growth(work, (2, 12, 22)) < 3


SUPPRESSED = release(
    "values = [",
    "  # liqo-values: ignore[LQ022] because the pipeline fills it in",
    "",
    "  var.values,",
    "  <<-EOT",
    "    networking:",
    "      # liqo-values: ignore[LQ105] because nothing uses Services",
    "      reflectIPs: false",
    "  EOT",
    "]",
    'set {\n name = "tag"\n value = "v1.1.0" # liqo-values: ignore[LQ521] because it is a test\n }',
)


def test_comments() -> None:
    put("main.tf", SUPPRESSED)
    assert calling.run("check", "--chart", "ours", "main.tf")[1].startswith("no findings")


def test_comments_are_added() -> None:
    """They are on lines of their own, also in heredocs and in files that YAML cannot read at all."""
    text = release("values = [var.values, <<-EOT", "  networking:", "    reflectIPs: false # `", "EOT", ", %s]")
    text = text.replace("%s", '"tag: v1.1.0"')
    put("main.tf", text)
    calling.run("check", "--chart", "ours", "--add-ignores", "--reason", "why", "main.tf")
    added = Path("main.tf").read_text()
    assert [line for line in added.splitlines() if "liqo-values:" not in line] == text.splitlines()
    assert added.count("because why") >= 2
    assert calling.run("check", "--chart", "ours", "main.tf")[1].startswith("no findings")


def test_no_comments_are_added_to_json() -> None:
    text = (CASES / "json" / "main.tf.json").read_text()
    put("main.tf.json", text)
    calling.run("check", "--add-ignores", "--reason", "why", "main.tf.json")
    assert Path("main.tf.json").read_text() == text
