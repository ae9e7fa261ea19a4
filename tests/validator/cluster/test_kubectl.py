"""Reading a cluster with kubectl; a program that answers from a file takes its place."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from liqo_values.cluster import kubectl
from liqo_values.cluster.kubectl import Access, collect
from liqo_values.cluster.snapshot import Snapshot
from liqo_values.model.errors import InputError
from tests.validator.cluster.bundles import helm_config_map, helm_secret, manager

#: Answers as kubectl does, and logs its arguments.
PROGRAM = """\
import json, pathlib, sys, time
folder = pathlib.Path(__file__).parent
arguments = sys.argv[1:]
with (folder / "log").open("a") as log:
    log.write(json.dumps(arguments) + "\\n")
world = json.loads((folder / "world.json").read_text())
command = [one for one in arguments if not one.startswith("-")]
if command[0] == "version":
    time.sleep(world.get("delay", 0))
    print(world.get("unreachable", ""), file=sys.stderr)
    sys.exit(bool(world.get("unreachable")))
if command[0] == "config":
    print("rome")
    sys.exit()
assert command[0] == "get"
options = dict(one.partition("=")[::2] for one in arguments if one.startswith("--"))
items = []
for kind in command[1].split(","):
    if kind in world.get("absent", ()):
        sys.exit(f'error: the server doesn\\'t have a resource type "{kind.partition(".")[0]}"')
    if kind in world.get("forbidden", ()):
        sys.exit(f'Error from server (Forbidden): {kind} is forbidden: User "me" cannot list resource')
    for item in world["items"].get(kind, ()):
        if options.get("--namespace") in (None, item["metadata"].get("namespace")):
            items.append(item)
print(json.dumps({"kind": "List", "items": items}))
"""
DEFAULT = Access()
LIQO = "virtualnodes.offloading.liqo.io", "foreignclusters.core.liqo.io"


class World:
    """A cluster for the program.

    Attributes:
        folder: Where the program is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "kubectl.py").write_text(PROGRAM)
        program = folder / "kubectl"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {folder / "kubectl.py"} "$@"\n')
        program.chmod(0o700)

    def read(self, access: Access = DEFAULT, /, **world: Any) -> Snapshot:
        """Read the cluster with these objects."""
        (self.folder / "world.json").write_text(json.dumps({"items": {}, **world}))
        return collect(access)

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls."""
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return World(tmp_path)


def item(kind: str, name: str, namespace: str = "", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": name, **({"namespace": namespace} if namespace else {})}, **more}


def test_objects_are_read(world: World) -> None:
    deployment = dict(manager("--networking-enabled=false").data)
    offloading = item("NamespaceOffloading", "offloading", "shop")
    services = [item("Service", "web", "shop"), item("Service", "db", "other")]
    found = world.read(
        items={
            "secrets": [helm_secret({"networking": {"enabled": False}}), item("Secret", "x", "liqo")],
            "deployments.apps": [deployment],
            "namespaceoffloadings.offloading.liqo.io": [offloading],
            "services": services,
        }
    )
    assert found.context == "rome"
    assert {str(one) for one in found.objects} == {
        "Deployment liqo/liqo-controller-manager",
        "NamespaceOffloading shop/offloading",
        "Secret liqo/sh.helm.release.v1.liqo.v1",
        "Service shop/web",
    }
    assert (found.unseen, found.absent) == ((), ())
    assert {call[0] for call in world.calls} == {"version", "get", "config"}


def test_options_are_passed_on(world: World) -> None:
    found = world.read(Access("milan", "some/config", "mesh"))
    assert (found.context, found.namespace) == ("milan", "mesh")
    assert all(call[:2] == ["--context=milan", "--kubeconfig=some/config"] for call in world.calls)


def test_the_namespace_is_that_of_the_controller_manager(world: World) -> None:
    elsewhere = dict(manager("--networking-enabled").data)
    elsewhere["metadata"] = {**elsewhere["metadata"], "namespace": "mesh"}
    assert world.read(items={"deployments.apps": [elsewhere]}).namespace == "mesh"
    assert world.read().namespace == "liqo"
    both = [elsewhere, dict(manager("--networking-enabled").data)]
    with pytest.raises(InputError, match="several namespaces: liqo, mesh"):
        world.read(items={"deployments.apps": both})


def test_what_is_forbidden_is_listed_and_the_rest_is_read(world: World) -> None:
    node = item("VirtualNode", "milan", "liqo-tenant-milan")
    found = world.read(forbidden=["secrets", "renews.authentication.liqo.io"], items={LIQO[0]: [node]})
    assert [(one.argument, one.namespace, one.forbidden) for one in found.unseen] == [
        ("renews.authentication.liqo.io", "", True),
        ("secrets", "liqo", True),
    ]
    assert [str(one) for one in found.objects] == ["VirtualNode liqo-tenant-milan/milan"]
    assert not found.saw("secrets")
    assert found.saw(LIQO[0])


def test_releases_in_config_maps(world: World) -> None:
    values = {"networking": {"enabled": False}}
    found = world.read(items={"configmaps": [helm_config_map(values), item("ConfigMap", "other", "liqo")]})
    assert [str(one) for one in found.objects] == ["ConfigMap liqo/sh.helm.release.v1.liqo.v1"]


@pytest.mark.parametrize(("secrets", "missed"), [([], ["configmaps"]), ([helm_secret({})], [])])
def test_config_maps_only_matter_without_a_release(
    world: World, secrets: list[dict[str, Any]], missed: list[str]
) -> None:
    found = world.read(items={"secrets": secrets}, forbidden=["configmaps"])
    assert [one.argument for one in found.unseen] == missed


def test_kinds_that_do_not_exist_are_listed(world: World) -> None:
    assert set(world.read(absent=LIQO).absent) == set(LIQO)


def test_many_namespaces_are_read_at_once(world: World) -> None:
    names = [f"shop-{number}" for number in range(12)]
    offloadings = [item("NamespaceOffloading", "offloading", name) for name in names]
    services = [item("Service", "web", name) for name in (*names, "other")]
    found = world.read(items={"namespaceoffloadings.offloading.liqo.io": offloadings, "services": services})
    assert sorted(one.namespace for one in found.of_kind("Service")) == sorted(names)


def test_a_cluster_that_does_not_answer(world: World) -> None:
    with pytest.raises(
        InputError, match="the cluster cannot be read: Unable to connect to the server: timeout"
    ) as found:
        world.read(Access("milan"), unreachable="I1130 noise\nUnable to connect to the server: timeout")
    assert "`kubectl --context=milan version`" in found.value.remedy


def test_a_kubectl_that_does_not_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubectl, "_FIRST_CALL", 0.1)
    with pytest.raises(InputError, match="kubectl takes more than"):
        world.read(delay=60)


def test_no_kubectl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="there is no kubectl"):
        collect(Access())
