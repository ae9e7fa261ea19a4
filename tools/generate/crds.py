"""The CRDs of the liqo-crds chart, from Liqo's Go types.

tools/toolchain/liqo/go.mod pins Liqo and controller-gen. Without descriptions, which the API server does not need, the
CRDs take a third of the space, and stay far below the limit of the release that Helm stores.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.generate.errors import GenerationError

OPTIONS = "crd:maxDescLen=0,generateEmbeddedObjectMeta=true"
API_TYPES = "github.com/liqotech/liqo/apis/..."


def crds(controller_gen: Path, module: Path) -> dict[str, str]:
    """Return all CRDs by file name.

    Args:
        controller_gen: The built program.
        module: Folder of the Go module that requires Liqo; Go finds the types through it.

    Raises:
        GenerationError: If controller-gen cannot be run, or fails.
    """
    with tempfile.TemporaryDirectory() as directory:
        # It looks for Go on its PATH; where the user's has none, or an old one, this environment has another.
        path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ.get("PATH", os.defpath)])
        command = [str(controller_gen.absolute()), OPTIONS, f"paths={API_TYPES}", f"output:crd:dir={directory}"]
        try:
            done = subprocess.run(
                command, cwd=module, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
            )
        except OSError as error:
            message = f"cannot run {controller_gen}: {error.strerror}; `make tools` builds it"
            raise GenerationError(message) from error
        if done.returncode != 0:
            message = f"controller-gen failed:\n{done.stderr.strip()}"
            raise GenerationError(message)
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(directory).glob("*.yaml"))}
