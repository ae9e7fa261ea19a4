"""Modules of Terraform that another module calls, and files with variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import facts, marked, results

MODULE = """\
variable "values" { default = {} }
variable "on" { default = false }
variable "sets" { default = [] }
variable "number" { default = 1 }
locals { all = merge(var.values, { tag = "v1" }) }
resource "helm_release" "this" {
  name       = "a"
  count      = var.number
  chart      = "liqo"
  repository = "https://helm.liqo.io"
  values     = [yamlencode(local.all), "networking: {enabled: ${var.on}}"]
  set        = var.sets
}
"""
CALL = 'module "net" {\n  source = "./modules/liqo"\n  %s\n}\n'
ROOT = """\
variable "on" { default = true }
resource "helm_release" "liqo" {
  name   = "liqo"
  chart  = "liqo"
  values = ["networking: {enabled: ${var.on}}"]
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with a module."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("modules/liqo/main.tf", MODULE)


@pytest.mark.parametrize(
    ("arguments", "networking", "places"),
    [
        ("", False, []),
        ('on = true\n  values = { ipam = { podCIDR = "10.0.0.0/16", serviceCIDR = "10.1.0.0/16" } }', True, []),
        ("on = var.unknown", None, []),
        ("on = local.on\n}\nlocals {\n  on = false", False, []),
        ("values = { typo = 1 }", False, ["modules/liqo/main.tf:5: var.values"]),
        ('sets = [{ name = "typo", value = "x" }]', False, ['main.tf:3: "typo"']),
    ],
)
def test_a_call_passes_values(arguments: str, networking: bool | None, places: list[str]) -> None:
    put("main.tf", CALL % arguments)
    (checked,) = results("main.tf")
    assert checked.name == "module.net.helm_release.this[0]"
    assert facts(checked)[0] is networking
    assert [marked(finding) for finding in checked.findings if finding.path == ("typo",)] == places


def test_a_module_that_is_called_has_no_release_of_its_own() -> None:
    put("main.tf", CALL % "")
    assert [one.name for one in results("main.tf", "modules/liqo/main.tf")] == ["module.net.helm_release.this[0]"]
    assert [one.name for one in results("modules/liqo/main.tf")] == ["helm_release.this"]


def test_a_module_that_a_called_module_calls() -> None:
    put("modules/outer/main.tf", 'variable "o" {}\nmodule "in" {\n  source = "../liqo"\n  on     = var.o\n}\n')
    put("main.tf", 'module "out" {\n  source = "./modules/outer"\n  o      = false\n}\n')
    (checked,) = results("main.tf", "modules/outer/main.tf", "modules/liqo/main.tf")
    assert (checked.name, facts(checked)[0]) == ("module.out.module.in.helm_release.this[0]", False)


def test_modules_that_call_each_other() -> None:
    put("a/main.tf", 'module "b" { source = "../b" }\n')
    put("b/main.tf", 'module "a" { source = "../a" }\n')
    assert "no Liqo values found" in run("check", "a", "b")[1]


def test_a_release_that_is_not_installed() -> None:
    put("main.tf", CALL % "number = 0")
    (notice,) = results("main.tf")
    assert [(one.code, marked(one)) for one in notice.findings] == [("LQ019", "main.tf:3: 0")]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("./none", "it is not in this repository"),
        ("acme/liqo/helm", "it is not in this repository"),
        ("./empty", "no release"),
    ],
)
def test_a_call_that_cannot_be_followed(source: str, why: str) -> None:
    put("empty/main.tf", "locals {\n}\n")
    put("main.tf", f'module "liqo" {{\n  source = "{source}"\n  values = []\n}}\n')
    status, output = run("check", ".")
    assert (status, why in output) == (0, True)


@pytest.mark.parametrize(
    ("files", "networking"),
    [
        ({}, None),
        ({"terraform.tfvars": "on = false\n"}, False),
        ({"terraform.tfvars": "on = true\n", "a.auto.tfvars": "on = false\n"}, False),
        ({"b.auto.tfvars": "on = false\n", "a.auto.tfvars": "on = true\n"}, False),
        ({"terraform.tfvars.json": '{"on": false}', "terraform.tfvars": "on = true\n"}, False),
        ({"a.auto.tfvars.json": '{"on": false}', "a.auto.tfvars": "on = true\n"}, False),
        ({"other.tfvars": "on = false\n"}, None),
        ({"terraform.tfvars.json": "{"}, None),
    ],
)
def test_files_with_variables(files: dict[str, str], networking: bool | None) -> None:
    for name, text in files.items():
        put(name, text)
    put("main.tf", ROOT)
    (checked,) = results("main.tf")
    assert facts(checked)[0] is networking


def test_variables_of_the_root_are_not_those_of_a_module() -> None:
    put("modules/liqo/terraform.tfvars", "on = true\n")
    put("main.tf", CALL % "")
    assert facts(results("main.tf")[0])[0] is False
