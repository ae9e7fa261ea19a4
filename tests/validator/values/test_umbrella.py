"""Liqo among the dependencies of an umbrella chart: the same values as in real Helms, or refused by both."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import MapNode, from_plain
from liqo_values.model.source_text import Source
from liqo_values.values.load import Loaded, load
from liqo_values.values.release_inputs import Given, Outer, read_file
from tests.support.generated import differential
from tests.validator.parsing.scratch import REFUSED, Scratch
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.model.nodes import Plain

Values = dict[str, "Plain"]

LIQO: Values = {
    "networking": {"enabled": True, "reflectIPs": True},
    "ipam": {"podCIDR": "", "pools": ["10.0.0.0/8"], "external": {"enabled": False}},
    "tag": "",
    "global": {},
    "crds": {"upgrade": {"enabled": False}},
}
CRDS: Values = {"upgrade": {"enabled": False}}

#: The umbrella chart's own values, and the layers of the user above them.
CASES: dict[str, tuple[Values, list[Values]]] = {
    "own values are defaults": (
        {"liqo": {"networking": {"enabled": True}, "ipam": {"podCIDR": "10.1.0.0/16"}}},
        [{"liqo": {"networking": {"enabled": False}}}, {}],
    ),
    "own null, then a map": ({"liqo": {"ipam": None}}, [{"liqo": {"ipam": {"pools": []}}}]),
    "own null, and another key": ({"liqo": {"ipam": None}}, [{"liqo": {"tag": "v1"}}]),
    "own null, and nothing": ({"liqo": {"ipam": None, "tag": None}}, []),
    "own null deep inside": ({"liqo": {"ipam": {"external": {"enabled": None}}}}, [{"liqo": {}}]),
    "own value, null, and a map": (
        {"liqo": {"ipam": {"podCIDR": "x"}}},
        [{"liqo": {"ipam": None}}, {"liqo": {"ipam": {"pools": []}}}],
    ),
    "null over own": ({"liqo": {"ipam": {"podCIDR": "x"}}}, [{"liqo": {"ipam": None}}]),
    "null over own null": (
        {"liqo": {"ipam": {"external": None, "x": None}, "x": None}},
        [{"liqo": {"ipam": {"external": None, "x": None}, "x": None}}],
    ),
    "own list": ({"liqo": []}, []),
    "own text, then a map": ({"liqo": "x"}, [{"liqo": {"tag": "v1"}}]),
    "own null for all": ({"liqo": None}, [{"liqo": {"tag": "v1"}}]),
    "null over own for all": ({"liqo": {"tag": "own"}}, [{"liqo": {"tag": "v1"}}, {"liqo": None}]),
    "null without own": ({}, [{"liqo": None}]),
    "null, then a map": ({"liqo": {"tag": "own"}}, [{"liqo": None}, {"liqo": {"ipam": {"podCIDR": "x"}}}]),
    "text over a map": ({}, [{"liqo": {"tag": "v1"}}, {"liqo": "x"}]),
    "map over text": ({}, [{"liqo": "x"}, {"liqo": {"tag": "v1"}}]),
    "globals": ({"global": {"a": 1}}, [{"liqo": {"global": {"a": 2, "b": 3}}}]),
    "globals against text": ({"global": {"a": 1}}, [{"liqo": {"global": "x"}}]),
    "globals as text": ({}, [{"global": 1}, {"liqo": {"global": {"a": 1}}}]),
    "a map over a global text": ({"global": {"a": {"b": 1}}}, [{"liqo": {"global": {"a": "x"}}}]),
    "a global text over a map": ({"global": {"a": "x"}}, [{"liqo": {"global": {"a": {"b": 1}}}}]),
    "a null among globals": ({"global": {"a": None}}, [{"liqo": {"global": {"a": 1}}}]),
    "no globals": ({"global": None}, [{"liqo": {"global": {"a": 1}}}]),
    "a subchart of Liqo's": ({"liqo": {"crds": {"upgrade": {"enabled": True}}}}, [{"liqo": {"crds": None}}]),
    "a subchart of Liqo's as text": ({"liqo": {"crds": "x"}}, []),
    "a subchart of Liqo's as text in between": ({"liqo": {"crds": "x"}}, [{"liqo": {"crds": {}}}]),
    "the name of a subchart of Liqo's at the top": ({}, [{"crds": "x"}]),
    "null for the name of a subchart of Liqo's at the top": ({"crds": None}, [{}]),
}


def tree(values: Mapping[str, Plain]) -> MapNode:
    node = from_plain(copy.deepcopy(dict(values)))
    assert isinstance(node, MapNode)
    return node


def ours(own: Values, layers: Sequence[Values]) -> Loaded:
    """Merge with our code."""
    files = [Source(f"file{number}", json.dumps(layer)) for number, layer in enumerate(layers)]
    around = read_file(Source("values.yaml", json.dumps(own)))
    return load(
        Given(files, prefix="liqo", around=[Outer((), around, MapNode())]),
        defaults=tree(LIQO),
        subcharts={"crds": tree(CRDS)},
    )


def judged(loaded: Loaded) -> Plain:
    """Return the values of Liqo, or that they are refused: by Helm, or by the schema, which wants maps of subcharts."""
    no_map = not isinstance(loaded.values.data.get("crds", {}), dict)
    return REFUSED if loaded.unreadable or no_map else {"liqo": loaded.values.data}


@pytest.fixture(scope="module")
def umbrella(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    scratch = Scratch.make(tmp_path_factory.mktemp("umbrella"), {}, {"liqo": LIQO})
    Scratch.make(scratch.folder / "charts" / "liqo", LIQO, {"crds": CRDS})
    chart = scratch.folder / "charts" / "liqo" / "Chart.yaml"
    chart.write_text(chart.read_text().replace('"scratch"', '"liqo"'))
    (scratch.folder / "charts" / "liqo" / "templates" / "values.yaml").unlink()
    return scratch


def disagreements(umbrella: Scratch, own: Values, layers: Sequence[Values]) -> list[str]:
    """Return how either Helm and the validator disagree, except where a finding reports that the Helms differ."""
    loaded = ours(own, layers)
    mine = judged(loaded)
    (umbrella.folder / "values.yaml").write_text(json.dumps(own))
    options = []
    for number, layer in enumerate(layers):
        file = umbrella.folder.parent / f"layer{number}.yaml"
        file.write_text(json.dumps(layer))
        options += ["-f", str(file)]
    said = any(one.code == "LQ013" for one in loaded.diagnostics)
    found = []
    for helm in ("helm4", "helm3"):
        theirs = umbrella.values(tool(helm), *options)
        shown = {"liqo": theirs["liqo"]} if isinstance(theirs, dict) else theirs
        if shown != mine and not (said and helm == "helm3"):
            found.append(f"{helm}: {shown}\nours: {mine}")
        if shown == mine and said and helm == "helm3":
            found.append("said of Helm 3, and not so")
    return found


@pytest.mark.parametrize("name", CASES)
def test_an_umbrella_chart(umbrella: Scratch, name: str) -> None:
    own, layers = CASES[name]
    assert disagreements(umbrella, own, layers) == []


def told(loaded: Loaded) -> list[tuple[str, str, str]]:
    """Shorten the diagnostics to code, layer and the text that they point to."""
    return [
        (one.code, one.primary.layer, one.primary.span.text if one.primary.span else "") for one in loaded.diagnostics
    ]


def test_a_null_that_only_helm_3_reads_is_reported_once_where_it_is() -> None:
    """Helm copies globals to every subchart."""
    assert told(ours({"global": {"a": None}}, [{"liqo": {"global": {"a": 1}}}])) == [("LQ013", "values.yaml", '"a"')]
    assert sorted(told(ours({"liqo": {"tag": None, "ipam": {"pools": None}}}, [{}]))) == [
        ("LQ013", "values.yaml", '"pools"'),
        ("LQ013", "values.yaml", '"tag"'),
    ]


def test_the_layer_that_is_not_a_map_is_reported() -> None:
    """The last one decides; a map below or above does not matter."""
    assert told(ours({"liqo": "own"}, [{"liqo": "x"}, {"liqo": "y"}, {"liqo": {}}])) == [("LQ001", "file1", '"liqo"')]
    assert told(ours({"liqo": "own"}, [{"liqo": {"tag": "v1"}}])) == [("LQ001", "values.yaml", '"liqo"')]


def test_every_layer_of_an_umbrella_chart_has_its_say() -> None:
    values = ours({"liqo": {"tag": "own"}}, [{"liqo": {"tag": "v1"}}, {"tag": "of the umbrella chart"}]).values
    assert [(origin.layer.name, origin.value) for origin in values.chain(("tag",))] == [
        ("the chart's defaults", ""),
        ("values.yaml", "own"),
        ("file0", "v1"),
    ]


def test_only_globals_are_shared_with_the_umbrella_chart() -> None:
    """Its other values, and those of its other subcharts, do not reach Liqo, whatever their names are."""
    own: Values = {"networking": {"enabled": False}, "global": {"zone": "here"}}
    values = ours(own, [{"ipam": {"podCIDR": "10.1.0.0/16"}}]).values
    assert values.set_by_user(("networking", "enabled")) is False
    assert values.set_by_user(("ipam", "podCIDR")) is False
    assert [origin.layer.name for origin in values.chain(("global", "zone"))] == ["values.yaml"]
    assert [origin.layer.name for origin in values.chain(("crds", "global", "zone"))] == ["values.yaml"]


names = st.sampled_from(["tag", "ipam", "global", "crds", "podCIDR", "upgrade"])
leaves: st.SearchStrategy[Plain] = st.sampled_from([None, None, "x", True, 1, [], {}])
inside = st.recursive(leaves, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=8)
parents = st.fixed_dictionaries(
    {}, optional={"liqo": st.one_of(inside, st.dictionaries(names, inside)), "global": inside, "crds": leaves}
)


@differential(25)
@given(own=parents, layers=st.lists(parents, max_size=3))
def test_generated_umbrella_charts(umbrella: Scratch, own: Values, layers: list[Values]) -> None:
    assert disagreements(umbrella, own, layers) == []
