"""Every combination of the two keys and every spelling of the argument: Helm 3, Helm 4 and the validator agree."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liqo_values.kubelet_args import BOOLEANS
from tests.agreement.verdicts import Case, disagreements

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


def cases(source: str, enabled: bool | None, reflect: bool | None, folder: Path) -> Iterator[Case]:
    """Give each list of arguments by values file or by ``--set``, beside the two keys."""
    for number, arguments in enumerate(ARGUMENTS):
        keys = {key: value for key, value in (("enabled", enabled), ("reflectIPs", reflect)) if value is not None}
        values: dict[str, Any] = {"networking": keys, "ipam": CIDRS}
        if source == "set":
            yield Case(sets=tuple(_set_arguments(values, arguments)))
            continue
        if arguments is not None:
            values["virtualKubelet"] = {"extra": {"args": list(arguments)}}
        path = folder / f"{number}.yaml"
        path.write_text(json.dumps(values), encoding="utf-8")
        yield Case(files=(str(path),))


def _set_arguments(values: dict[str, Any], arguments: tuple[str, ...] | None) -> Iterator[str]:
    for section, keys in values.items():
        for key, value in keys.items():
            yield f"{section}.{key}={json.dumps(value) if isinstance(value, bool) else value}"
    if arguments is not None:
        yield f"virtualKubelet.extra.args={{{','.join(arguments)}}}"


@pytest.mark.parametrize("reflect", [None, True, False], ids=["reflect-default", "reflect-on", "reflect-off"])
@pytest.mark.parametrize("enabled", [None, False], ids=["network-default", "network-off"])
@pytest.mark.parametrize("source", ["file", "set"])
@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_every_combination(helm: str, source: str, enabled: bool | None, reflect: bool | None, tmp_path: Path) -> None:
    assert disagreements(helm, list(cases(source, enabled, reflect, tmp_path))) == []


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
@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_every_options_template(helm: str, reflect: bool, tmp_path: Path) -> None:
    """What a template says of its own, on top of what it inherits; several in one file, to save time."""
    cases = []
    for number, (inherited, own) in enumerate(itertools.product(INHERITED, OWN)):
        templates = {
            f"{name}.{number}": {"extra": {"args": own if own is None else list(own)}} | keys
            for name, keys in (("unset", {}), ("null", {"reflectIPs": None}))
        }
        for name, value in (("on", True), ("off", False)):
            values = {
                "networking": {"enabled": False, "reflectIPs": reflect},
                "virtualKubelet": {
                    "extra": {"args": list(inherited)},
                    "optionsTemplates": {**templates, name: {"reflectIPs": value, "extra": {"args": own}}},
                },
            }
            path = tmp_path / f"{number}-{name}.yaml"
            path.write_text(json.dumps(values), encoding="utf-8")
            cases.append(Case(files=(str(path),)))
    assert disagreements(helm, cases) == []


@pytest.mark.parametrize(
    "name", ["hidden-ips", "a.b", "A", "-a", "a-", "a..b", "", "a" * 254, "virtual-kubelet-default"]
)
@pytest.mark.parametrize("content", [{}, None])
def test_every_name_of_an_options_template(name: str, content: dict[str, Any] | None, tmp_path: Path) -> None:
    values = {"networking": {"enabled": False}, "virtualKubelet": {"optionsTemplates": {name: content}}}
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps(values), encoding="utf-8")
    case = Case(files=(str(path),))
    assert [*disagreements("helm3", [case]), *disagreements("helm4", [case])] == []
