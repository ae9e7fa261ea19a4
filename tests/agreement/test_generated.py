"""Generated values: Helm 3, Helm 4 and the validator agree on them too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.model.nodes import plain
from tests.agreement.verdicts import Case, disagreements
from tests.support.generated import differential

Steps = tuple[str, ...]

#: Networking off installs with nothing else; networking on needs the two CIDRs.
BASES: tuple[dict[str, Any], ...] = (
    {"networking": {"enabled": False}},
    {"ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}},
)

texts = st.sampled_from(
    ["", "x", "true", "False", "yes", "0", "8081", "70000", "10.0.0.0/8", "10.0.0.0/33", "fd00::/64", "30s", "2 m"]
    + ["Always", "DenyList", "Hard", "userspace", "4", "500m", "8Gi", "lab el", "a/b", "ä", "{{ .Name }}", "--", "#"]
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-1, 70000), st.sampled_from([0.5, 1e3, -1.0, 2**53]), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["enabled", "name", "key", "x.y/z"]), inner, max_size=2),
    ),
    max_leaves=4,
)


def paths(tree: dict[str, Any], above: Steps = ()) -> Iterator[Steps]:
    """Yield the path of every key, whether it holds a map or a value."""
    for key, value in tree.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from paths(value, (*above, key))


def known_paths() -> list[Steps]:
    """Return the paths of all keys of the chart's defaults."""
    defaults = plain(ours().defaults)
    assert isinstance(defaults, dict)
    return sorted(paths(defaults))


def put(tree: dict[str, Any], path: Steps, value: object) -> None:
    """Set a value, in place of whatever is in the way."""
    for step in path[:-1]:
        if not isinstance(tree.get(step), dict):
            tree[step] = {}
        tree = tree[step]
    tree[path[-1]] = value


known = st.sampled_from(known_paths())
unknown = st.builds(
    lambda path, key: (*path[:-1], key),
    known,
    st.sampled_from(["internal", "enable", "a.b", "global", "a\\b", "a\nb", "a/b~c", "it's", ""]),
)
edits = st.lists(st.tuples(st.one_of(known, known, known, unknown), values), min_size=1, max_size=3)


@pytest.mark.parametrize("base", BASES, ids=["network-off", "network-on"])
@differential(40)
@given(edits=edits)
def test_generated_files(
    tmp_path_factory: pytest.TempPathFactory, base: dict[str, Any], edits: list[tuple[Steps, object]]
) -> None:
    tree = json.loads(json.dumps(base))
    for steps, value in edits:
        put(tree, steps, value)
    path = tmp_path_factory.mktemp("values") / "values.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    case = Case(files=(str(path),))
    assert disagreements([case]) == []


decisive = st.sampled_from(
    [("networking", "enabled"), ("networking", "reflectIPs"), ("virtualKubelet", "optionsTemplates", "a", "reflectIPs")]
    + [("discovery", "config", "clusterID"), ("liqo-crds",), ("networking",), ("ipam",)]
)


@differential(40)
@given(edits=st.lists(st.tuples(st.one_of(decisive, known, unknown), values), min_size=1, max_size=3))
def test_generated_files_without_the_schema(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Steps, object]]
) -> None:
    tree = json.loads(json.dumps(BASES[0]))
    for steps, value in edits:
        put(tree, steps, value)
    path = tmp_path_factory.mktemp("values") / "values.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    assert disagreements([Case(files=(str(path),), schema=False)]) == []


@differential(40)
@given(edits=st.lists(st.tuples(known, texts, st.booleans()), min_size=1, max_size=3))
def test_generated_set_arguments(edits: list[tuple[Steps, str, bool]]) -> None:
    arguments = [(f"{'.'.join(path)}={text.replace(',', '')}", is_string) for path, text, is_string in edits]
    case = Case(
        sets=("networking.enabled=false", *(text for text, is_string in arguments if not is_string)),
        set_strings=tuple(text for text, is_string in arguments if is_string),
    )
    assert disagreements([case]) == []


@differential(40)
@given(edits=st.lists(st.tuples(known, texts, st.booleans()), min_size=1, max_size=3))
def test_generated_texts_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Steps, str, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("set-file")
    files, literals = [], []
    for number, (path, text, from_file) in enumerate(edits):
        if from_file:
            (folder / str(number)).write_text(text, encoding="utf-8")
            files.append(f"{'.'.join(path)}={folder / str(number)}")
        else:
            literals.append(f"{'.'.join(path)}={text},x")
    case = Case(sets=("networking.enabled=false",), set_files=tuple(files), set_literals=tuple(literals))
    assert disagreements([case]) == []


argument_pieces = st.sampled_from(
    [
        "--disable-ip-reflection",
        "-disable-ip-reflection",
        "disable_ip_reflection",
        "--Disable-IP-Reflections",
        "--node-ip",
    ]
    + [
        "--",
        "-",
        "",
        "--enable-profiling",
        "--enable-apiserver-support=false",
        "false",
        "\t",
        "=",
        "=true",
        "=0",
        "=yes",
        " ",
    ]
)
arguments = st.lists(st.lists(argument_pieces, min_size=1, max_size=2).map("".join), max_size=4)


@differential(40)
@given(reflect=st.booleans(), items=arguments)
def test_generated_arguments(tmp_path_factory: pytest.TempPathFactory, reflect: bool, items: list[str]) -> None:
    path = tmp_path_factory.mktemp("values") / "values.yaml"
    networking = {"enabled": False, "reflectIPs": reflect}
    path.write_text(
        json.dumps({"networking": networking, "virtualKubelet": {"extra": {"args": items}}}), encoding="utf-8"
    )
    case = Case(files=(str(path),))
    differences = disagreements([case])
    # Flags other than --disable-ip-reflection are not compared: a newer virtual kubelet may know them.
    not_compared = re.compile("unknown (shorthand )?flag|bad flag syntax")
    assert [text for text in differences if not not_compared.search(text)] == []


misspelt = st.sampled_from(
    ["--disable_ip_reflection", "--Disable-IP-Reflection", "disable-ip-reflection=maybe", "--disable-ip-reflection =1"]
    + ["--disable-ip-reflections", "--disableIPReflection", "--d\u0131sable-ip-reflection", "-disable_ip_reflection"]
)
misspelt_lists = st.lists(misspelt, max_size=3)


@differential(20)
@given(default=misspelt_lists, own=misspelt_lists, other=misspelt_lists)
def test_each_misspelt_flag_of_each_template_counts(
    tmp_path_factory: pytest.TempPathFactory, default: list[str], own: list[str], other: list[str]
) -> None:
    """Helm lists all of them in one message, the validator has a finding for each; the same item can occur twice."""
    path = tmp_path_factory.mktemp("values") / "values.yaml"
    templates = {"a": {"extra": {"args": own}}, "b.c": {"extra": {"args": other}}, "inherits": {}}
    kubelet = {"extra": {"args": default}, "optionsTemplates": templates}
    path.write_text(json.dumps({"networking": {"enabled": False}, "virtualKubelet": kubelet}), encoding="utf-8")
    assert disagreements([Case(files=(str(path),))]) == []
