"""Stands in for the nodes that the embedded control plane does not have, as far as Helm waits for them.

Helm's hooks are Jobs, and an installation or removal waits until they are complete. Nothing runs their pods here, so
they are declared successful; whatever the Jobs would have done is not done. Who waits for all pods to be ready can have
the others declared so too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from tools.run.background_loop import again_and_again
from tools.run.control_plane import ControlPlane

#: Out of the API server's cache, which may be a moment behind: the next look comes soon.
_PENDING = "/api/v1/pods?resourceVersion=0&fieldSelector=status.phase%3DPending&labelSelector="
_READY = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}


@contextlib.contextmanager
def finishing_jobs(plane: ControlPlane) -> Iterator[None]:
    """Let every Job succeed for as long as the block runs."""
    with again_and_again(lambda: finish(plane), OSError):
        yield


@contextlib.contextmanager
def starting_pods(plane: ControlPlane) -> Iterator[None]:
    """Let every pod but those of Jobs become ready for as long as the block runs."""
    with again_and_again(lambda: _declare(plane, "!job-name", _READY), OSError):
        yield


def finish(plane: ControlPlane) -> None:
    """Declare the pending pods of all Jobs successful; the Job controller takes it from there.

    Raises:
        OSError: The API server does not answer, or refuses.
    """
    _declare(plane, "job-name", {"phase": "Succeeded"})


def _declare(plane: ControlPlane, selector: str, status: Mapping[str, Any]) -> None:
    for pod in plane.get(f"{_PENDING}{selector}")["items"]:
        metadata = pod["metadata"]
        plane.patch(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/status", {"status": status})
