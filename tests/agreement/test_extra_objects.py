"""Template expressions in ``extraObjects``: the chart evaluates none that the validator calls foreign, and no other."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.engine.result import CheckResult
from liqo_values.rules.extra_objects import FUNCTIONS
from tests.agreement.helm import CHART, ask
from tests.agreement.verdicts import Case, disagreements
from tests.support.generated import differential
from tools.toolchain.build import tool

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}}}\n"
TEMPLATE = CHART / "charts" / "liqo-library" / "templates" / "_extra-objects.tpl"
KEYWORDS = {"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"}
NAMES = {"true", "false", "nil"}

#: Expressions for Helm, for other programs, and what only looks like one.
PIECES = (
    *(
        "{{ .Release.Name }}",
        "{{ $.Chart.Name }}",
        "{{ $x := dict `y` (dict `z` 1.5) }}",
        "{{ $x }}",
        '{{ "$a .b c" | upper }}',
        "{{ `$a` }}",
    ),
    *(
        "{{/* $a b */}}",
        "{{ with .Values }}{{ .tag }}{{ end }}",
        '{{ (dict "a" "b").a }}',
        "{{ printf `%d` 0x1F }}",
    ),
    *(
        "{{ range $k, $v := dict `a` 1 }}{{ $k }}{{ $v }}{{ end }}",
        "{{ if and true (not false) }}a{{ else }}b{{ end }}",
    ),
    *(
        "{{ $labels.instance }}",
        "{{ $.Labels }}",
        "{{ .Labels }}",
        "{{item}}",
        "{{inputs.a.b}}",
        "{{ $value | humanize }}",
    ),
    *("{{ foo-bar }}", "{{ $x.y.z }}", "{{", "}}", "{", "text", "${HOME}", "{{ '.' }}"),
)


def test_both_know_the_same_functions() -> None:
    defined = re.search(r'define "liqo.extraObjects.functions" -}}\n(.*?)\n', TEMPLATE.read_text(encoding="utf-8"))
    assert defined
    assert frozenset(defined[1].split()) == FUNCTIONS


def test_helm_has_these_functions(tmp_path: Path) -> None:
    """And no other that its own chart of examples would use: a name that Helm does not have ends the rendering."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: functions\nversion: 0.1.0\n", encoding="utf-8")
    calls = "".join(f"{{{{ {name} }}}}" for name in sorted(FUNCTIONS - KEYWORDS - NAMES))
    (tmp_path / "templates" / "a.yaml").write_text(f"{{{{ if false }}}}{calls}{{{{ end }}}}", encoding="utf-8")
    result = subprocess.run([tool("helm4"), "template", tmp_path], capture_output=True, text=True, check=False)
    assert "not defined" not in result.stderr, result.stderr


@pytest.mark.parametrize("piece", PIECES)
def test_every_expression(piece: str, tmp_path: Path) -> None:
    assert disagreements([_case(tmp_path, [piece])]) == []


@pytest.mark.parametrize(
    "item",
    [
        "{{ .Release.Name }}",
        OBJECT.format("{{ .Release.Name }}"),
        OBJECT.format("a{{.Values.tag}}"),
        OBJECT.format("{{ .Values.tag }}"),
        OBJECT.format("{{ $.Values.tag | quote }}"),
        OBJECT.format("{{ .Values.ipam.podCIDR }}"),
        OBJECT.format('{{ "notes" }}'),
        OBJECT.format('{{ "1" }}'),
        OBJECT.format('{{ "1" | quote }}'),
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{ .Values.tag }}"}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a{{ .Values.tag }}"}},
    ],
)
@pytest.mark.parametrize("tag", ["", "v1.2.0"])
def test_expressions_that_the_validator_evaluates(item: object, tag: str, tmp_path: Path) -> None:
    assert disagreements([_with_objects(tmp_path, [item], tag=tag)]) == []


@pytest.mark.parametrize(
    "piece",
    [
        "{{ required `x` .Values.commonLabels.owner }}",
        "{{ .Values.a.b.c }}",
        "{{ include `missing` . }}",
        "{{ fail `no` }}",
        "{{ end }}",
        "{{ if }}",
        "{{ index list 5 }}",
        "{{ template `missing` }}",
        "{{ upper 1 }}",
    ],
)
def test_expressions_that_fail_are_pointed_out(piece: str, tmp_path: Path) -> None:
    """The chart has no code for them, so the validator must not say that it finds nothing."""
    case = _with_objects(tmp_path, [OBJECT.format("a") + f"data:\n  b: >-\n    {piece}\n"])
    assert not ask(tool("helm4"), case.options).accepted
    assert not case.refused
    assert isinstance(case.answer, CheckResult)
    assert [finding.code for finding in case.answer.findings] == ["LQ534"]


@differential(20)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=2, max_size=4))
def test_generated_expressions(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    assert disagreements([_case(tmp_path_factory.mktemp("values"), pieces)]) == []


def _case(folder: Path, pieces: list[str]) -> Case:
    """The expressions in a map and in a text."""
    data = {f"key{number}": piece for number, piece in enumerate(pieces)}
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}
    lines = [f"  {key}: >-\n    {value}" for key, value in data.items()]
    return _with_objects(folder, [manifest, OBJECT.format("a") + "\n".join(["data:", *lines])])


def _with_objects(folder: Path, items: list[object], *, tag: str = "") -> Case:
    path = folder / "values.yaml"
    values = {"networking": {"enabled": False}, "tag": tag, "extraObjects": items}
    path.write_text(json.dumps(values), encoding="utf-8")
    return Case(files=(str(path),))
