"""Releases and modules of Terraform that `for_each` and `count` repeat: one release for each instance."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, results

RELEASE = """
resource "helm_release" "liqo" {
  %s
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.1.2"
  values = [yamlencode({
    discovery  = { config = { clusterID = %s } }
    networking = { enabled = %s }
    ipam       = { podCIDR = "10.0.0.0/16", serviceCIDR = "10.1.0.0/16" }
  })]
}
"""
CLUSTERS = """
locals {
  clusters = {
    rome  = { id = "rome", connected = true }
    milan = { id = "B_b", connected = false }
  }
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("repeated", "cluster_id", "enabled", "expected"),
    [
        (
            "for_each = local.clusters",
            "each.value.id",
            "each.value.connected",
            {
                'helm_release.liqo["milan"]': (False, ['main.tf:5: "B_b"']),
                'helm_release.liqo["rome"]': (True, []),
            },
        ),
        (
            'for_each = toset(["rome", "A"])',
            "each.key",
            'each.value == "rome"',
            {'helm_release.liqo["A"]': (False, ['main.tf:10: "A"']), 'helm_release.liqo["rome"]': (True, [])},
        ),
        (
            "count = 2",
            '"a${count.index}_"',
            "false",
            {
                "helm_release.liqo[0]": (False, ['main.tf:16: "a${count.index}_"']),
                "helm_release.liqo[1]": (False, ['main.tf:16: "a${count.index}_"']),
            },
        ),
        ("for_each = var.clusters", "each.key", "each.value.on", {"helm_release.liqo": (None, [])}),
        ('for_each = ["rome"]', "each.key", "false", {"helm_release.liqo": (False, [])}),
        ("count = 1000", '"a"', "false", {"helm_release.liqo": (False, [])}),
    ],
)
def test_a_release_for_each_instance(
    repeated: str, cluster_id: str, enabled: str, expected: dict[str, tuple[bool | None, list[str]]]
) -> None:
    put("main.tf", CLUSTERS + RELEASE % (repeated, cluster_id, enabled))
    found = {
        one.name: (facts(one)[0], [marked(each) for each in one.findings if each.code == "LQ005"])
        for one in results("main.tf")
    }
    assert found == expected


@pytest.mark.parametrize(("repeated", "place"), [("for_each = {}", "main.tf:10: {}"), ("count = 0", "main.tf:10: 0")])
def test_no_instance(repeated: str, place: str) -> None:
    put("main.tf", CLUSTERS + RELEASE % (repeated, '"a"', "false"))
    (notice,) = results("main.tf")
    assert [(one.code, marked(one)) for one in notice.findings] == [("LQ019", place)]


def test_each_call_of_a_module_passes_values_of_its_own() -> None:
    put(
        "main.tf",
        CLUSTERS + 'module "m" {\n  for_each = local.clusters\n  source = "./m"\n  on = each.value.connected\n}',
    )
    put("m/main.tf", 'variable "on" {}\n' + RELEASE % ("", '"a"', "var.on"))
    assert {one.name: facts(one)[0] for one in results("main.tf")} == {
        'module.m["milan"].helm_release.liqo': False,
        'module.m["rome"].helm_release.liqo': True,
    }


def test_a_module_that_is_not_called() -> None:
    put("main.tf", 'module "m" {\n  count = 0\n  source = "./m"\n}')
    put("m/main.tf", RELEASE % ("", '"a"', "false"))
    (notice,) = results("main.tf")
    assert [(one.code, marked(one)) for one in notice.findings] == [("LQ019", "main.tf:2: 0")]


FACTS = """
variable "install" { default = false }
variable "leave_out" { default = false }
variable "asked" {}
locals {
  on       = true
  names    = ["rome", "milan"]
  clusters = toset(local.names)
  ids      = { rome = 1 }
}
"""
MAYBE = "is not known: by default, `var.install` keeps it out"


@pytest.mark.parametrize(
    ("repeated", "names", "said"),
    [
        ("count = local.on ? 1 : 0", ["[0]"], ""),
        ("count = true ? 2 : 0", ["[0]", "[1]"], ""),
        ("count = local.on ? 0 : 1", [], "`count` is 0"),
        ("count = !local.on ? 1 : 0", [], "`count` is 0"),
        ("count = !var.leave_out ? 1 : 0", [""], ""),
        ("count = var.install ? 1 : 0", [""], MAYBE),
        ('for_each = var.install ? toset(["a"]) : []', [""], MAYBE),
        ("count = var.asked ? 1 : 0", [""], ""),
        ('count = var.asked == "x" ? 1 : 0', [""], ""),
        ('for_each = local.on ? toset(["a"]) : []', ['["a"]'], ""),
        ('for_each = local.on ? [] : toset(["a"])', [], "`for_each` is empty"),
        ("for_each = toset(local.names)", ['["milan"]', '["rome"]'], ""),
        ("for_each = local.clusters", ['["milan"]', '["rome"]'], ""),
        ("for_each = toset(keys(local.ids))", ['["rome"]'], ""),
        ("for_each = toset(concat(local.names, var.asked))", [""], ""),
    ],
)
def test_conditions_and_sets(repeated: str, names: list[str], said: str) -> None:
    checked = results(put("main.tf", FACTS + RELEASE % (repeated, '"rome"', "true")))
    expected = [f"helm_release.liqo{name}" for name in names]
    assert [one.name for one in checked if one.mode.networking.value is not None] == expected
    notices = [finding.message for one in checked for finding in one.findings if finding.code == "LQ019"]
    assert (said in notices[0]) if said else not notices


def test_a_conditional_value() -> None:
    text = FACTS + RELEASE % ("", '"rome"', "local.on ? false : true")
    (checked,) = results(put("main.tf", text))
    assert facts(checked)[0] is False
