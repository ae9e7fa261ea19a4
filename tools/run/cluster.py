"""Runs Helm and kubectl against one cluster, and never against another."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.manifests import Manifest, stream
from tools.repository import ROOT
from tools.run.network import MACHINE, Network
from tools.run.processes import preparation
from tools.toolchain.build import tool

RELEASE = "liqo"
NAMESPACE = "liqo"


@dataclass(frozen=True)
class Cluster:
    """A cluster, and how to reach it.

    Attributes:
        kubectl_options: The options that select the cluster for kubectl.
        helm_options: The same for Helm.
        environment: The environment of both programs.
        network: The network that the cluster is in.
    """

    kubectl_options: tuple[str, ...]
    helm_options: tuple[str, ...]
    environment: Mapping[str, str]
    network: Network = MACHINE

    @classmethod
    def with_kubeconfig(cls, kubeconfig: Path, state: Path, network: Network = MACHINE) -> Cluster:
        """Return the cluster of a kubeconfig file, whatever the user's environment says.

        Args:
            kubeconfig: The file.
            state: The folder for Helm's own files, instead of the user's folders.
            network: The network that the cluster is in.
        """
        option = f"--kubeconfig={kubeconfig}"
        # HELM_KUBEAPISERVER and similar variables would override the kubeconfig.
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "KUBE"))}
        for kind in ("CACHE", "CONFIG", "DATA"):
            ours[f"HELM_{kind}_HOME"] = str(state / kind.lower())
        return cls((option,), (option,), ours, network)

    @classmethod
    def of_user(cls, context: str) -> Cluster:
        """Return the cluster of a context in the user's own kubeconfig."""
        return cls((f"--context={context}",), (f"--kube-context={context}",), os.environ)

    def helm(
        self, program: Path, *arguments: str | Path, namespace: str = NAMESPACE
    ) -> subprocess.CompletedProcess[str]:
        """Run Helm in a namespace, by default that of Liqo; the caller handles a failure."""
        return self._run([program, *arguments, "--namespace", namespace, *self.helm_options])

    def kubectl(self, *arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run kubectl with the given text as standard input; the caller handles a failure."""
        return self._run([tool("kubectl"), *self.kubectl_options, *arguments], text)

    def existing(self, manifests: Sequence[Manifest]) -> list[Manifest]:
        """Return those of the given objects that exist, as the API server has them.

        Raises:
            OSError: kubectl fails.
        """
        return self.send(manifests, "get", "--ignore-not-found") if manifests else []

    def send(self, manifests: Sequence[Manifest], *command: str) -> list[Manifest]:
        """Pass objects to a kubectl command in the namespace of Liqo, and return the objects it prints.

        Raises:
            OSError: The command fails; the message is kubectl's.
        """
        answer = self.kubectl(*command, "--namespace", NAMESPACE, "-o", "json", "-f", "-", text=stream(manifests))
        if answer.returncode != 0:
            raise OSError(answer.stderr.strip())
        return [item for found in _documents(answer.stdout) for item in found.get("items", [found])]

    def complaints(self, rendered: str) -> str:
        """Return what the API server reports about rendered objects in strict mode."""
        result = self.kubectl(
            *("apply", "--namespace", NAMESPACE, "--server-side", "--force-conflicts", "--dry-run=server"),
            *("--validate=strict", "-f", "-"),
            text=rendered,
        )
        return result.stderr or (f"exit status {result.returncode}" if result.returncode else "")

    def _run(self, command: Sequence[str | Path], text: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            preexec_fn=preparation(self.network, outlives_us=False),
        )


def _documents(text: str) -> list[Manifest]:
    """Read JSON documents that follow each other, as kubectl prints the answers to several requests."""
    decoder, found, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].lstrip()
    return found
