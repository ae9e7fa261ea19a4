"""Every combination of the two keys and every spelling of the argument: Helm 3, Helm 4 and the validator agree."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from liqo_values.liqo.program_args import BOOLEANS
from tests.agreement.verdicts import Case, disagreements, disagreements_with_both

pytestmark = pytest.mark.differential

FLAG = "--disable-ip-reflection"

#: Each is one list for virtualKubelet.extra.args; None leaves the key alone.
ARGUMENTS: tuple[tuple[str, ...] | None, ...] = (
    None,
    (),
    (FLAG,),
    *((f"{FLAG}={value}",) for value in (*BOOLEANS, "yes", "no", "on", "tRUE", "2", "")),
    (FLAG, "false"),
    (FLAG, "true"),
    (FLAG, FLAG),
    (FLAG, f"{FLAG}=false"),
    (f"{FLAG}=false", FLAG),
    (f"{FLAG}=true", f"{FLAG}=F"),
    (f"{FLAG}=0", f"{FLAG}=1"),
    (f"{FLAG}=yes", FLAG),
    (FLAG, f"{FLAG}=yes"),
    ("-disable-ip-reflection",),
    ("-disable-ip-reflection=true",),
    ("--", FLAG),
    ("--", f"{FLAG}=false"),
    ("--", f"{FLAG}=yes"),
    (FLAG, "--", f"{FLAG}=false"),
    ("--",),
    ("--node-ip", FLAG),
    ("--node-ip", f"{FLAG}=yes"),
    ("--node-ip", "--", FLAG),
    ("--enable-profiling", FLAG),
    ("--Disable-IP-Reflection",),
    ("--disable_ip_reflection",),
    (f"{FLAG} false",),
    (f" {FLAG}",),
    (f"{FLAG}s",),
    ("--disable-ipreflection",),
    (f"{FLAG}:true",),
    ("disable-ip-reflection",),
    ("-Disable-IP-Reflection",),
    ("---disable-ip-reflection",),
    (f"{FLAG}\t",),
    (f"\v{FLAG}",),
    ("\u2013\u2013disable-ip-reflection",),
    ("--disable\u2011ip\u2011reflection",),
    ("\u2014disable-ip-reflection=true",),
    ("--klog.v=4", "--enable-apiserver-support=false"),
)

CIDRS = {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}


Values = dict[str, Any]


def two_keys(enabled: bool | None, reflect: bool | None) -> Values:
    """The two keys, where they are given, and what networking needs."""
    keys = {key: value for key, value in (("enabled", enabled), ("reflectIPs", reflect)) if value is not None}
    return {"networking": keys, "ipam": CIDRS}


def case_of(path: Path, values: Values) -> Case:
    """Values in a file."""
    path.write_text(json.dumps(values), encoding="utf-8")
    return Case(files=(str(path),))


def with_templates(values: Values, templates: Values) -> Values:
    """Values with options templates, and with the arguments that these inherit."""
    return {**values, "virtualKubelet": {**values.get("virtualKubelet", {}), "optionsTemplates": templates}}


def extra(arguments: Sequence[str] | None) -> Values:
    """The arguments as a template has them."""
    return {"extra": {"args": arguments if arguments is None else list(arguments)}}


def _set_arguments(values: Values, arguments: tuple[str, ...] | None) -> Iterator[str]:
    for section, keys in values.items():
        for key, value in keys.items():
            yield f"{section}.{key}={json.dumps(value) if isinstance(value, bool) else value}"
    if arguments is not None:
        yield f"virtualKubelet.extra.args={{{','.join(arguments)}}}"


COMBINATIONS = list(itertools.product((None, False), (None, True, False)))


@pytest.mark.parametrize("reflect", [None, True, False], ids=["reflect-default", "reflect-on", "reflect-off"])
@pytest.mark.parametrize("enabled", [None, False], ids=["network-default", "network-off"])
def test_every_combination(enabled: bool | None, reflect: bool | None, tmp_path: Path) -> None:
    """Each by itself; what is accepted by itself without networking only, and in any case as templates of one file."""
    values, alone, at_once = two_keys(enabled, reflect), [], {}
    for number, arguments in enumerate(ARGUMENTS):
        given = values if arguments is None else {**values, "virtualKubelet": extra(arguments)}
        case = case_of(tmp_path / f"{number}.yaml", given)
        if not case.refused:
            at_once[f"accepted.{number}"] = extra(arguments)
        if case.refused or enabled is False:
            alone.append(case)
    together = case_of(tmp_path / "accepted.yaml", with_templates(values, at_once))
    assert alone
    assert at_once
    assert disagreements(alone) == []
    assert disagreements_with_both(together) == []


def test_every_spelling_by_set() -> None:
    """How ``--set`` reads a list does not depend on the keys next to it, nor the other way round."""
    lists = [(False, None, arguments) for arguments in ARGUMENTS]
    keys = [(*combination, arguments) for combination in COMBINATIONS for arguments in (None, (FLAG,))]
    cases = [
        Case(sets=tuple(_set_arguments(two_keys(enabled, reflect), arguments)))
        for enabled, reflect, arguments in [*lists, *keys]
    ]
    assert disagreements(cases) == []


#: What the default template has, and what an options template has of its own.
INHERITED: tuple[tuple[str, ...], ...] = (
    (),
    (FLAG,),
    (f"{FLAG}=false",),
    ("--node-ping-interval=1s", FLAG, "--", "stray"),
    (f"{FLAG}=F", "--node-ip"),
)
OWN: tuple[tuple[str, ...] | None, ...] = (
    (),
    None,
    (FLAG,),
    (f"{FLAG}=false",),
    (FLAG, f"{FLAG}=0"),
    (f"{FLAG}=yes",),
    ("-disable-ip-reflection",),
    ("--disable_ip_reflection",),
    ("--", FLAG),
    ("--node-ip", f"{FLAG}=false"),
    ("--node-ip",),
)


@pytest.mark.parametrize("reflect", [True, False], ids=["reflect-on", "reflect-off"])
@pytest.mark.parametrize("inherited", INHERITED, ids=" ".join)
def test_every_options_template(inherited: tuple[str, ...], reflect: bool, tmp_path: Path) -> None:
    """What a template says of its own, on top of what it inherits; all that are accepted in one file."""
    values = {**two_keys(False, reflect), "virtualKubelet": extra(inherited)}
    refused, accepted = [], {}
    for number, (own, value) in enumerate(itertools.product(OWN, (True, False))):
        templates = {
            f"{name}.{number}": extra(own) | keys
            for name, keys in (("unset", {}), ("null", {"reflectIPs": None}), ("given", {"reflectIPs": value}))
        }
        case = case_of(tmp_path / f"{number}.yaml", with_templates(values, templates))
        if case.refused:
            refused.append(case)
        else:
            accepted.update(templates)
    together = case_of(tmp_path / "accepted.yaml", with_templates(values, accepted))
    assert refused
    assert disagreements(refused) == []
    assert disagreements_with_both(together) == []


@pytest.mark.parametrize(
    "name", ["hidden-ips", "a.b", "A", "-a", "a-", "a..b", "", "a" * 254, "virtual-kubelet-default"]
)
@pytest.mark.parametrize("content", [{}, None])
def test_every_name_of_an_options_template(name: str, content: Values | None, tmp_path: Path) -> None:
    case = case_of(tmp_path / "values.yaml", with_templates({"networking": {"enabled": False}}, {name: content}))
    assert disagreements([case]) == []


#: What people write for a subchart, and what Helm adds to it.
OF_A_SUBCHART = (
    "null",
    '"x"',
    "[]",
    "true",
    "1",
    "{}",
    '{"a": 1}',
    '{"global": {}}',
    '{"global": null}',
    '{"global": "x"}',
)


@pytest.mark.parametrize("name", ["liqo-library", "liqo-crds"])
def test_the_values_of_a_subchart(name: str) -> None:
    cases = [Case(set_jsons=("networking.enabled=false", f"{name}={value}")) for value in OF_A_SUBCHART]
    assert disagreements(cases) == []
