"""Template expressions in ``extraObjects``: the chart evaluates none that the validator calls foreign, and no other."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.rules.extra_objects import FUNCTIONS
from tests.agreement.helm import CHART
from tests.agreement.verdicts import Case, disagreements
from tests.support.generated import differential
from tools.toolchain.build import tool

TEMPLATE = CHART / "charts" / "liqo-library" / "templates" / "_extra-objects.tpl"
KEYWORDS = {"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"}
NAMES = {"true", "false", "nil"}

#: Expressions for Helm, for other programs, and what only looks like one.
PIECES = (
    *(
        "{{ .Release.Name }}",
        "{{ $.Chart.Name }}",
        "{{ $x := 1.5 }}",
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


@differential(20)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=2, max_size=4))
def test_generated_expressions(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    assert disagreements([_case(tmp_path_factory.mktemp("values"), pieces)]) == []


def _case(folder: Path, pieces: list[str]) -> Case:
    """The expressions in a map and in a text."""
    data = {f"key{number}": piece for number, piece in enumerate(pieces)}
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}
    lines = [f"  {key}: >-\n    {value}" for key, value in data.items()]
    written = "\n".join(["apiVersion: v1", "kind: ConfigMap", "metadata: {name: a}", "data:", *lines])
    path = folder / "values.yaml"
    values = {"networking": {"enabled": False}, "extraObjects": [manifest, written]}
    path.write_text(json.dumps(values), encoding="utf-8")
    return Case(files=(str(path),))
