"""A real control plane for those tests of this folder that share a worker, and a release that each gets afresh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.cluster.expectations import (
    COMMON_OBJECTS,
    COMMON_RIGHTS,
    NETWORKING_ARGUMENTS,
    NETWORKING_OBJECTS,
    NETWORKING_RIGHTS,
    SWITCH,
    Right,
    access_review,
    as_manifest,
)
from tools.generate.rules.explanations import shown
from tools.manifests import Manifest, title
from tools.repository import CHART
from tools.run.cluster import RELEASE, Cluster
from tools.run.control_plane import ControlPlane, control_plane
from tools.run.simulated_nodes import finishing_jobs


def printed_in_the_example(code: str) -> str:
    """Return what Helm prints in the first example of a rule that needs a cluster."""
    bad, _ = shown(code)
    assert bad.printed
    return bad.printed


@pytest.hookimpl(tryfirst=True)  # Before xdist looks for groups, even where this folder is named to pytest.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of each Helm on one worker: they share a control plane, and names that are cluster-wide."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            helm = getattr(item, "callspec", None) and item.callspec.params.get("helm")  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.xdist_group(f"cluster-{helm or 'helm3'}"))


# Of the package, so that it ends before the tests of other folders: even an idle control plane takes a sixth of a core.
@pytest.fixture(scope="package")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A Kubernetes API server without Liqo, except, after the first installation, its API."""
    with control_plane(tmp_path_factory.mktemp("cluster") / "control-plane") as plane, finishing_jobs(plane):
        yield plane


@pytest.fixture(scope="package")
def cluster(plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """The way to it for Helm and kubectl."""
    return Cluster.with_kubeconfig(plane.kubeconfig, tmp_path_factory.mktemp("helm"))


@dataclass(frozen=True)
class Release:
    """The release of Liqo in the cluster, through one Helm.

    Attributes:
        cluster: Where it is.
        program: Helm 3 or Helm 4.
    """

    cluster: Cluster
    program: Path

    def helm(self, *arguments: str | Path) -> CompletedProcess[str]:
        """Run Helm; a failure is up to the test."""
        return self.cluster.helm(self.program, *arguments)

    def install(self, *options: str | Path) -> None:
        """Install the chart as the README says, with more options; there must be no warnings."""
        self.succeed("install", RELEASE, CHART, "--create-namespace", *options, quietly=True)

    def upgrade(self, *options: str | Path) -> None:
        """Upgrade the release to exactly the given values; there must be no warnings."""
        self.succeed("upgrade", RELEASE, CHART, *options, quietly=True)

    def bring(self, *options: str | Path) -> None:
        """Have exactly the given values installed, whatever was there before; there must be no warnings.

        Without the schemas of the API, which take Helm a third of its time to read: tests of `install` use them.
        """
        self.upgrade("--install", "--create-namespace", "--disable-openapi-validation", *options)

    def uninstall(self) -> None:
        """Remove the release."""
        self.succeed("uninstall", RELEASE)

    def clear_up(self) -> None:
        """Remove the release, if there is one."""
        self.succeed("uninstall", RELEASE, "--ignore-not-found")

    def succeed(self, *arguments: str | Path, quietly: bool = False) -> str:
        """Run Helm, which must succeed, and return what it prints."""
        result = self.helm(*arguments)
        assert result.returncode == 0, result.stderr
        # Now and then the library by which Helm watches its jobs says that a watch has ended, as all of them do.
        complaints = [line for line in result.stderr.splitlines() if "reflector.go" not in line]
        assert not (quietly and complaints), result.stderr
        return result.stdout

    def refused(self, command: str, *options: str | Path) -> str:
        """What Helm says on refusing a command about the chart, which must leave the release as it is."""
        before = self._state()
        result = self.helm(command, RELEASE, CHART, *options)
        assert result.returncode != 0, result.stdout
        assert self._state() == before
        return result.stderr

    def _state(self) -> list[str]:
        return [self.succeed(*query, RELEASE) for query in (("get", "manifest"), ("history",))]

    @property
    def cluster_id(self) -> str:
        """What the cluster is called."""
        return str(self.get("v1", "ConfigMap", "liqo-clusterid-configmap")["data"]["CLUSTER_ID"])

    def get(self, api_version: str, kind: str, name: str) -> Any:
        """An object as the API server has it."""
        (found,) = self.cluster.existing([as_manifest(api_version, kind, name)])
        return found

    def arguments(self, deployment: str) -> list[str]:
        """The arguments of the first container of a Deployment."""
        return _arguments(self.get("apps/v1", "Deployment", deployment))

    def virtual_kubelet_arguments(self) -> list[str]:
        """The extra arguments that new virtual kubelets get."""
        template = self.get("offloading.liqo.io/v1beta1", "VkOptionsTemplate", "virtual-kubelet-default")
        return list(template["spec"].get("extraArgs", []))

    def granted(self, rights: Iterable[Right]) -> set[Right]:
        """The given permissions that RBAC grants, in all namespaces."""
        wanted = list(rights)
        reviews = self.cluster.send([access_review(*right) for right in wanted], "create")
        return {right for right, review in zip(wanted, reviews, strict=True) if review["status"]["allowed"]}

    def expect_networking(self, *, on: bool) -> None:
        """Everything of the networking module is there, or nothing of it."""
        objects = (*COMMON_OBJECTS, *NETWORKING_OBJECTS)
        found = {
            title(manifest): manifest for manifest in self.cluster.existing([as_manifest(*key) for key in objects])
        }
        assert found.keys() == {(kind, name) for _, kind, name in (objects if on else COMMON_OBJECTS)}

        manager = _arguments(found["Deployment", "liqo-controller-manager"])
        assert f"--networking-enabled={str(on).lower()}" in manager
        given = {argument.partition("=")[0] for argument in manager}
        assert given & set(NETWORKING_ARGUMENTS) == (set(NETWORKING_ARGUMENTS) if on else set())

        webhook = _arguments(found["Deployment", "liqo-webhook"])
        ranges = [argument for argument in webhook if argument.startswith("--podcidr=")]
        assert (ranges == ["--podcidr=0.0.0.0/0", "--podcidr=::/0"]) is not on

        rights = {*COMMON_RIGHTS, *NETWORKING_RIGHTS}
        assert self.granted(rights) == (rights if on else set(COMMON_RIGHTS))

    def expect_reflection(self, *, on: bool) -> None:
        """Virtual kubelets get the flag that turns off IP reflection exactly once, or not at all."""
        switches = [argument for argument in self.virtual_kubelet_arguments() if argument.startswith(SWITCH)]
        assert switches == ([] if on else [SWITCH])


def _arguments(deployment: Manifest) -> list[str]:
    return list(deployment["spec"]["template"]["spec"]["containers"][0]["args"])


@pytest.fixture
def release(cluster: Cluster, helm: Path) -> Iterator[Release]:
    """No release yet; whatever the test installs is removed after it."""
    release = Release(cluster, helm)
    yield release
    release.clear_up()


@pytest.fixture(scope="module")
def standing(cluster: Cluster, helm: Path) -> Iterator[Release]:
    """The release as the tests of the module before have left it: for those that do not care how it came to be.

    To install and remove one takes longer than most of what is tested of it.
    """
    release = Release(cluster, helm)
    yield release
    release.clear_up()


def preset(mode: str) -> str:
    """The values that the chart brings for a mode, as an option of Helm."""
    return f"--values={CHART / 'presets' / mode}.yaml"
