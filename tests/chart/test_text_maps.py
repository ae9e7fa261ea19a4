"""Labels, annotations and the like: Kubernetes takes text only, users write numbers, booleans and nothing at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from liqo_values.charts.target import ours
from tests.chart.sample_values import EVERYTHING
from tools.manifests import Manifest
from tools.rendering import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: The value in a values file, and the value expected in an object. Helm reads numbers of a file as floats.
TEXTS = {
    "whole": (10, "10"),
    "large": (123456789012, "123456789012"),
    "negative": (-1, "-1"),
    "fraction": (0.5, "0.5"),
    "switch": (True, "true"),
    "off": (False, "false"),
    "quoted": ("10", "10"),
    "word": ("yes", "yes"),
    "empty": ("", ""),
}


def _text_maps(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all values whose keys are the user's and whose values are text in the end."""
    if schema.get("additionalProperties") == {"type": ["string", "number", "boolean", "null"]}:
        yield path
    for key, value in schema.get("properties", {}).items():
        yield from _text_maps(value, (*path, key))


PATHS = list(_text_maps(ours().schema))


def _with(contents: Mapping[tuple[str, ...], Mapping[str, Any]]) -> dict[str, Any]:
    """Values with every object on, and the given content at each path."""
    values: dict[str, Any] = json.loads(json.dumps(EVERYTHING))
    for path, content in contents.items():
        inside = values
        for key in path[:-1]:
            inside = inside.setdefault(key, {})
        inside[path[-1]] = content
    return values


def _prefix(path: tuple[str, ...]) -> str:
    """What the keys of one map begin with, to tell it from all others."""
    return f"{'.'.join(path).lower()}/"


def _admits(path: tuple[str, ...], name: str) -> bool:
    """Whether a map can have this value: a label begins with a letter or digit, and so with no sign."""
    return name != "negative" or path[-1].lower().endswith("annotations")


def _leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Every scalar in a manifest with the key that it stands under; an item of a list has none."""
    if isinstance(value, (dict, list)):
        for key, inside in value.items() if isinstance(value, dict) else (("", item) for item in value):
            yield from _leaves(inside) if isinstance(inside, (dict, list)) else [(key, inside)]


def _found(manifests: Sequence[Manifest], prefix: str) -> set[tuple[str, Any]]:
    """The keys and values of one map, wherever they are rendered: as a map, or within an argument."""
    found: set[tuple[str, Any]] = set()
    for key, value in _leaves(manifests):
        if key.startswith(prefix):
            found.add((key.removeprefix(prefix), value))
        elif isinstance(value, str) and prefix in value:
            pairs = [pair.partition("=") for pair in value.partition("=")[2].split(",")]
            found |= {(name.removeprefix(prefix), text) for name, _, text in pairs if name.startswith(prefix)}
    return found


def test_scalars_become_text_and_nulls_nothing(helm: Path) -> None:
    given: dict[str, Any] = {name: value for name, (value, _) in TEXTS.items()}
    given["none"] = None
    contents = {
        path: {_prefix(path) + name: value for name, value in given.items() if _admits(path, name)} for path in PATHS
    }
    manifests = template(helm, values=_with(contents))
    expected = {path: {(name, text) for name, (_, text) in TEXTS.items() if _admits(path, name)} for path in PATHS}
    assert len(PATHS) >= 40
    assert {path: found for path in PATHS if (found := _found(manifests, _prefix(path))) != expected[path]} == {}


def test_a_map_of_nulls_is_an_empty_one(helm: Path) -> None:
    nulls = template(helm, values=_with({path: {"none": None} for path in PATHS}))
    assert nulls == template(helm, values=_with({path: {} for path in PATHS}))


def test_amounts_of_resources_become_text(helm: Path) -> None:
    """Liqo's objects take whole numbers and text, but no fraction as a number."""
    paths = (
        ("controllerManager", "pod", "resources"),
        ("networking", "gatewayTemplates", "container", "geneve", "resources"),
        ("virtualKubelet", "extra", "resources"),
    )
    manifests = template(
        helm,
        values=_with({path: {"limits": {f"{_prefix(path)}gpu": 2, "cpu": 0.5, "memory": 2**33}} for path in paths}),
    )
    assert {key: value for key, value in _leaves(manifests) if key.endswith("/gpu")} == {
        f"{_prefix(path)}gpu": "2" for path in paths
    }
    assert {value for key, value in _leaves(manifests) if key == "memory"} == {str(2**33)}
    assert {value for key, value in _leaves(manifests) if key == "cpu"} == {"0.5"}
