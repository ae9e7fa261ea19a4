"""What a file may be, by its text."""

from __future__ import annotations

import pytest

from liqo_values.model.source_text import Source
from liqo_values.sources import detect
from tools.repository import ROOT

#: Mentioned in comments only, as in the values files that Liqo and this project publish.
COMMENTED = """\
# helm install liqo liqo/liqo
#   {"apiVersion": "v1", "kind": "ConfigMap"}
virtualKubelet: {extra: {args: []}}
"""


def test_comments_make_no_pipeline_and_no_manifest_of_a_values_file() -> None:
    assert detect.command_host(Source("values.yaml", COMMENTED)) is None
    assert not detect.like_manifests(COMMENTED)


def test_the_values_of_the_chart_are_read_as_values_only() -> None:
    values = (ROOT / "chart" / "values.yaml").read_text(encoding="utf-8")
    assert detect.command_host(Source("values.yaml", values)) is None
    assert not detect.like_manifests(values)


@pytest.mark.parametrize(
    "text",
    [
        "steps:\n  - run: helm install liqo liqo/liqo # ours\n",
        "script:\n  - |\n    # the chart of Liqo\n    liqoctl install kind\n",
        "command: [sh, -c, 'helm upgrade liqo .']\n",
    ],
)
def test_commands_outside_comments_make_a_pipeline(text: str) -> None:
    assert detect.command_host(Source("ci.yaml", text)) is detect.CommandHost.PIPELINE


@pytest.mark.parametrize(
    "text",
    [
        "kind: Application\napiVersion: argoproj.io/v1alpha1\n",
        '{"kind": "List", "apiVersion": "v1"}',
        '{"apiVersion":"v1","metadata":{"annotations":{"a":"x # y"}},"kind"\n:"ConfigMap"}',
        "# kind\napiVersion: v1\nitems: []\nkind: List # of objects\n",
    ],
)
def test_objects_are_manifests(text: str) -> None:
    assert detect.like_manifests(text)
