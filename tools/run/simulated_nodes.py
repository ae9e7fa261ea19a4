"""Simulates what Helm waits for of the nodes that the embedded control plane does not have.

Helm's hooks are Jobs, and `helm install` and `helm uninstall` wait until they are complete. Nothing runs their pods
here, so they are marked as succeeded, and nothing of what the Jobs would do is done. Other pods can be marked as ready.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from tools.run.background_loop import again_and_again
from tools.run.control_plane import ControlPlane

#: From the API server's cache, which may be slightly behind: the next request follows soon.
_PENDING = "/api/v1/pods?resourceVersion=0&fieldSelector=status.phase%3DPending&labelSelector="
_READY = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}


@contextlib.contextmanager
def finishing_jobs(plane: ControlPlane) -> Iterator[None]:
    """Let every Job succeed while the block runs."""
    with again_and_again(lambda: finish(plane), OSError):
        yield


@contextlib.contextmanager
def starting_pods(plane: ControlPlane) -> Iterator[None]:
    """Let every pod except those of Jobs become ready while the block runs."""
    with again_and_again(lambda: _declare(plane, "!job-name", _READY), OSError):
        yield


def finish(plane: ControlPlane) -> None:
    """Mark the pending pods of all Jobs as succeeded; the Job controller does the rest.

    Raises:
        OSError: The API server does not answer, or rejects the change.
    """
    _declare(plane, "job-name", {"phase": "Succeeded"})


def _declare(plane: ControlPlane, selector: str, status: Mapping[str, Any]) -> None:
    for pod in plane.get(f"{_PENDING}{selector}")["items"]:
        metadata = pod["metadata"]
        plane.patch(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/status", {"status": status})
