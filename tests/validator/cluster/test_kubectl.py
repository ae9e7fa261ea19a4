"""Reading a cluster with kubectl; a program that answers from a file takes its place."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from liqo_values.cluster import kubectl
from liqo_values.cluster.kubectl import collect
from liqo_values.cluster.kubectl_process import Access, Answer, Kubectl
from liqo_values.cluster.queries import QUERIES
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
    print(world.get("unreachable", ""), file=sys.stderr)
    sys.exit(bool(world.get("unreachable")))
if command[0] == "config":
    print("rome")
    sys.exit()
assert command[0] == "get"
if world.get("silent"):
    sys.exit(world["silent"])
if world.get("slow") in command[1].split(","):
    (folder / "slow").touch()
    time.sleep(60)
if world.get("old") and "--show-managed-fields" in arguments:
    sys.exit("Error: unknown flag: --show-managed-fields\\nSee 'kubectl get --help' for usage.")
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
#: Waits for a plugin for credentials, which has the same standard error.
HANGING = """\
#!/bin/sh
sleep 60 &
echo $! > "${0%/*}/plugin"
echo To sign in, open https://example.com/device >&2
wait
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

    def write(self, **world: Any) -> None:
        """Have the program answer for a cluster with these objects."""
        (self.folder / "world.json").write_text(json.dumps({"items": {}, **world}))

    def read(self, access: Access = DEFAULT, /, **world: Any) -> Snapshot:
        """Read the cluster with these objects."""
        self.write(**world)
        return collect(access)

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls."""
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return World(tmp_path)


def is_running(number: int) -> bool:
    """Return whether a process runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


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


@pytest.mark.parametrize("old", [False, True])
def test_who_wrote_the_release_with_any_kubectl(world: World, old: bool) -> None:
    """Before 1.21, kubectl has no flag for the managed fields, and always shows them."""
    secret = helm_secret({})
    secret["metadata"]["managedFields"] = [{"manager": "Helm", "operation": "Update"}]
    found = world.read(old=old, items={"secrets": [secret]})
    (release,) = found.of_kind("Secret")
    assert release.find("metadata", "managedFields") == [{"manager": "Helm"}]
    assert found.unseen == ()
    asked = [call for call in world.calls if "secrets,configmaps" in call]
    assert ["--show-managed-fields" in call for call in asked] == ([True, False] if old else [True])


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
    """What it started ends with it: a plugin would keep the pipes open."""
    monkeypatch.setattr(kubectl, "_FIRST_CALL", 5)
    (world.folder / "kubectl").write_text(HANGING)
    start = time.monotonic()
    with pytest.raises(InputError, match=r"kubectl takes longer than 5 s; the last line .* is `To sign in"):
        world.read()
    assert time.monotonic() - start < 30
    assert not is_running(int((world.folder / "plugin").read_text()))


def test_a_kind_that_takes_too_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not seen, and neither is what is read in the same call; the rest is."""
    slow, call = "renews.authentication.liqo.io", Kubectl.call

    def shortly(self: Kubectl, arguments: Sequence[str], seconds: float) -> Answer:
        return call(self, arguments, 1 if slow in ",".join(arguments).split(",") else seconds)

    monkeypatch.setattr(Kubectl, "call", shortly)
    deployment = dict(manager("--networking-enabled=false").data)
    found = world.read(slow=slow, items={"deployments.apps": [deployment]})
    missed = {one.argument: one for one in found.unseen}
    assert missed[slow].reason == "kubectl takes longer than 1 s"
    assert missed[slow].shows == "the renewal of credentials"
    assert not any(one.forbidden for one in found.unseen)
    assert [one.name for one in found.of_kind("Deployment")] == ["liqo-controller-manager"]
    assert len([arguments for arguments in world.calls if slow in ",".join(arguments).split(",")]) <= 1


@pytest.mark.parametrize(
    "silent",
    [
        "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
    ],
)
def test_an_api_server_that_stops_answering_is_asked_once_for_each_batch(world: World, silent: str) -> None:
    found = world.read(silent=silent)
    assert {one.argument for one in found.unseen} == {one.argument for one in QUERIES if one.where != "offloaded"}
    assert {one.reason for one in found.unseen} == {silent}
    kinds = [call[1].split(",") for call in world.calls if call[0] == "get"]
    assert sum(map(len, kinds)) < len(QUERIES) + 2


def test_the_reason_is_what_kubectl_says_and_not_its_advice(world: World) -> None:
    plugin = "Unable to connect to the server: getting credentials: exec: executable aws not found"
    advice = (
        "\n\nTo learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/x"
    )
    with pytest.raises(InputError) as found:
        world.read(unreachable=f"E1130 09:19:47 memcache.go:265] noise\n{plugin}{advice}")
    assert found.value.message == f"the cluster cannot be read: {plugin}"


def test_a_plugin_that_is_forbidden_is_not_the_api_server(world: World) -> None:
    """Credentials may come from another API, which denies them."""
    denied = "Error from server (Forbidden): calling GetToken\nUnable to connect to the server: getting"
    with pytest.raises(InputError, match="Unable to connect to the server: getting"):
        world.read(unreachable=denied)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_ends_every_kubectl(world: World) -> None:
    world.write(slow="renews.authentication.liqo.io")
    program = "from liqo_values.cluster import kubectl, kubectl_process as p; kubectl.collect(p.Access())"
    reading = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
    wait_until((world.folder / "slow").exists)
    before = len(world.calls)
    reading.send_signal(signal.SIGINT)
    _, errors = reading.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    assert len(world.calls) <= before + 1  # one may have been about to start


def test_no_kubectl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="there is no kubectl"):
        collect(Access())
