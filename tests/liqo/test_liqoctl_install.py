"""What `liqoctl install` passes to Helm, compared with the program."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest

from liqo_values.charts.liqoctl import installed, providers
from liqo_values.charts.target import LIQO
from liqo_values.model.errors import InputError
from liqo_values.model.nodes import Unknown, plain
from liqo_values.values.liqoctl_merge import FAILS, merge
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.liqo.liqoctl_install import ERRORS, cluster, written
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A local chart, as here, disables telemetry.
LOCAL = {"disable-kernel-version-check": ["true"], "disable-telemetry": ["true"]}
GENERIC = {"pod-cidr": ["10.1.0.0/16"], "service-cidr": ["10.2.0.0/16"], "cluster-id": ["rome"]}
API_SERVER = {"api-server-url": ["https://rome.example.org"]}
FOUND_OUT = {"ipam": {"serviceCIDR": "10.96.0.0/16", "podCIDRs": ["10.244.0.0/16"]}}


def leaves(values: Any, above: str = "") -> set[str]:
    """Return the paths of all values that are not maps."""
    if isinstance(values, dict) and values:
        return {path for key, value in values.items() for path in leaves(value, f"{above}/{key}")}
    return {above}


@pytest.fixture(scope="module")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with cluster(tmp_path_factory.mktemp("liqoctl")) as path:
        yield path


@pytest.mark.parametrize(
    ("provider", "flags", "found_out"),
    [
        ("generic", GENERIC | API_SERVER, {}),
        ("generic", GENERIC | API_SERVER | {"pod-cidr": ["10.1.0.0/17,10.3.0.0/17", "10.4.0.0/16"]}, {}),
        ("generic", GENERIC | API_SERVER | {"reserved-subnets": ["10.5.0.0/16,10.6.0.0/16", "10.7.0.0/16"]}, {}),
        ("generic", GENERIC | API_SERVER | {"cluster-labels": ["a=b,c=d=e", "f=g"]}, {}),
        ("generic", GENERIC | API_SERVER | {"enable-metrics": ["true"]}, {}),
        ("k3s", {"cluster-id": ["rome"]} | API_SERVER, {}),
        ("k3s", GENERIC | API_SERVER | {"cluster-labels": ["liqo.io/provider=mine"]}, {}),
        ("kubeadm", {"cluster-id": ["rome"]}, FOUND_OUT),
        ("kind", {"cluster-id": ["rome"]}, FOUND_OUT),
    ],
)
def test_what_liqoctl_adds_to_the_defaults(
    kubeconfig: Path, provider: str, flags: dict[str, list[str]], found_out: dict[str, Any]
) -> None:
    chart = installed(LIQO, provider, LOCAL | flags)
    values: dict[str, Any] = cast("dict[str, Any]", plain(merge(chart, []).root))
    subcommand = "" if provider == "generic" else provider
    by_program = written(kubeconfig, flags, provider=subcommand).values
    for section, keys in found_out.items():
        values[section] |= keys
    if provider == "kubeadm":  # the address in this kubeconfig is local, and thus not used
        values["apiServer"]["address"] = ""
    assert values == by_program


def test_what_the_code_of_each_provider_adds() -> None:
    """Some providers ask a cloud; their own code says what they add, except for what they find out."""
    done = subprocess.run([tool("liqoctl-providers")], capture_output=True, check=True)
    by_provider: dict[str, Any] = json.loads(done.stdout)
    assert by_provider.keys() == set(providers())
    common = leaves(plain(installed(LIQO).added))
    for provider, values in by_provider.items():
        added = plain(installed(LIQO, provider).added)
        assert of_same_keys(added, values) == values
        own = {path for path in leaves(added) - common - leaves(values) if "/clusterLabels/" not in path}
        assert own == set(), provider


def of_same_keys(values: Any, other: Any) -> Any:
    """Leave out the keys that other values do not have; what is unknown is empty in them."""
    if isinstance(values, dict) and isinstance(other, dict):
        return {key: of_same_keys(value, other[key]) for key, value in values.items() if key in other}
    return "" if isinstance(values, Unknown) else values


#: Texts of values by the type that liqoctl reads them with. The chart's own values are of the same types.
TEXTS = {
    "string": ["a", '"true"', "yes", "off", "'1'", "1.2.3"],
    "boolean": ["true", "False"],
    "float": ["1.5", "2.0", "1e3", ".5"],
    "integer": ["2", "0", "-3", "010", "0x1F", "1_000"],
    "list": ["[]", "[1, a]", "[{b: c}]", "[null]"],
    "map": ["{}", "{a: 1, b: yes}", "{a: null}", "{c: {d: 1.5}}"],
    "other map": ["{1: a}", "{true: a}", "{1.5: {}}"],
    "time": ["2001-01-01"],
    "large": ["9999999999999999999"],
    "null": ["null", "", "~"],
}
USUAL = ("string", "boolean", "float", "list", "map", "null")
#: Keys of the chart with the type of their value, and keys that it does not have.
KEYS = {
    "tag": "string",
    "networking.enabled": "boolean",
    "networking.genevePort": "float",
    "ipam.pools": "list",
    "ipam.podCIDRs": "list",
    "virtualKubelet.extra.args": "list",
    "common.globalLabels": "map",
    "discovery.config.clusterLabels": "map",
    "other.one": "",
    "other.two": "",
    "third": "",
}


def generated(random: Random, name: str) -> str:
    """Return the text of a values file. Most values have a type that can be merged."""
    sections: dict[str, Any] = {}
    for key, usual in KEYS.items():
        if random.random() < 0.6:
            kind = usual or USUAL[sum(map(ord, key)) % 5]
            if random.random() < 0.15:
                kind = random.choice(["null", *(TEXTS if name == "odd" else USUAL)])
            *above, last = key.split(".")
            section = sections
            for step in above:
                section = section.setdefault(step, {})
            section[last] = random.choice(TEXTS[kind])
    return flow(sections)


def flow(value: dict[str, Any] | str) -> str:
    if isinstance(value, str):
        return value
    return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"


@pytest.mark.parametrize("seed", range(24))
def test_files_are_merged_as_the_program_merges_them(kubeconfig: Path, tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - not for security
    flags = GENERIC | API_SERVER
    files = [str(tmp_path / f"{number}.yaml") for number in range(random.randint(1, 3))]
    for file in files:
        Path(file).write_text(generated(random, "odd" if seed % 3 == 0 else ""))
    arguments = random.choice([[], ["ipam.pools[1]=10.0.0.0/9", "networking.fabric=null"], ["third={a,b}", "tag=v1"]])
    chart = installed(LIQO, "generic", LOCAL | flags)
    try:
        loaded = load(Given(files, set_values=arguments, chart=chart), defaults=chart.defaults)
    except InputError:  # an argument that does not fit the values
        loaded = None
    options = [option for file in files for option in ("--values", file)]
    options += [option for argument in arguments for option in ("--set", argument)]
    by_program = written(kubeconfig, flags, options=options)
    merged = loaded is not None and not any(one.code == FAILS for one in loaded.diagnostics)
    assert merged == (by_program.values is not None), (by_program.output, options)
    if by_program.values is None:
        assert any(error in by_program.output for error in ERRORS), by_program.output
    elif loaded is not None:
        assert without_nulls(loaded.values.data) == without_nulls(by_program.values)


def without_nulls(values: Any) -> Any:
    """Leave out what Helm does with the values of liqoctl: nulls delete, and `global` is copied into subcharts."""
    if isinstance(values, dict):
        return {key: without_nulls(value) for key, value in values.items() if value is not None and key != "global"}
    return values
