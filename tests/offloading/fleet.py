"""Several clusters in one network, peered with each other."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.offloading.liqo_cluster import LiqoCluster, liqo_cluster
from tests.offloading.private_network import PrivateNetwork, private_network
from tests.offloading.virtual_nodes import AUTHENTICATION, tenant
from tests.offloading.waiting import wait_for
from tools.run.processes import preparation
from tools.toolchain.build import LIQO_PROGRAMS, build, tool

#: Built beforehand: no test waits for a compiler while a deadline runs.
PROGRAMS = ("helm3", "helm4", "kube-scheduler", "kwok", *LIQO_PROGRAMS)
TIMEOUT = "240s"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fleet:
    """Clusters that reach each other.

    Attributes:
        clusters: By their names.
        network: Where they are.
        folder: Where everything is kept, a folder for each cluster.
        pool: Does something in several clusters at once.
    """

    clusters: Mapping[str, LiqoCluster]
    network: PrivateNetwork
    folder: Path
    pool: ThreadPoolExecutor

    def __getitem__(self, name: str) -> LiqoCluster:
        return self.clusters[name]

    def at_once(self, actions: Sequence[Callable[[], Any]]) -> None:
        """Do several things at the same time, and wait for all of them."""
        futures = [self.pool.submit(action) for action in actions]
        errors = [error for future in futures if (error := future.exception())]
        if errors:
            message = "not everywhere"
            raise BaseExceptionGroup(message, errors)

    def peer(self, consumer: str, provider: str, *options: str, kubeconfig: Path | None = None) -> None:
        """Let one cluster use another, as `liqoctl peer` does it.

        Args:
            consumer: The one.
            provider: The other.
            options: Options of `liqoctl peer`.
            kubeconfig: The way to the provider, if not as its administrator.
        """
        self._between("peer", consumer, provider, kubeconfig, *options)

    def authenticate(self, consumer: str, provider: str, *options: str, kubeconfig: Path | None = None) -> None:
        """Do only that part of `liqoctl peer`; the arguments are the same."""
        self._between("authenticate", consumer, provider, kubeconfig, *options)

    def unpeer(self, consumer: str, provider: str, *options: str, kubeconfig: Path | None = None) -> None:
        """Undo it, as `liqoctl unpeer` does, once the consumer has ended by itself what it can.

        Otherwise it is up to chance which is faster: the consumer, which takes back what it has in the provider, or the
        provider, which takes the right to do so away from it (docs/faults.md).
        """
        self.stop_offloading(consumer, provider)
        self[consumer].delete_all("identities.authentication.liqo.io", tenant(provider))
        wait_for(
            f"{consumer} has taken back what was left of it in {provider}",
            lambda: self[provider].list(AUTHENTICATION, "renews", tenant(consumer)),
            lambda left: left == [],
        )
        self.unpeer_at_once(consumer, provider, *options, kubeconfig=kubeconfig)

    def unpeer_at_once(self, consumer: str, provider: str, *options: str, kubeconfig: Path | None = None) -> None:
        """Undo it by nothing but `liqoctl unpeer`."""
        self._between("unpeer", consumer, provider, kubeconfig, *options)

    def stop_offloading(self, consumer: str, provider: str) -> None:
        """Delete what a consumer has asked of a provider; they stay peered."""
        self[consumer].delete_all("resourceslices.authentication.liqo.io", tenant(provider))
        self[consumer].delete_all("virtualnodes.offloading.liqo.io", tenant(provider))

    def peering_user(self, consumer: str, provider: str) -> Path:
        """The kubeconfig of a user of a provider who may peer it with a consumer, and nothing else."""
        options = (f"--kubeconfig={self[provider].plane.kubeconfig}", f"--consumer-cluster-id={consumer}")
        printed = self.liqoctl("generate", "peering-user", *options)
        path = self.folder / f"peering-user-of-{provider}"
        path.touch(mode=0o600)
        path.write_text(printed[printed.index("apiVersion:") :])
        return path

    def try_to_peer(self, consumer: str, provider: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Peer two clusters with `liqoctl peer`; a failure is up to the caller."""
        return self._run("peer", *self._options(consumer, provider), *options)

    def _between(self, command: str, consumer: str, provider: str, kubeconfig: Path | None, *options: str) -> None:
        self.liqoctl(command, *self._options(consumer, provider, kubeconfig), *options)

    def _options(self, consumer: str, provider: str, kubeconfig: Path | None = None) -> tuple[str, ...]:
        return (
            f"--kubeconfig={self[consumer].plane.kubeconfig}",
            f"--remote-kubeconfig={kubeconfig or self[provider].plane.kubeconfig}",
            f"--timeout={TIMEOUT}",
        )

    def offload(self, consumer: str, namespace: str) -> None:
        """Create a namespace whose pods may run in other clusters."""
        self[consumer].apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
        self.liqoctl("offload", "namespace", namespace, f"--kubeconfig={self[consumer].plane.kubeconfig}")

    def liqoctl(self, *arguments: str) -> str:
        """Run liqoctl, which must succeed, and return what it prints."""
        done = self._run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        start = time.monotonic()
        done = subprocess.run(
            [tool("liqoctl"), *arguments, "--skip-confirm"],
            env={"PATH": os.defpath, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=preparation(self.network, outlives_us=False),
        )
        _log.info("liqoctl %s: after %.1f s", " ".join(arguments[:2]), time.monotonic() - start)
        return done


@contextlib.contextmanager
def fleet(names: Sequence[str], folder: Path) -> Iterator[Fleet]:
    """Clusters without Liqo for as long as the block runs; their logs stay."""
    build(PROGRAMS)
    with (
        private_network() as network,
        # Processes end with the thread that has started them: these threads stay until the end.
        ThreadPoolExecutor(len(names)) as pool,
        contextlib.ExitStack() as stack,
    ):
        starting = [liqo_cluster(name, number, network, folder / name) for number, name in enumerate(names, 1)]
        futures = [pool.submit(cluster.__enter__) for cluster in starting]
        clusters = {}
        for cluster, future in zip(starting, futures, strict=True):
            with contextlib.suppress(Exception):
                future.result()
                stack.push(cluster.__exit__)
        for name, future in zip(names, futures, strict=True):
            clusters[name] = future.result()
        yield Fleet(clusters, network, folder, pool)
