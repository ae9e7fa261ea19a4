"""Every value of the schema, one after the other: it does something, can be deleted, and is what it is by every way.

The keys come from the schema, so a new key is tested automatically.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from liqo_values.charts.target import ours
from liqo_values.model.nodes import dotted
from liqo_values.rules.pod_settings import PODS
from tests.agreement.verdicts import Case
from tests.chart.leaves import ENTRY, Leaf, Steps, leaves, maps, nested
from tests.chart.sample_values import EVERYTHING
from tests.support.values import merged
from tools.rendering import RefusedError, text
from tools.toolchain.build import tool

Values = Mapping[str, Any]

#: Every part of the chart is on, and every pod has a volume that can be mounted.
BASE: Values = merged(
    reduce(
        merged,
        (nested((*map(str, pod.path), "extraVolumes"), [{"name": "authorities", "emptyDir": {}}]) for pod in PODS),
        dict(EVERYTHING),
    ),
    {
        "liqo-crds": {"crdUpgrade": {"enabled": False}},
        "virtualKubelet": {"optionsTemplates": {ENTRY: {}}},
    },
)

#: What some values need beyond that to be read: by the beginning of their paths.
NEEDS: Mapping[str, Values] = {
    # Not for all, since it takes two thirds of the time.
    "liqo-crds.crdUpgrade.": {"liqo-crds": {"crdUpgrade": {"enabled": True}}},
    "ipam.external.": {"ipam": {"external": {"url": "ipam.example.org:6000"}}},
    "ipam.external.url": {"ipam": {"external": {"enabled": True}}},
    # Without the networking module nothing needs the proxy.
    "proxy.enabled": {"networking": {"enabled": False}},
}

#: Values that do nothing by themselves, and why they are accepted nevertheless.
INERT: Mapping[str, str] = {
    **{
        leaf.name: "no pod has claims that it could name" for leaf in leaves() if leaf.name.endswith("resources.claims")
    },
    **{dotted(path): f"in files for the published chart; LQ401: {text}" for path, text in ours().dead_keys.items()},
    "authentication.awsConfig.useExistingSecret": "has to change together with the credentials",
    "discovery.config.allowRandomClusterID": "matters where no cluster ID is given",
    "enabled": "an umbrella chart reads it",
    "global": "belongs to umbrella charts",
    "liqo-crds.enabled": "an umbrella chart reads it",
    "liqo-crds.global": "belongs to umbrella charts",
    "nameOverride": "another name than the usual one is refused",
}

#: Numbers are counted from here: each another one, since no two ports of a node may be the same.
FIRST = 7000

#: Intentional errors, from the chart or its schema.
REFUSED = re.compile(r"\bLQ\d{3}\b|don't meet the specifications of the schema")


def render(helm: str, values: Values, *options: str) -> tuple[bool, str]:
    """Whether Helm renders, and what; as text, since reading it would take longer than rendering it."""
    try:
        return True, text(tool(helm), *options, values=values)
    except RefusedError as refusal:
        return False, str(refusal)


@cache
def beside(section: str) -> tuple[Values, str]:
    """The values that a section needs to take effect, and what they render."""
    base = BASE
    for beginning, values in NEEDS.items():
        if section.startswith(beginning):
            base = merged(base, values)
    done, rendered = render("helm4", base)
    assert done, rendered
    return base, rendered


def section(leaf: Leaf) -> str:
    """The longest beginning of the path that needs something, else nothing."""
    return max((beginning for beginning in NEEDS if leaf.name.startswith(beginning)), key=len, default="")


#: For tests that look at what takes a while to find out, once for all of them.
SHARED = pytest.mark.xdist_group("every-value")

EFFECTIVE = [leaf for leaf in leaves() if leaf.name not in INERT]


@cache
def seen_at_once() -> frozenset[str]:
    """The names of the values that are seen in the output when many are changed at once.

    The value of each contains a number of its own. If some are rejected together, each half of them is tried; those
    that are not seen here have to be tried one by one.
    """
    marks = [(mark, leaf, leaf.marked(mark)) for mark, leaf in enumerate(EFFECTIVE, 2 * FIRST)]
    by_section: dict[str, list[tuple[int, Leaf, Any]]] = {}
    for mark, leaf, value in marks:
        if value is not None:
            by_section.setdefault(section(leaf), []).append((mark, leaf, value))
    return frozenset(chain.from_iterable(_seen(*beside(name), given) for name, given in by_section.items()))


def _seen(base: Values, before: str, given: Sequence[tuple[int, Leaf, Any]]) -> Iterator[str]:
    values = base
    for _, leaf, value in given:
        values = merged(values, nested(leaf.path, value))
    done, after = render("helm4", values)
    if done:
        yield from (leaf.name for mark, leaf, _ in given if str(mark) in after and str(mark) not in before)
    elif len(given) > 1:
        half = len(given) // 2
        yield from chain(_seen(base, before, given[:half]), _seen(base, before, given[half:]))


@SHARED
@pytest.mark.parametrize("leaf", EFFECTIVE, ids=lambda leaf: leaf.name)
def test_it_does_something(leaf: Leaf) -> None:
    if leaf.name in seen_at_once():
        return
    base, before = beside(section(leaf))
    told = []
    for value in leaf.others(base):
        done, after = render("helm4", merged(base, nested(leaf.path, value)))
        if done and after != before:
            return
        told.append(f"{value!r}: {'changes nothing' if done else after}")
    raise AssertionError(f"no value of {leaf.name} changes anything:\n" + "\n".join(told))


@pytest.mark.parametrize("name", INERT)
def test_keys_listed_as_inert_do_nothing(name: str) -> None:
    (leaf,) = (leaf for leaf in leaves() if leaf.name == name)
    base, before = beside("")
    for value in leaf.others(base):
        done, after = render("helm4", merged(base, nested(leaf.path, value)))
        assert after == before if done else REFUSED.search(after)


def test_what_only_the_networking_module_reads_does_nothing_without_it() -> None:
    """All of them at once; what is rejected next to others is tried in halves."""
    off = merged(BASE, {"networking": {"enabled": False}})
    _, before = render("helm4", off)
    roots = ours().network_only_keys
    read = [leaf for leaf in EFFECTIVE if any(leaf.path[: len(root)] == root for root in roots)]
    assert len(read) > len(roots)

    def rejected(given: Sequence[Leaf]) -> list[Leaf]:
        values = off
        for mark, leaf in enumerate(given, FIRST):
            values = merged(values, nested(leaf.path, leaf.marked(mark) or next(leaf.others(off))))
        done, after = render("helm4", values)
        if done:
            assert after == before, [leaf.name for leaf in given]
            return []
        half = len(given) // 2
        return [*rejected(given[:half]), *rejected(given[half:])] if half else list(given)

    assert rejected(read) == []


#: What the mode depends on stays when all else of its section is deleted: without, nothing more would be rendered.
KEPT: frozenset[Steps] = frozenset(
    {("networking", "enabled"), ("networking", "reflectIPs"), ("ipam", "podCIDR"), ("ipam", "serviceCIDR")}
)

#: Parts of one map that are deleted together.
Deletion = tuple[Steps, ...]


def deletions() -> list[Deletion]:
    """Every value and every map by itself, and all parts of every map at once."""
    every = [*(leaf.path for leaf in leaves()), *maps()]
    parts = (tuple(path for path in every if path[:-1] == above and path not in KEPT) for above in maps())
    return [*((path,) for path in every), *parts]


def rounds() -> list[list[Deletion]]:
    """All deletions: no two in a round are about the same map, or one about what the other deletes with all below."""
    made: list[list[Deletion]] = []
    for deletion in deletions():
        free = (others for others in made if not any(in_the_way(deletion, other) for other in others))
        found = next(free, None)
        if found is None:
            made.append([deletion])
        else:
            found.append(deletion)
    return made


def in_the_way(one: Deletion, other: Deletion) -> bool:
    """Whether one of the two would not be seen together with the other."""
    above, above_other = ({path[0][:length] for length in range(len(path[0]))} for path in (one, other))
    return one[0][:-1] == other[0][:-1] or not above.isdisjoint(other) or not above_other.isdisjoint(one)


def without(together: Sequence[Deletion]) -> Values:
    """The values when all of these are deleted."""
    values = BASE
    for path in chain.from_iterable(together):
        values = merged(values, nested(path, None))
    return values


@cache
def refused() -> frozenset[Deletion]:
    """Those that are refused by themselves: by the validator, which is asked since it takes a tenth of the time."""

    def found(together: Sequence[Deletion], path: Path) -> Iterator[Deletion]:
        path.write_text(json.dumps(without(together)), encoding="utf-8")
        if not Case(files=(str(path),)).refused:
            return
        if len(together) == 1:
            yield together[0]
        else:
            half = len(together) // 2
            yield from chain(found(together[:half], path), found(together[half:], path))

    with TemporaryDirectory() as folder:
        return frozenset(chain.from_iterable(found(together, Path(folder) / "values.yaml") for together in rounds()))


@SHARED
@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_everything_can_be_deleted(helm: str) -> None:
    """A null at any depth renders, or is refused with a code."""
    alone = [[deletion] for deletion in deletions() if deletion in refused()]
    for together in [*([each for each in every if each not in refused()] for every in rounds()), *alone]:
        done, told = render(helm, without(together))
        assert done is not (together in alone), f"{' '.join(map(dotted, chain.from_iterable(together)))}: {told}"
        assert done or REFUSED.search(told)


@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_a_number_is_the_same_by_every_way(helm: str) -> None:
    """From a file, where it is a float for Helm, from --set, where it is not, and as text where that is allowed."""
    numbers = [leaf for leaf in leaves() if leaf.admits(FIRST) and not leaf.admits("walk") and not leaf.admits({})]
    assert len(numbers) > len(BASE)
    base, before = beside("liqo-crds.crdUpgrade.")
    by_file = base
    for number, leaf in enumerate(numbers, FIRST):
        by_file = merged(by_file, nested(leaf.path, number))
    expected = render(helm, by_file)
    assert expected[0], expected[1]
    assert expected[1] != before
    assignments = [f"{leaf.name}={number}" for number, leaf in enumerate(numbers, FIRST)]
    assert render(helm, base, "--set", ",".join(assignments)) == expected
    texts = [text for text, leaf in zip(assignments, numbers, strict=True) if leaf.admits(str(FIRST))]
    assert render(helm, by_file, "--set-string", ",".join(texts)) == expected
