"""The values of generated HelmReleases: the validator merges them as Flux does, and rejects what Flux rejects."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import MapNode
from liqo_values.model.source_text import Source
from liqo_values.sources import discovery
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.agreement.gitops import flux
from tests.support.generated import differential

Tree = dict[str, Any]

#: Keys and paths that meet often; `n.e` is set by most of them.
KEYS = ("n", "e", "a", "x.y", "")
PATHS = (
    *("n", "n.e", "n.e", "n.e", "n.a", "n.e.a", "e", "a.n.e", "n.a[0]", "n.a[1]", "a[0]", "a[2]", "a[1].e", "n.a[0].e"),
    *(
        "n.a[0][1]",
        "a[0][0].n",
        "x\\.y",
        "n.x\\.y.e",
        "n.",
        ".n",
        "n..e",
        "n[",
        "n[x]",
        "n[-1]",
        "n[0",
        "a[0]e",
        "n=x,a",
    ),
    *("n.e,a", "", "n[70000]", "n.e=1,n.a", "n.ä"),
)
TEXTS = (
    *(
        "true",
        "false",
        "null",
        "0",
        "1",
        "01",
        "-1",
        "1.5",
        "",
        "x",
        "a,b",
        "{a,b}",
        "{a,1,true}",
        "{a",
        "a\\,b",
        "a=b",
    ),
    *("'true'", '"true"', "'", '"', "'a\"", "''", "'a,b'", "x,n.a=2", "x,n", "x,", ",", "{}", "{},n.a=3", "[1]"),
    *("a\\", "true\n", " x ", "a\nb", "\\{a", "ä", "{a}b", "'{a,b}'", "x\\", "99999999999999999999", "TRUE", "Null"),
)

scalars = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from(["", "x", "true", "1"]))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=5,
)
maps = st.dictionaries(st.sampled_from(KEYS), trees, max_size=3)
#: Maps that have the keys that most paths lead through.
common = st.builds(
    lambda n, more: {"n": n, **more}, st.dictionaries(st.sampled_from(("e", "a")), trees, min_size=1), maps
)
values = st.one_of(maps, common, common)
contents = st.one_of(st.sampled_from(TEXTS), st.sampled_from(TEXTS), values.map(json.dumps))


@st.composite
def references(draw: st.DrawFn) -> tuple[Tree, Tree | None]:
    """Generate a reference, with the object that it refers to."""
    kind = draw(st.sampled_from(("ConfigMap", "Secret")))
    name = draw(st.sampled_from("abcde"))
    reference: Tree = {"kind": kind, "name": name}
    for key, choice in (("optional", [True, False]), ("literal", [True, False]), ("valuesKey", ["k"])):
        if draw(st.booleans()):
            reference[key] = draw(st.sampled_from(choice))
    if draw(st.integers(0, 3)):
        reference["targetPath"] = draw(st.sampled_from(PATHS))
    if not draw(st.integers(0, 9)):
        return reference, None
    text = draw(contents if reference.get("targetPath") else values.map(json.dumps))
    key = reference.get("valuesKey", "values.yaml")
    if not draw(st.integers(0, 19)):
        key = "other"
    content: Tree = {"data": {key: text}}
    if kind == "Secret":
        encoded = {"data": {key: base64.b64encode(text.encode()).decode()}}
        content = draw(st.sampled_from((encoded, {"stringData": {key: text}})))
    return reference, {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "liqo"}, **content}


def helm_release(inline: Tree | None, listed: list[tuple[Tree, Tree | None]]) -> tuple[Tree, list[Tree]]:
    """Return a HelmRelease, and the objects that it refers to; of several with a name, the first one exists."""
    spec: Tree = {"chart": {"spec": {"chart": "liqo"}}, "valuesFrom": [reference for reference, _ in listed]}
    if inline is not None:
        spec["values"] = inline
    objects: dict[tuple[str, str], Tree] = {}
    for reference, found in listed:
        if found is not None:
            objects.setdefault((reference["kind"], reference["name"]), found)
    release = {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": "liqo", "namespace": "liqo"},
        "spec": spec,
    }
    return release, list(objects.values())


def read(release: Tree, objects: list[Tree]) -> tuple[Tree | None, list[str]]:
    """Return the values that the validator reads, and the codes of what it reports; None if it cannot say them."""
    text = "\n---\n".join(json.dumps(one, ensure_ascii=False) for one in (release, *objects))
    found = discovery.find(Source("release.yaml", text))
    assert found is not None
    (only,) = found.releases
    loaded = load(Given().with_files(*only.steps, diagnostics=only.diagnostics), defaults=MapNode(), subcharts={})
    codes = [diagnostic.code for diagnostic in loaded.diagnostics if diagnostic.code in ("LQ001", "LQ035")]
    return (None if loaded.values.unread else loaded.values.data), codes


def written(tree: object) -> str:
    return json.dumps(tree, sort_keys=True)


#: The pattern of `targetPath` in the CRD of HelmReleases.
TARGET_PATH = r"([a-zA-Z0-9_\-.\\/]|\[[0-9]{1,5}\])+"


def differing(release: Tree, objects: list[Tree]) -> str:
    """Describe where the validator and Flux differ; empty if they agree."""
    spec = release["spec"]
    asked = {"namespace": "liqo", "valuesFrom": spec["valuesFrom"], "values": spec.get("values"), "objects": objects}
    expected, error = flux().ask(asked)
    ours, codes = read(release, objects)
    absent = "not found" in error
    if absent:
        return "" if ours is None or codes else f"Flux: {error}; we read {written(ours)}"
    if any(not re.fullmatch(TARGET_PATH, one.get("targetPath") or "a") for one in spec["valuesFrom"]):
        return "" if codes else "the API server rejects the path before Flux reads it"
    if codes and _lacks_one(spec["valuesFrom"], objects):
        return ""  # Flux would reject the path if the object existed
    if error or codes:
        return "" if error and codes else f"Flux: {error or written(expected)}; we: {codes or written(ours)}"
    return "" if ours is None or written(ours) == written(expected) else f"{written(ours)} is not {written(expected)}"


def _lacks_one(references: list[Tree], objects: list[Tree]) -> bool:
    there = {(one["kind"], one["metadata"]["name"], key) for one in objects for part in one.values() for key in part}
    wanted = ((one["kind"], one["name"], one.get("valuesKey", "values.yaml")) for one in references)
    return any(one not in there for one in wanted)


@differential(150)
@given(inline=st.one_of(st.none(), values), listed=st.lists(references(), max_size=4))
def test_generated_references(inline: Tree | None, listed: list[tuple[Tree, Tree | None]]) -> None:
    release, objects = helm_release(inline, listed)
    assert differing(release, objects) == "", json.dumps([release, objects])


def config_map(name: str, data: Tree) -> Tree:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "liqo"}, "data": data}


SET_E = {"kind": "ConfigMap", "name": "s", "valuesKey": "k", "targetPath": "n.e"}
E_IS_TRUE = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "s", "namespace": "liqo"},
    "data": {"k": "true"},
}
FILE = {"kind": "ConfigMap", "name": "f"}


def file(content: Tree) -> Tree:
    """Return a ConfigMap with a values file."""
    return config_map("f", {"values.yaml": json.dumps(content)})


@pytest.mark.parametrize(
    ("inline", "listed", "expected"),
    [
        # the map is the one in the inline values, so the path is set there as well
        ({"n": {"e": False}}, [(SET_E, E_IS_TRUE)], {"n": {"e": True}}),
        # an earlier reference has the map too, so the result has a map of its own, and the inline values win
        ({"n": {"e": False}}, [(FILE, file({"n": {}})), (SET_E, E_IS_TRUE)], {"n": {"e": False}}),
        ({"n": {"e": False}}, [(SET_E, E_IS_TRUE), (FILE, file({"n": {}}))], {"n": {"e": True}}),
        # a key at the top level is never in a map that the inline values share
        ({"n": False}, [(SET_E | {"targetPath": "n"}, E_IS_TRUE)], {"n": False}),
        # an item of a list is set in place, but a longer list is another list
        (
            {"n": {"a": [1]}},
            [(FILE, file({"n": {}})), (SET_E | {"targetPath": "n.a[0]"}, E_IS_TRUE)],
            {"n": {"a": [True]}},
        ),
        (
            {"n": {"a": [1]}},
            [(FILE, file({"n": {}})), (SET_E | {"targetPath": "n.a[1]"}, E_IS_TRUE)],
            {"n": {"a": [1]}},
        ),
    ],
)
def test_what_wins(inline: Tree, listed: list[tuple[Tree, Tree | None]], expected: Tree) -> None:
    release, objects = helm_release(inline, listed)
    assert differing(release, objects) == ""
    assert read(release, objects) == (expected, [])
