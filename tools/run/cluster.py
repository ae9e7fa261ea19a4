"""Runs Helm and kubectl against one cluster and no other."""

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
    """A cluster, and how to get at it.

    Attributes:
        kubectl_options: What tells kubectl which cluster is meant.
        helm_options: What tells Helm.
        environment: For both programs.
        network: Where the cluster is reached.
    """

    kubectl_options: tuple[str, ...]
    helm_options: tuple[str, ...]
    environment: Mapping[str, str]
    network: Network = MACHINE

    @classmethod
    def with_kubeconfig(cls, kubeconfig: Path, state: Path, network: Network = MACHINE) -> Cluster:
        """The cluster of a kubeconfig file, and no other, whatever the user's environment says.

        Args:
            kubeconfig: The file.
            state: Where Helm keeps what it keeps, in place of the user's folders.
            network: Where it is reached.
        """
        option = f"--kubeconfig={kubeconfig}"
        # HELM_KUBEAPISERVER and its like would win over the kubeconfig, and a proxy has no business here.
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "KUBE"))}
        for kind in ("CACHE", "CONFIG", "DATA"):
            ours[f"HELM_{kind}_HOME"] = str(state / kind.lower())
        return cls((option,), (option,), ours, network)

    @classmethod
    def of_user(cls, context: str) -> Cluster:
        """The cluster of a context of the user's own kubeconfig."""
        return cls((f"--context={context}",), (f"--kube-context={context}",), os.environ)

    def helm(
        self, program: Path, *arguments: str | Path, namespace: str = NAMESPACE
    ) -> subprocess.CompletedProcess[str]:
        """Run a Helm in a namespace, by default the one of Liqo; a failure is up to the caller."""
        return self._run([program, *arguments, "--namespace", namespace, *self.helm_options])

    def kubectl(self, *arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run kubectl, with the given text as standard input; a failure is up to the caller."""
        return self._run([tool("kubectl"), *self.kubectl_options, *arguments], text)

    def existing(self, manifests: Sequence[Manifest]) -> list[Manifest]:
        """Those of the given objects that exist, as the API server has them.

        Raises:
            OSError: kubectl cannot tell.
        """
        return self.send(manifests, "get", "--ignore-not-found") if manifests else []

    def send(self, manifests: Sequence[Manifest], *command: str) -> list[Manifest]:
        """Hand objects to a kubectl command, in the namespace of Liqo, and return the objects it answers with.

        Raises:
            OSError: The command fails; the message is kubectl's.
        """
        answer = self.kubectl(*command, "--namespace", NAMESPACE, "-o", "json", "-f", "-", text=stream(manifests))
        if answer.returncode != 0:
            raise OSError(answer.stderr.strip())
        return [item for found in _documents(answer.stdout) for item in found.get("items", [found])]

    def complaints(self, rendered: str) -> str:
        """What the API server has to say about rendered objects, in strict mode."""
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
    """JSON documents that follow each other, as kubectl prints the answers to several requests."""
    decoder, found, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].lstrip()
    return found
