"""Stands in for the nodes that the embedded control plane does not have, as far as Helm waits for them.

Helm's hooks are Jobs, and an installation or removal waits until they are complete. Nothing runs their pods here, so
they are declared successful; whatever the Jobs would have done is not done.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from tests.cluster.control_plane import ControlPlane

POLL_SECONDS = 0.3
_PODS_OF_JOBS = "/api/v1/pods?labelSelector=job-name&fieldSelector=status.phase%3DPending"


@contextlib.contextmanager
def finishing_jobs(plane: ControlPlane) -> Iterator[None]:
    """Let every Job succeed for as long as the block runs."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(POLL_SECONDS):
            # The next round makes up for one that failed, as for a pod that is deleted in between.
            with contextlib.suppress(OSError):
                finish(plane)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def finish(plane: ControlPlane) -> None:
    """Declare the pending pods of all Jobs successful; the Job controller takes it from there.

    Raises:
        OSError: The API server does not answer, or refuses.
    """
    for pod in plane.get(_PODS_OF_JOBS)["items"]:
        metadata = pod["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/status"
        plane.patch(path, {"status": {"phase": "Succeeded"}})
