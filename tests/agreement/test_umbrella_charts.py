"""Generated umbrella charts: the validator reads the values that Liqo's chart gets in them, at any depth."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liqo_values.engine.check import judge
from liqo_values.engine.file_check import described
from liqo_values.model.errors import InputError
from liqo_values.model.findings import UNREADABLE
from liqo_values.model.source_text import Source
from liqo_values.sources import discovery
from liqo_values.values.release_inputs import Given
from tests.agreement.printing_chart import chart, printed, printing_chart
from tests.support.generated import differential
from tools.toolchain.build import tool

Tree = dict[str, Any]

#: The charts, each with those that it can depend on, and the keys of these with and without an alias.
BELOW = {"u": ("liqo", "mid", "facts"), "mid": ("liqo", "low", "facts"), "low": ("liqo", "facts")}
KEYS = ("liqo", "rome", "mid", "low", "facts")

leaves: st.SearchStrategy[Any] = st.sampled_from((True, False, None, "x", 1, {}, {"a": None}, {"a": 1}, []))
networks = st.fixed_dictionaries({}, optional={"enabled": leaves, "reflectIPs": leaves})
shared = st.fixed_dictionaries({}, optional={"a": leaves, "b": st.fixed_dictionaries({}, optional={"c": leaves})})
tags = st.fixed_dictionaries({}, optional={"t": st.booleans(), "s": st.sampled_from((True, False, "x"))})
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "enabled": st.booleans(),
    "networking": networks,
    "global": shared,
    "k": leaves,
}


#: What arguments set: conditions, tags, and values of charts, as the options of Helm take them.
PATHS = (
    *(
        "liqo.enabled",
        "rome.enabled",
        "mid.enabled",
        "low.enabled",
        "mid.liqo.enabled",
        "mid.low.enabled",
        "k",
        "mid.k",
    ),
    *("tags.t", "tags.s", "liqo.networking.enabled", "rome.networking.reflectIPs"),
)
OPTIONS = {
    "set_values": ("--set", ("true", "false", "null", "x", "1", "{a}")),
    "set_strings": ("--set-string", ("true", "false", "x")),
    "set_json": ("--set-json", ("true", "false", "null", '"false"', "1", '{"a": null}')),
}


def sections(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate values with sections of dependencies in them."""
    return st.fixed_dictionaries({}, optional={**KNOWN, "tags": tags, **dict.fromkeys(KEYS, inner)})


values = sections(sections(sections(st.fixed_dictionaries({}, optional=KNOWN))))
conditions = st.sampled_from(
    (
        "liqo.enabled",
        "rome.enabled",
        "mid.enabled",
        "low.enabled",
        "mid.liqo.enabled",
        "k",
        "liqo.networking.enabled,k",
        "",
    )
)
arguments: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(texts)).map("=".join), min_size=1, max_size=2)
        for name, (_, texts) in OPTIONS.items()
    },
)
imports = st.sampled_from(
    (
        *("data", "missing"),
        {"child": "networking", "parent": "liqo.networking"},
        {"child": "global", "parent": "global"},
        {"child": "global", "parent": "rome.k"},
        {"child": "networking", "parent": "mid.liqo"},
        {"child": "exports.data", "parent": "."},
    )
)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "alias": st.just("rome"),
    "condition": conditions,
    "tags": st.lists(st.sampled_from("ts"), min_size=1, max_size=2),
    "import-values": st.lists(imports, max_size=2),
    "repository": st.just("file://../NAME"),
}


@st.composite
def dependencies(draw: st.DrawFn, name: str) -> list[Tree]:
    """Generate the dependencies of a chart; aliases are for Liqo's chart only."""
    found = []
    for one in draw(st.lists(st.sampled_from(BELOW[name]), max_size=3, unique=True)):
        more = draw(st.fixed_dictionaries({}, optional=MORE))
        if one != "liqo":
            more.pop("alias", None)
        if "repository" in more:
            more["repository"] = more["repository"].replace("NAME", one)
        found.append({"name": one, "version": "1.2.0", **more})
    if any("alias" in one for one in found) and draw(st.booleans()):
        found.append({"name": "liqo", "version": "1.2.0"})
    return found


@st.composite
def charts(draw: st.DrawFn) -> dict[str, tuple[list[Tree], Tree]]:
    """Generate the dependencies and the own values of each chart."""
    facts: Tree = {"exports": {"data": draw(values)}, **draw(st.fixed_dictionaries({}, optional=KNOWN))}
    return {name: (draw(dependencies(name)), draw(values)) for name in BELOW} | {"facts": ([], facts)}


