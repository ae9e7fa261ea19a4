"""Whole releases of Terraform: what they set is what a second reader finds, which is built on python-hcl2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import hcl2
import yaml
from hcl2.utils import SerializationOptions
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.engine.file_check import check_text
from liqo_values.model.source_text import Source
from liqo_values.values.release_inputs import Given
from tests.support.generated import differential
from tests.validator.sources.generated_hcl import by_hcl2, quoted, written

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIONS = SerializationOptions(with_comments=False, preserve_heredocs=False)
#: The chart's own labels.
DEFAULTS = frozenset({"liqo.io/managed"})
NAMES = st.sampled_from(["a", "b", "c.d", "c.e"])
TEXTS = st.sampled_from(["x", "true", "7", "0x1", "v w", "1.5", "null", "é"])
#: A map, the way it is written in `values`, and its indentation in a heredoc.
LAYERS = st.tuples(
    st.dictionaries(st.sampled_from("abf"), TEXTS | st.booleans() | st.integers(0, 99), max_size=3),
    st.sampled_from(["yamlencode", "jsonencode", "heredoc", "outdented", "quoted"]),
    st.integers(0, 4),
)
SETTINGS = st.tuples(st.sampled_from(["set", "set_sensitive"]), NAMES, TEXTS, st.sampled_from(["", "auto", "string"]))


@st.composite
def layer(draw: st.DrawFn) -> str:
    """An item of `values`, which sets labels."""
    labels, form, indent = draw(LAYERS)
    value = {"common": {"globalLabels": labels}}
    if form.endswith("encode"):
        return f"{form}({draw(written(value))})"
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    if form == "quoted":
        return quoted(text)
    if form == "heredoc":
        return f"<<EOT\n{text}EOT\n"
    lines = "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())
    return f"<<-EOT\n{lines}{' ' * draw(st.integers(0, 4))}EOT\n"


@st.composite
def release(draw: st.DrawFn) -> str:
    """A release with values and settings, the latter as blocks or as lists."""
    layers = draw(st.lists(layer(), max_size=3))
    settings = draw(st.lists(SETTINGS, max_size=4))
    parts = [f"values = [{', '.join(layers)}]", 'chart = "liqo"', 'version = "1.2.0"']
    if draw(st.booleans()):
        parts += [f"{kind} {{\n{_fields(name, text, how)}\n}}" for kind, name, text, how in settings]
    else:
        for kind in ("set", "set_sensitive"):
            items = [f"{{\n{_fields(name, text, how)}\n}}" for other, name, text, how in settings if other == kind]
            parts.append(f"{kind} = [{', '.join(items)}]")
    body = "\n".join(draw(st.permutations(parts)))
    return f'resource "helm_release" "liqo" {{\n{body}\n}}\n'


def _fields(name: str, text: str, how: str) -> str:
    fields = [f"name = {quoted(f'common.globalLabels.{name}')}", f"value = {quoted(text)}"]
    return "\n".join([*fields, *([f'type = "{how}"'] if how else [])])


def second_reading(text: str) -> Any:
    """Return the labels that a release sets, read with python-hcl2 and merged here."""
    block = hcl2.loads(text, serialization_options=OPTIONS)["resource"][0]['"helm_release"']['"liqo"']
    labels: dict[str, Any] = {}
    for item in block.get("values", []):
        labels |= _labels(item)
    for kind in ("set", "set_sensitive"):
        given = block.get(kind, [])
        for entry in given if isinstance(given, list) else [given]:
            fields = {key: _unquoted(value) for key, value in entry.items() if isinstance(value, str)}
            value = fields["value"] if fields.get("type") == "string" else _typed(fields["value"])
            _put(labels, fields["name"].split(".")[2:], value)
    return labels


def _labels(item: str) -> dict[str, Any]:
    if item.startswith("${"):
        inner = item[len("${yamlencode(") : -len(")}")]
        value = by_hcl2(f"x = {inner}\n")
    else:
        value = yaml.safe_load(_unquoted(item))
    found: dict[str, Any] = value["common"]["globalLabels"]
    return found


def _unquoted(text: str) -> str:
    return str(json.loads(text.replace("\n", "\\n")))


def _typed(text: str) -> Any:
    """Read a text as Helm's `--set` does; the texts here have no commas."""
    return {"true": True, "null": None, "7": 7}.get(text, text)


def _put(labels: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        labels = labels.setdefault(step, {})
    labels[path[-1]] = value


@differential(usually=80)
@given(release())
def test_generated_releases(text: str) -> None:
    (checked,) = check_text(Given(), Source("main.tf", text))
    labels = checked.values.get("common", "globalLabels")
    assert isinstance(labels, dict)
    assert {key: value for key, value in labels.items() if key not in DEFAULTS} == second_reading(text)
