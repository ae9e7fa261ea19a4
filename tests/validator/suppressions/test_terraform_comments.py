"""Comments that suppress findings in the heredocs of Terraform."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put

FILE = """\
resource "helm_release" "liqo" {{
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"
  values = [<<-EOT
    discovery: {{config: {{clusterID: rome}}}}
    telemetry: {{enabled: false}}
    {above}
    networking:
      enabled: true
      reflectIPs: false {beside}
    {below}
    ipam:
      podCIDR: 10.0.0.0/16
      serviceCIDR: 10.1.0.0/16
  EOT
  ]
}}
"""
COMMENT = "# liqo-values: ignore[LQ105] the network carries the rest"


@pytest.mark.parametrize(
    ("comments", "codes"),
    [
        ({}, ["LQ105"]),
        ({"above": COMMENT}, []),
        ({"beside": COMMENT}, []),
        ({"below": COMMENT}, ["LQ030", "LQ105"]),
    ],
)
def test_a_comment_applies_to_a_key_with_all_that_is_in_it(
    comments: dict[str, str], codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put("main.tf", FILE.format(**{"above": "", "beside": "", "below": "", **comments}))
    _, output, _ = call("check", "main.tf", "--format=concise")
    assert sorted(set(re.findall(r"LQ\d+(?= )", output))) == codes


def test_in_a_text_that_only_terraform_evaluates_a_comment_may_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = """\
resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "v1.1.2"
  values = [<<-EOT
    %{ for one in var.more }
    tag: "1" # liqo-values: ignore[LQ521] because we build it
    %{ endfor }
  EOT
  ]
}
"""
    printed = call("check", put("main.tf", text))[1]
    assert "LQ022" in printed
    assert "LQ030" not in printed
    assert (
        "LQ030"
        in call(
            "check",
            put(
                "main.tf",
                text.replace("    %{ for one in var.more }\n", "")
                .replace("    %{ endfor }\n", "")
                .replace("LQ521", "LQ829"),
            ),
        )[1]
    )