def build(folder: Path, name: str, made: dict[str, tuple[list[Tree], Tree]], unlisted: tuple[str, ...]) -> None:
    """Write a chart with all its dependencies unpacked in it, and next to it."""
    listed, own = made[name]
    chart(folder, name, own, dependencies=listed)
    for one in {*(entry["name"] for entry in listed), *(unlisted if name == "u" else ())}:
        local = [folder.parent / one] if any("repository" in entry for entry in listed) else []
        for place in (folder / "charts" / one, *local):
            if place.exists():
                continue
            if one == "liqo":
                printing_chart(place)
            else:
                build(place, one, made, unlisted)


def read(folder: Path, given: Given) -> dict[tuple[str, ...], Any]:
    """Return the values of each of Liqo's charts that is on, or the codes of why Helm cannot read them."""
    file = folder / "values-x.yaml"
    result: dict[tuple[str, ...], Any] = {}
    try:
        source = Source(str(file), file.read_text())
        found = discovery.find(source, given=given)
        for release in found.releases if found else ():
            if release.not_installed is None:
                inputs = described(given, release, source)
                checked = judge(inputs)
                unreadable = any(finding.code == UNREADABLE for finding in checked.findings)
                result[inputs.at] = None if unreadable else checked.values.data
    except InputError:
        result[()] = None
    return result


def differing(
    made: dict[str, tuple[list[Tree], Tree]],
    given: Tree,
    unlisted: tuple[str, ...],
    below: Tree | None = None,
    sets: dict[str, Any] | None = None,
    helm: str = "helm4",
) -> str:
    """Describe where the validator and Helm differ; empty if they agree."""
    with tempfile.TemporaryDirectory(prefix="umbrella-") as name:
        folder = Path(name).resolve() / "all" / "u"
        (folder.parent / ".git").mkdir(parents=True)
        build(folder, "u", made, unlisted)
        (folder / "values-x.yaml").write_text(json.dumps(given))
        files = [folder.parent / "below.yaml"] if below is not None else []
        for file in files:
            file.write_text(json.dumps(below))
        command = [str(tool(helm)), "template", "x", str(folder)]
        command += [word for file in (*files, folder / "values-x.yaml") for word in ("-f", str(file))]
        command += [word for key, texts in (sets or {}).items() for text in texts for word in (OPTIONS[key][0], text)]
        rendered = subprocess.run(command, capture_output=True, text=True, check=False)
        ours = read(folder, Given([*map(str, files)], chart_named=True)._replace(**(sets or {})))
    if rendered.returncode:
        return "" if not ours or None in ours.values() else f"Helm: {rendered.stderr}; we read {written(ours)}"
    theirs = printed(rendered.stdout)
    if {*theirs} != {*ours}:
        return f"Helm installs {sorted(theirs)}, not {sorted(ours)}"
    if helm == "helm3":  # which reads nulls in the own values of charts differently: LQ008
        return ""
    wrong = [at for at in theirs if written(theirs[at]) != written(ours[at])]
    return "; ".join(f"{at}: Helm {different(theirs[at], ours[at])}" for at in wrong)


def different(theirs: Tree, ours: Tree | None) -> str:
    keys = [key for key in {*theirs, *(ours or {})} if theirs.get(key) != (ours or {}).get(key)]
    return "; ".join(f"{key}: {written(theirs.get(key))}, we {written((ours or {}).get(key))}" for key in keys)


def written(tree: Any) -> str:
    return (
        str(tree)
        if isinstance(tree, dict) and not all(isinstance(key, str) for key in tree)
        else json.dumps(tree, sort_keys=True)
    )


@differential(60)
@given(made=charts(), values=values, unlisted=st.sampled_from(((), (), (), ("liqo",), ("mid",))))
def test_generated_charts(made: dict[str, tuple[list[Tree], Tree]], values: Tree, unlisted: tuple[str, ...]) -> None:
    assert differing(made, values, unlisted) == "", json.dumps([made, values, unlisted])


@differential(60)
@given(
    made=charts(),
    values=values,
    below=st.none() | values,
    sets=arguments,
    helm=st.sampled_from(("helm4", "helm4", "helm3")),
)
def test_generated_layers_and_arguments(
    made: dict[str, tuple[list[Tree], Tree]],
    values: Tree,
    below: Tree | None,
    sets: dict[str, Any],
    helm: str,
) -> None:
    assert differing(made, values, (), below, sets, helm) == "", json.dumps([made, values, below, sets, helm])
