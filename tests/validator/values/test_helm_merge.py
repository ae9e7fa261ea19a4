"""Layers over layers over the chart's defaults: the same values as in a real Helm."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.errors import InputError
from liqo_values.model.nodes import MapNode, from_plain
from liqo_values.model.source_text import Source
from liqo_values.values.load import Loaded, load
from liqo_values.values.release_inputs import Given
from tests.support.generated import differential
from tests.validator.parsing.scratch import REFUSED, Scratch
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from liqo_values.model.nodes import Plain

DEFAULTS: dict[str, Plain] = {
    "networking": {"enabled": True, "reflectIPs": True, "deep": {"a": 1, "b": {"c": 2}}},
    "virtualKubelet": {"extra": {"args": ["--one", "--two"]}},
    "scalar": "x",
    "empty": {},
    "nothing": None,
    "inner": {"nothing": None, "a": 1},
    "global": {"zone": "here"},
    "crds": {"upgrade": {"enabled": False}},
}
SUBCHARTS: dict[str, dict[str, Plain]] = {"crds": {"upgrade": {"enabled": False, "keep": True}, "own": {"a": 1}}}


@dataclass(frozen=True)
class Case:
    """Layers above the defaults; Helm 3 differs in some."""

    files: Sequence[str] = ()
    json: Sequence[str] = ()
    set: Sequence[str] = ()
    string: Sequence[str] = ()
    literal: Sequence[str] = ()
    same_in_helm3: bool = True
    options: list[str] = field(init=False, default_factory=list)


CASES = {
    "nothing given": Case(same_in_helm3=False),  # Helm 3 keeps the nulls of the chart's own values
    "maps merge, lists are replaced": Case(
        ["networking: {enabled: false}\nvirtualKubelet: {extra: {args: [--three]}}\n", "networking: {deep: {a: 9}}\n"]
    ),
    "later files win": Case(["scalar: a\n", "scalar: b\n", "other: c\n"]),
    "null deletes a default": Case(["networking: {enabled: ~, deep:}\nscalar: null\n"]),
    "null of a lower file": Case(["networking: {enabled: ~}\n", "networking: {enabled: false}\n"]),
    "null over a lower file": Case(["networking: {enabled: false}\n", "networking: {enabled: ~}\n"]),
    "null deletes the section, a later file begins it anew": Case(
        ["networking: {enabled: false}\n", "networking:\n", "networking: {deep: {a: 9}}\n"]
    ),
    "null without a default stays": Case(["unknown: ~\nnetworking: {unknown: ~}\nempty: {unknown: ~}\n"]),
    "null where the default is null": Case(["nothing: ~\ninner: {nothing: ~}\n"]),
    "scalar over map": Case(["networking: off\nvirtualKubelet: {extra: x}\n"]),
    "map over scalar": Case(["scalar: {a: 1}\n"]),
    "map over list, list over map": Case(["virtualKubelet: {extra: {args: {a: 1}}}\nnetworking: [1]\n"]),
    "scalar, then map, then scalar": Case(["a: 1\n", "a: {b: 2}\n", "a: {c: 3}\n", "networking: {deep: 1}\n"]),
    "items of null": Case(["virtualKubelet: {extra: {args: [~, {a: ~}]}}\n"]),
    "order of the options": Case(
        ["scalar: file\n"], json=['scalar="json"'], set=["scalar=set"], string=["scalar=true"]
    ),
    "a literal comes last": Case(
        ["scalar: file\n"], json=['scalar="json"'], set=["scalar=set"], string=["scalar=true"], literal=["scalar=a,b"]
    ),
    "set over json": Case(json=['scalar={"a":1}'], set=["scalar.b=2"]),
    "set into a list of a file": Case(
        ["virtualKubelet: {extra: {args: [--a, --b, --c]}}\n"], set=["virtualKubelet.extra.args[1]=--changed"]
    ),
    "set into a list of the defaults makes a new one": Case(set=["virtualKubelet.extra.args[1]=--two"]),
    "set of null": Case(["networking: {enabled: false}\n"], set=["networking.enabled=null,scalar=null"]),
    "set below null": Case(["networking:\n"], set=["networking.enabled=false"]),
    "set into the items of a list": Case(["a: [{c: 1}, 2]\n"], set=["a[0].b=1,a[1].b=2,a[3].b=4"]),
    "set with an empty name": Case(set=["a..b=1"]),
    "set with an empty name first": Case(set=[".b.c=1"]),
    "set with an empty name last": Case(set=["a.=1"]),
    "set that ends in a map": Case(set=["a.b"]),
    "set that ends in a list": Case(set=["a[1]"]),
    "set that ends in a list in a list": Case(set=["a[1][0]"]),
    "set that ends in a list in a list of a file": Case(["a: [[1], 2]\n"], set=["a[0][1]"]),
    "set that ends in a map in a list": Case(set=["a[1].b"]),
    "set below a scalar of a file": Case(["a: 1\n"], set=["a.b=1"]),
    "set below a scalar of the defaults": Case(set=["scalar.b=1"]),
    "set into what is no list": Case(["a: {}\n"], set=["a[0]=1"]),
    "json object": Case(["a: {b: 1}\n"], json=['{"a": {"c": 2}, "networking": null}'], same_in_helm3=False),
    "globals": Case(["global: {zone: there, more: {a: 1}}\n"]),
    "globals of the subchart": Case(["crds: {global: {zone: own, b: 1}}\n"]),
    "no globals": Case(["global: ~\n"]),
    "subchart": Case(["crds: {upgrade: {enabled: true}}\n"], set=["crds.own.b=2"]),
    "null in the subchart": Case(["crds: {upgrade: {keep: ~, enabled: ~}, own: ~, other: ~}\n"]),
    "null for the subchart": Case(["crds:\n"]),
    "several documents": Case(["scalar: a\n---\nnetworking: {enabled: false}\n"], same_in_helm3=False),
    "alias": Case(["a: &a {b: 1}\nc: *a\n"], set=["c.b=2"]),
}


def ours(case: Case) -> Loaded:
    """Merge with our code."""
    sources = [Source(f"file{number}", text) for number, text in enumerate(case.files)]
    return load(
        Given(sources, case.json, case.set, case.string, set_literals=case.literal),
        defaults=_tree(DEFAULTS),
        subcharts={name: _tree(values) for name, values in SUBCHARTS.items()},
    )


def _tree(values: Mapping[str, Plain]) -> MapNode:
    tree = from_plain(copy.deepcopy(dict(values)))
    assert isinstance(tree, MapNode)
    return tree


def options(case: Case, folder: Path) -> list[str]:
    """Write the files and return Helm's options."""
    words = []
    for number, text in enumerate(case.files):
        file = folder / f"file{number}.yaml"
        file.write_text(text)
        words += ["-f", str(file)]
    for option, arguments in (
        ("--set-literal", case.literal),
        ("--set", case.set),
        ("--set-string", case.string),
        ("--set-json", case.json),
    ):
        for argument in arguments:
            words += [option, argument]
    return words


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch.make(tmp_path_factory.mktemp("merge"), DEFAULTS, SUBCHARTS)


