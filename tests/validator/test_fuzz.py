"""Whatever a file contains, a command ends with a documented status: no traceback, no hang, bounded memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.cli.group import cli
from liqo_values.parsing import yaml_writer
from tests.chart.texts import ANY_KEY, Place, combined
from tests.chart.texts import places as places_for_text

COMMANDS = [
    ("check",),
    ("check", "--format", "json"),
    ("check", "--format", "sarif"),
    ("check", "--format", "markdown"),
    ("mode",),
    ("values",),
    ("values", "--all"),
    ("fix", "--diff", "--unsafe"),
]
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
#: What a program of Python's size and the largest inputs here may take; a file of 5 MB takes 140 MB.
MEMORY = 1_500_000_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def run(content: bytes, command: tuple[str, ...]) -> None:
    """Call a command about a file; an exception would come through."""
    path = Path("values.yaml")
    path.write_bytes(content)
    result = CliRunner().invoke(cli, [*command, str(path)], standalone_mode=False, catch_exceptions=False)
    assert result.return_value in (0, 1, 2)
    assert path.read_bytes() == content


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A proper file with something else within it."""
    text = draw(st.sampled_from(sorted(ours().presets.values()))).encode()
    at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 20))
    return text[:at] + draw(st.binary(max_size=12)) + text[at + length :]


TOKENS = (
    *"{}[],:&*!|>'\"%@`#?-~",
    *("\n", "\n  ", " ", "\t", "---\n", "...\n", "<<: *a", "&a ", "*a", "!!int ", "null", "0x1", "1e999", ".inf"),
    *("networking:", " enabled: ", "virtualKubelet: {extra: {args: ", "--disable-ip-reflection", "ipam: "),
)
SOUP = st.lists(st.sampled_from(TOKENS), max_size=30).map(lambda tokens: "".join(tokens).encode())


@FUZZ
@given(st.one_of(st.binary(max_size=200), damaged(), SOUP))
def test_any_bytes(content: bytes) -> None:
    for command in COMMANDS[:5]:
        run(content, command)


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


def paths(node: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """All keys of the chart, maps and leaves."""
    found: list[tuple[str, ...]] = []
    for name in ours().keys.schema_at(above).get("properties", {}) if above else node["properties"]:
        found += [(*above, name), *paths(node, (*above, name))]
    return found


PATHS = paths(ours().schema)


@FUZZ
@given(st.lists(st.tuples(st.sampled_from(PATHS), ANYTHING), min_size=1, max_size=3), st.sampled_from(COMMANDS))
def test_anything_at_any_key(changes: list[tuple[tuple[str, ...], Any]], command: tuple[str, ...]) -> None:
    values: dict[str, Any] = {"networking": {"enabled": True}}
    for path, value in changes:
        inside = values
        for step in path[:-1]:
            following = inside.setdefault(step, {})
            if not isinstance(following, dict):
                following = inside[step] = {}
            inside = following
        inside[path[-1]] = value
    run(yaml_writer.written(values).encode("utf-8", "replace"), command)


INSIDE = [place for place in places_for_text() if place.steps and place.steps[-1] != ANY_KEY]


@FUZZ
@given(st.lists(st.tuples(st.sampled_from(INSIDE), ANYTHING), min_size=1, max_size=3))
def test_anything_within_settings(changes: list[tuple[Place, Any]]) -> None:
    """In items of lists, which rules compare with each other."""
    values = combined([place.values(value) for place, value in changes], {"networking": {"enabled": False}})
    run(yaml_writer.written(values).encode("utf-8", "replace"), ("check",))


MANIFESTS: list[dict[str, Any]] = [
    {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "liqo"},
        "spec": {
            "source": {
                "chart": "liqo",
                "helm": {
                    "valuesObject": {"networking": {"enabled": False}},
                    "values": "networking: {enabled: false}\n",
                    "parameters": [{"name": "a", "value": "b"}],
                    "valueFiles": ["a.yaml"],
                },
            }
        },
    },
    {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": "liqo"},
        "spec": {
            "chart": {"spec": {"chart": "liqo"}},
            "valuesFrom": [{"kind": "ConfigMap", "name": "a", "valuesKey": "b", "targetPath": "c"}],
            "values": {"networking": {"enabled": False}},
        },
    },
    {
        "releases": [
            {"name": "liqo", "chart": "liqo/liqo", "values": ["a.yaml", {"b": 1}], "set": [{"name": "a", "value": 1}]}
        ]
    },
    {
        "apiVersion": "offloading.liqo.io/v1beta1",
        "kind": "VkOptionsTemplate",
        "metadata": {"name": "a"},
        "spec": {"extraArgs": ["--disable-ip-reflection"]},
    },
    {
        "apiVersion": "offloading.liqo.io/v1beta1",
        "kind": "VirtualNode",
        "metadata": {"name": "a", "namespace": "b"},
        "spec": {"clusterID": "a", "vkOptionsTemplateRef": {"name": "a", "namespace": "b"}},
    },
]


def places(node: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [above, *(place for key, item in items for place in places(item, (*above, key)))]


@st.composite
def odd_manifests(draw: st.DrawFn) -> str:
    """A manifest with anything at one of its places."""
    manifest = json.loads(json.dumps(draw(st.sampled_from(MANIFESTS))))
    *above, last = draw(st.sampled_from([place for place in places(manifest) if place]))
    inside = manifest
    for step in above:
        inside = inside[step]
    inside[last] = draw(ANYTHING)
    return yaml_writer.written(manifest)


@FUZZ
@given(odd_manifests(), st.sampled_from(COMMANDS))
def test_anything_in_manifests(text: str, command: tuple[str, ...]) -> None:
    run(text.encode("utf-8", "replace"), command)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 2_000_000,
        b"{a: " * 500_000,
        b"- " * 1_000_000,
        b"a: b\n" * 20_000,
        b"#" * 4_000_000,
        b'"' + b"\\n" * 2_000_000 + b'"',
        b"a: |\n" + b"  x\n" * 500_000,
        b"a: &a [" + b"x," * 500_000 + b"]\nb: [" + b"*a," * 2_000 + b"]",
        b"---\na: 1\n" * 100_000,
        b"virtualKubelet: {extra: {args: [" + b"--disable-ip-reflection," * 5_000 + b"]}}",
    ],
    ids=lambda content: repr(content[:8]),
)
def test_the_largest_inputs_within_bounds(content: bytes) -> None:
    Path("values.yaml").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "liqo_values", "check", "values.yaml"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        env={**os.environ, "PYTHONFAULTHANDLER": "1"},
    )
    assert done.returncode in (0, 1, 2), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
