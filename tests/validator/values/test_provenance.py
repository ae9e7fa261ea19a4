"""Where a value came from: the chain of layers, and what took a value away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import MapNode, Unknown, from_plain
from liqo_values.model.source_text import Source, Span
from liqo_values.values.load import load
from liqo_values.values.provenance import Origin, Statement, Values
from liqo_values.values.release_inputs import Given, Unread, read_file
from tests.validator.values.test_helm_merge import set_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Path, Plain

ENABLED = ("networking", "enabled")
ARGS = ("virtualKubelet", "extra", "args")


def merged(*files: str, sets: Sequence[str] = (), defaults: dict[str, Plain] | None = None) -> Values:
    """Merge files named f1, f2 … and --set arguments over defaults."""
    tree = from_plain(
        defaults
        if defaults is not None
        else {
            "networking": {"enabled": True, "reflectIPs": True},
            "virtualKubelet": {"extra": {"args": ["--default", "--second"]}},
        }
    )
    assert isinstance(tree, MapNode)
    sources = [Source(f"f{number}", text) for number, text in enumerate(files, 1)]
    return load(Given(sources, set_values=sets), defaults=tree).values


def told(chain: Sequence[Origin]) -> list[tuple[str, Plain, int | None]]:
    """Shorten a chain to layer, value and line."""
    return [(origin.layer.name, origin.value, origin.span.line if origin.span else None) for origin in chain]


DEFAULT = ("the chart's defaults", True, None)


def test_every_layer_has_its_say() -> None:
    values = merged(
        "# one\nnetworking:\n  enabled: false\n", "networking: {enabled: yes}\n", sets=["a=1,networking.enabled=false"]
    )
    assert told(values.chain(ENABLED)) == [
        DEFAULT,
        ("f1", False, 3),
        ("f2", True, 1),
        ("--set a=1,networking.enabled=false", False, 1),
    ]
    origin = values.origin(ENABLED)
    assert origin is not None
    assert origin.layer.kind is LayerKind.SET
    assert origin.span is not None
    assert origin.key_span is not None
    assert (origin.key_span.text, origin.span.text, origin.span.column) == ("networking.enabled", "false", 24)


def test_maps_are_merged_and_everything_else_is_overridden() -> None:
    values = merged("a: {b: 1}\nc: {d: 1}\n", "a: {e: 1}\nc: 2\n", "a: {f: 1}\nc: {g: 1}\n")
    assert [place.text for place in values.overridden(("a",))] == ["`{...}`, merged", "`{...}`, merged"]
    assert [place.text for place in values.overridden(("c",))] == ["`2`, overridden", "`{...}`, overridden"]


def test_values_that_are_not_overridden_come_from_the_defaults() -> None:
    values = merged("networking: {other: 1}\n")
    assert told(values.chain(ENABLED)) == [DEFAULT]
    assert values.get(*ENABLED) is True
    assert values.set_by_user(ENABLED) is False


def test_a_default_written_by_the_user_is_the_users() -> None:
    assert merged("networking: {enabled: true}\n").set_by_user(ENABLED) is True


def test_all_values_together_have_the_say_of_every_layer() -> None:
    values = merged("networking: {enabled: false}\n", "tag: v1\n")
    assert [origin.layer.name for origin in values.chain(())] == ["the chart's defaults", "f1", "f2"]


def test_unknown_keys_have_no_origin() -> None:
    values = merged("a: 1\n")
    assert values.chain(("nowhere", "below")) == []
    assert values.origin(("nowhere",)) is None
    assert values.deleted(("nowhere",)) is None
    assert values.get("nowhere", "below") is None


def test_a_map_has_each_layers_part() -> None:
    values = merged("networking: {a: 1}\n", sets=["networking.b.c[1]=2"])
    assert [value for _, value, _ in told(values.chain(("networking",)))] == [
        {"enabled": True, "reflectIPs": True},
        {"a": 1},
        {"b": {"c": [None, 2]}},
    ]


def test_items_of_a_list() -> None:
    values = merged("virtualKubelet:\n  extra:\n    args:\n    - --a\n    - --b\n", sets=[f"{'.'.join(ARGS)}[1]=--c"])
    assert values.get(*ARGS) == ["--a", "--c"]
    assert told(values.chain((*ARGS, 0))) == [("the chart's defaults", "--default", None), ("f1", "--a", 4)]
    assert [value for _, value, _ in told(values.chain((*ARGS, 1)))] == ["--second", "--b", "--c"]
    origin = values.origin((*ARGS, 1))
    assert origin is not None
    assert origin.span is not None
    assert origin.span.text == "--c"


def test_items_of_a_list_in_an_argument() -> None:
    origin = merged(sets=["virtualKubelet.extra.args={--a,--b}"]).origin((*ARGS, 1))
    assert origin is not None
    assert origin.span is not None
    assert (origin.span.text, origin.span.column) == ("--b", 32)


def test_each_item_that_an_argument_sets_has_its_say() -> None:
    argument = "networking.walk[0]=a,networking.walk[1]=b"
    assert told(merged(sets=[argument]).chain(("networking", "walk"))) == [
        (f"--set {argument}", ["a"], 1),
        (f"--set {argument}", [None, "b"], 1),
    ]


def test_a_shorter_list_takes_items_away() -> None:
    values = merged("virtualKubelet: {extra: {args: [--a]}}\n")
    assert told(values.chain((*ARGS, 1))) == [("the chart's defaults", "--second", None), ("f1", None, 1)]
    assert values.deleted((*ARGS, 1)) is None  # replaced, not deleted with null


def test_an_index_alone_replaces_the_defaults() -> None:
    values = merged(sets=["virtualKubelet.extra.args[1]=--c"])
    assert values.get(*ARGS) == [None, "--c"]
    origin = values.origin((*ARGS, 0))
    assert origin is not None
    assert (origin.layer.kind, origin.value) == (LayerKind.SET, None)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("networking:\n  enabled:\n", 2),
        ("networking:\n  enabled: null\n", 2),
        ("networking:\n", 1),
        ("a: 1\nnetworking: ~\n", 2),
    ],
)
def test_null_deletes(file: str, line: int) -> None:
    values = merged(file)
    assert values.get(*ENABLED) is None
    deleted = values.deleted(ENABLED)
    assert deleted is not None
    assert deleted.key_span is not None
    assert (deleted.layer.name, deleted.value, deleted.key_span.line) == ("f1", None, line)
    assert told(values.chain(ENABLED))[0] == DEFAULT
    assert values.origin(ENABLED) == deleted


def test_deleted_defaults_are_listed_a_section_by_its_name() -> None:
    values = merged("networking: {enabled: ~, other: ~}\nnew: ~\n", "virtualKubelet: ~\n")
    found = [(path, origin.layer.name) for path, origin in values.deletions()]
    assert found == [(ENABLED, "f1"), (("virtualKubelet",), "f2")]
    assert list(merged("networking: {enabled: false}\n").deletions()) == []


def test_defaults_of_a_subchart_are_no_defaults_of_the_chart() -> None:
    trees = [from_plain({"tag": tag}) for tag in ("v1", "v2")]
    own, inner = (tree for tree in trees if isinstance(tree, MapNode))
    loaded = load(Given([Source("f1", "tag: ~\n")]), defaults=own, subcharts={"liqo-crds": inner})
    assert [path for path, _ in loaded.values.deletions()] == [("tag",)]


def test_credentials_are_those_in_files_and_arguments_and_those_that_sources_know() -> None:
    files = (Source("f1", "password: from-file\nname: liqo\n"), Source("f2", "tag: v1\n"))
    files[1].secrets.add("from-source")
    sets = ["auth.password=from-argument", "auth.user=liqo"]
    values = load(Given(files, set_values=sets), defaults=MapNode()).values
    assert set(values.credentials()) == {"from-file", "from-source", "from-argument"}


def test_an_item_hides_a_section_also_over_a_layer_that_has_it() -> None:
    pieces = [read_file(Source(name, text)) for name, text in (("f1", "networking: {enabled: false}\n"), ("f2", "x\n"))]
    given = [Statement(pieces[0].layer, (), pieces[0].root), Statement(pieces[1].layer, ("networking", 0), MapNode())]
    assert [layer for layer, _, _ in told(Values({}, given=given).chain(ENABLED))] == ["f1", "f2"]


@pytest.mark.parametrize(("second", "layers"), [("b=1", ["--set a[1]=x"]), ("a[0].z=1", [])])
def test_an_item_that_only_another_one_creates_holds_nothing_until_a_layer_sets_it(
    second: str, layers: list[str]
) -> None:
    values = merged(sets=["a[1]=x", second], defaults={})
    assert [origin.layer.name for origin in values.chain(("a", 0, "k"))] == layers


def test_a_template_in_place_of_a_section_makes_all_of_it_unknown() -> None:
    template = Unknown("{{ .network }}")
    values = Values({"networking": template, "tag": "v1", "args": ["--v=2", template]})
    assert values.unknown(ENABLED) is template
    assert values.unknown(("networking",)) is template
    assert values.unknown(("args", 1)) is template
    for known in (("tag",), ("args",), ("args", 0), ("nowhere", "below")):
        assert values.unknown(known) is None


def test_an_unread_layer_may_decide_what_no_later_layer_sets() -> None:
    piece = read_file(Source("f1", "networking: {enabled: false}\n"))
    given = [Statement(piece.layer, (), piece.root)]
    lower, upper = (Unread(piece.layer, name, Span(Source("release.yaml", "x"), 0, 1)) for name in ("lower", "upper"))
    below = Values({}, given=given, unread=[(0, lower)])
    assert (below.doubt(ENABLED), below.doubt(ARGS)) == (None, lower)
    around = Values({}, given=given, unread=[(0, lower), (1, upper)])
    assert (around.doubt(ENABLED), around.doubt(ARGS)) == (upper, upper)
    assert around.unread == [lower, upper]
    assert Values({}, given=given).doubt(ARGS) is None


def test_null_by_set_deletes() -> None:
    deleted = merged("networking: {enabled: false}\n", sets=["networking.enabled=null"]).deleted(ENABLED)
    assert deleted is not None
    assert deleted.layer.name == "--set networking.enabled=null"


def test_what_is_set_again_is_not_deleted() -> None:
    values = merged("networking:\n", "networking: {enabled: false}\n")
    assert values.deleted(ENABLED) is None
    assert [value for _, value, _ in told(values.chain(ENABLED))] == [True, None, False]


def test_a_section_set_again_after_null_gets_the_defaults_back() -> None:
    values = merged("networking: {enabled: false}\n", "networking:\n", "networking: {other: 1}\n")
    assert values.get(*ENABLED) is True
    assert values.deleted(ENABLED) is None
    assert told(values.chain(ENABLED)) == [DEFAULT]


def test_null_for_a_key_without_default_is_kept() -> None:
    values = merged("networking: {other: ~}\n")
    assert "other" in (values.data["networking"] or {})  # type: ignore[operator]
    assert values.deleted(("networking", "other")) is None
    assert told(values.chain(("networking", "other"))) == [("f1", None, 1)]


def test_a_list_hides_a_section() -> None:
    values = merged(sets=["networking[0]=x"])
    assert values.get(*ENABLED) is None
    assert told(values.chain(ENABLED)) == [DEFAULT, ("--set networking[0]=x", None, 1)]


def test_a_scalar_hides_a_section() -> None:
    values = merged("networking: false\n")
    origin = values.origin(ENABLED)
    assert origin is not None
    assert origin.span is not None
    assert (origin.value, origin.span.text) == (None, "false")
    assert values.deleted(ENABLED) is None


def test_null_for_the_whole_subchart_uncovers_its_own_values() -> None:
    values = merged("liqo-crds:\n", defaults={"liqo-crds": {"a": 1}})
    assert values.get("liqo-crds", "a") == 1
    assert told(values.chain(("liqo-crds", "a"))) == [("the chart's defaults", 1, None)]


def test_globals_reach_the_subchart() -> None:
    values = merged("global: {zone: here}\n", defaults={"liqo-crds": {"a": 1}})
    assert values.get("liqo-crds", "global", "zone") == "here"
    assert told(values.chain(("liqo-crds", "global", "zone"))) == [("f1", "here", 1)]


def test_a_label_points_to_the_value_or_to_its_key() -> None:
    values = merged("networking:\n  enabled: false\n  reflectIPs:\n")
    places = [
        values.label(ENABLED, "is off"),
        values.label(ENABLED, "is off", at_key=True),
        # A blank has no characters, and a default no place.
        values.label(("networking", "reflectIPs"), "is blank"),
        values.label((*ARGS, 0), "is the default"),
    ]
    assert [(place.span.text if place.span else None, place.layer) for place in places] == [
        ("false", "f1"),
        ("enabled", "f1"),
        ("reflectIPs", "f1"),
        (None, "the chart's defaults"),
    ]


def test_the_first_item_is_found_and_none_beyond_the_last() -> None:
    values = merged("a: [one, two]\n")
    assert [values.get("a", index) for index in (-1, 0, 1, 2)] == [None, "one", "two", None]


def test_an_alias_points_to_itself() -> None:
    origin = merged("a: &a false\nnetworking:\n  enabled: *a\n").origin(ENABLED)
    assert origin is not None
    assert origin.span is not None
    assert (origin.value, origin.span.line, origin.span.text) == (False, 3, "*a")


def test_a_json_object_is_a_layer() -> None:
    given = Given(set_json=['{"networking": {"enabled": false}}'], set_values=["networking.enabled=true"])
    loaded = load(given, defaults=MapNode())
    chain = loaded.values.chain(ENABLED)
    assert [(origin.layer.kind, origin.value) for origin in chain] == [
        (LayerKind.SET_JSON, False),
        (LayerKind.SET, True),
    ]
    assert chain[0].span is not None
    assert chain[0].key_span is not None
    assert (chain[0].key_span.text, chain[0].span.text) == ('"enabled"', "false")
    assert chain[0].span.source is loaded.layers[1].source


leaves: st.SearchStrategy[str] = st.sampled_from(["~", "1", "x", "[1, {a: 2}, [3]]", "[]", "[4]"])
trees = st.recursive(
    leaves,
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
        lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
    ),
    max_leaves=6,
)
texts = st.dictionaries(st.sampled_from("ab"), trees, max_size=2).map(
    lambda entries: "".join(f"{key}: {value}\n" for key, value in entries.items())
)
DEFAULTS: dict[str, Plain] = {"a": {"a": [7, {"a": 8}], "b": {"c": 9}}, "b": [5, {"a": 6}, [7]]}


@settings(max_examples=300)
@given(files=st.lists(texts, max_size=4), sets=set_arguments)
def test_the_last_say_is_the_value(files: list[str], sets: list[str]) -> None:
    try:
        values = merged(*files, sets=sets, defaults=DEFAULTS)
    except InputError:
        return
    for path, value in _leaves(values.data, ()):
        origin = values.origin(path)
        assert values.deleted(path) is None
        assert origin is not None, path
        assert origin.value == value, path
    for path, value in _leaves(DEFAULTS, ()):
        origin = values.origin(path)
        assert origin is not None
        if origin.value == value and origin.layer.kind is LayerKind.DEFAULTS:
            assert values.get(*path) == value


def _leaves(value: Plain, path: Path) -> Iterator[tuple[Path, Plain]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value