def _or_refused(case: Case) -> Plain:
    try:
        return dict(ours(case).values.data)
    except InputError:
        return REFUSED


@pytest.mark.parametrize("name", CASES)
def test_layers(scratch: Scratch, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    words = options(case, tmp_path)
    expected = scratch.values(tool("helm4"), *words)
    assert _or_refused(case) == expected
    without_nulls = _without_chart_nulls(scratch.values(tool("helm3"), *words))
    if case.same_in_helm3:
        assert without_nulls == _without_chart_nulls(expected)


def _without_chart_nulls(values: Plain) -> Plain:
    """Leave out the nulls of the chart's own values, which Helm 3 keeps (everywhere) and Helm 4 drops."""
    if not isinstance(values, dict):
        return values
    kept: dict[str, Plain] = {key: value for key, value in values.items() if key != "nothing"}
    if isinstance(kept.get("inner"), dict):
        kept["inner"] = _without_chart_nulls(kept["inner"])
    return kept


@pytest.mark.parametrize(
    ("file", "argument", "message"),
    [
        ("a: 1\n", "a.b=1", "the name `b` needs a map before it, but an earlier layer made it a number"),
        ("a: [x]\n", "a.b=1", "the name `b` needs a map before it, but an earlier layer made it a list"),
        ("a: {b: 1}\n", "a[0]=1", r"the index \[0\] needs a list before it, but an earlier layer made it a map"),
        ("a: [true]\n", "a[0][1]=1", r"the index \[1\] needs a list before it, but an earlier layer made it a boolean"),
    ],
)
def test_a_conflict_names_the_place_and_what_is_there(file: str, argument: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(Given([Source("f1", file)], set_values=[argument]), defaults=MapNode())


def test_a_file_that_helm_refuses_counts_as_empty(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("a: 1\n")
    bad.write_text("a: [\n")
    loaded = load(Given([str(good), str(bad)]), defaults=MapNode())
    assert loaded.values.data == {"a": 1}
    (said,) = loaded.diagnostics
    assert (said.primary.layer, said.code) == (str(bad), "LQ001")
    assert [layer.name for layer in loaded.layers] == ["the chart's defaults", str(good), str(bad)]


def test_without_subcharts_the_defaults_tell_them() -> None:
    defaults = _tree({"liqo-crds": {"crdUpgrade": {"enabled": False}}})
    values = load(Given([Source("f", "liqo-crds:\n")]), defaults=defaults).values
    assert values.data == {"liqo-crds": {"crdUpgrade": {"enabled": False}, "global": {}}}


def test_the_defaults_stay_as_they_are() -> None:
    defaults = _tree(DEFAULTS)
    changing = load(Given([Source("f", "networking: {deep: {a: 5}}\n")], set_values=["scalar=1"]), defaults=defaults)
    assert changing.values.get("networking", "deep") == {"a": 5, "b": {"c": 2}}
    untouched = load(Given(), defaults=defaults)
    assert untouched.values.get("networking", "deep") == {"a": 1, "b": {"c": 2}}


def test_a_big_file_and_many_layers() -> None:
    big = "".join(
        f"section{number}:\n  # {'comment ' * 8}\n  enabled: true\n  args: [a, b, c]\n  text: {'x' * 900}\n"
        for number in range(5000)
    )
    assert len(big) > 5_000_000
    layers = [Source("big.yaml", big)]
    layers += [Source(f"layer{number}.yaml", f"section{number}: {{enabled: {number}}}\n") for number in range(100)]
    values = load(Given(layers, set_values=[f"section{n}.args[0]=z" for n in range(100)]), defaults=MapNode()).values
    assert values.get("section99") == {"enabled": 99, "args": ["z", "b", "c"], "text": "x" * 900}
    assert [origin.layer.name for origin in values.chain(("section99", "enabled"))] == ["big.yaml", "layer99.yaml"]


names = st.sampled_from(["a", "b", "crds", "global"])
leaves: st.SearchStrategy[Plain] = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["x", "y"]))
values_files = st.dictionaries(
    names,
    st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)
set_arguments = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "a.a", "a.b.c", "b[0]", "b[1].a", "crds.a", "crds.own.a", "global.a", "a.a[1]"]),
        st.sampled_from(["1", "x", "null", "{1,2}", ""]),
    ).map("=".join),
    max_size=3,
)


@differential(30)
@given(layers=st.lists(values_files, max_size=3), sets=set_arguments)
def test_generated_layers(scratch: Scratch, layers: list[dict[str, Plain]], sets: list[str]) -> None:
    case = Case([json.dumps(layer) for layer in layers], set=sets)
    theirs = scratch.values(tool("helm4"), *options(case, scratch.folder.parent))
    mine = _or_refused(case)
    if isinstance(mine, dict) and not isinstance(mine["crds"], dict):
        assert theirs == REFUSED  # a subchart's key must be a map: for the schema to say
    else:
        assert mine == theirs
