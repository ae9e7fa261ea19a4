"""Findings and mode as programs read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import liqo_values
from liqo_values.reports.json import render
from tests.validator.reports import outcomes


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_document() -> None:
    Path("values.yaml").write_text("networking:\n  enabled: false\n  reflectIP: false\n", encoding="utf-8")
    document = json.loads(
        render([liqo_values.check([Path("values.yaml")], set_values=["networking.reflectIPs=false"])])
    )
    place = {"layer": "values.yaml", "line": 3, "column": 3, "end_line": 3, "end_column": 12}
    assert document["version"] == 1
    assert document["summary"] == {
        "error": 1,
        "warning": 0,
        "notice": 0,
        "fixable": 0,
        "suppressed": 0,
        "not_selected": 0,
    }
    assert document["findings"] == [
        {
            "code": "LQ002",
            "name": "unknown-key",
            "severity": "error",
            "message": "the chart has no key `networking.reflectIP`",
            "help": "did you mean `reflectIPs`?",
            "release": 0,
            "other_release": None,
            "path": ["networking", "reflectIP"],
            "key": "networking.reflectIP",
            "file": "values.yaml",
            "line": 3,
            "primary": {"text": "no such key in `networking`", **place},
            "related": [],
            "url": None,
            "fingerprint": "157c8c1d5e67f8a7ef0f291dff842ff0",
            "fix": None,
            "follows": [],
        }
    ]
    assert document["releases"] == [
        {
            "name": "",
            "layers": ["values.yaml", "--set networking.reflectIPs=false"],
            "chart": {"family": "ours", "release": "v1.2.0", "note": ""},
            "refused": True,
            "mode": document["mode"],
            "virtual_nodes": [],
        }
    ]


def test_the_mode() -> None:
    Path("values.yaml").write_text("networking:\n  enabled: false\n", encoding="utf-8")
    mode = json.loads(render([liqo_values.check([Path("values.yaml")])]))["mode"]
    assert mode["name"] == "external-network"
    assert mode["networking"] == {
        "value": False,
        "decided_by": {
            "layer": "values.yaml",
            "text": "networking.enabled: false",
            "line": 2,
            "column": 12,
            "end_line": 2,
            "end_column": 17,
        },
        "overrode": [
            {
                "layer": "the chart's defaults",
                "text": "networking.enabled: true",
                "line": None,
                "column": None,
                "end_line": None,
                "end_column": None,
            }
        ],
        "doubt": "",
    }
    assert {"network-manager", "fabric", "openshift"} <= set(mode["not_deployed"])
    assert "webhook" not in mode["not_deployed"]


def test_the_reflection_of_options_templates() -> None:
    Path("values.yaml").write_text(
        "virtualKubelet: {optionsTemplates: {rome: {reflectIPs: false}}}\n", encoding="utf-8"
    )
    mode = json.loads(render([liqo_values.check([Path("values.yaml")])]))["mode"]
    assert mode["reflection"]["value"] is True
    assert mode["options_templates"]["rome"]["value"] is False
    assert mode["options_templates"]["rome"]["decided_by"]["column"] == 56


def test_an_undecided_mode() -> None:
    mode = json.loads(render([liqo_values.check(set_values=["networking.enabled=null"])]))["mode"]
    assert (mode["name"], mode["meaning"], mode["networking"]["value"]) == (None, None, None)
    assert mode["networking"]["doubt"] == "`networking.enabled` has no value"


def test_several_releases() -> None:
    off = liqo_values.check(set_values=["networking.enabled=false"])
    document = json.loads(render([off, liqo_values.check()]))
    assert document["mode"] is None
    assert [release["mode"]["name"] for release in document["releases"]] == ["external-network", "connected"]
    assert [finding["release"] for finding in document["findings"]] == [1, 1]


def test_nothing_checked() -> None:
    assert json.loads(render([])) == {
        "version": 1,
        "findings": [],
        "suppressed": [],
        "failures": [],
        "mode": None,
        "releases": [],
        "peerings": [],
        "summary": {"error": 0, "warning": 0, "notice": 0, "fixable": 0, "suppressed": 0, "not_selected": 0},
    }


def test_it_is_ascii() -> None:
    Path("values.yaml").write_text("größe: 日本\n", encoding="utf-8")
    assert render([liqo_values.check([Path("values.yaml")])]).isascii()


def test_a_fix_and_a_suppression() -> None:
    outcome = outcomes.plain()
    document = json.loads(render(outcome.results))
    assert document["findings"][0]["fix"] == {
        "title": "remove the quotes",
        "safe": True,
        "edits": [
            {
                "place": {
                    "layer": "clusters/rome 1.yaml",
                    "text": "replaced",
                    "line": 2,
                    "column": 12,
                    "end_line": 2,
                    "end_column": 19,
                },
                "text": "false",
            }
        ],
    }
    (suppressed,) = document["suppressed"]
    assert suppressed["code"] == "LQ105"
    assert suppressed["suppression"]["by"] == "comment"
    assert suppressed["suppression"]["reason"] == "batch jobs only"
    assert suppressed["suppression"]["place"]["line"] == 4
    assert document["summary"] == {
        "error": 1,
        "warning": 1,
        "notice": 0,
        "fixable": 1,
        "suppressed": 1,
        "not_selected": 0,
    }


def test_what_counts_as_fixable() -> None:
    """Unsafe fixes do, and those of suppressed findings do not."""
    error, warning = outcomes.plain().findings
    assert error.fix is not None
    unsafe = warning.replace(fix=error.fix.replace(safe=False))
    result = outcomes.result_of(error, unsafe, warning, suppressed=(error,))
    assert json.loads(render([result]))["summary"]["fixable"] == 2
