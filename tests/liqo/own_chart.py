"""Liqo's own chart, the one that it publishes: it is part of Liqo's Go module, which this project pins."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.manifests import Manifest, parse
from tools.toolchain import golang
from tools.toolchain.build import HERE, LIQO, tool

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULE = HERE / "liqo"


@cache
def folder() -> Path:
    """The folder of the chart, among what Go downloaded to build Liqo's programs."""
    go = golang.find((_MODULE / "go.mod",)).path
    command: list[str | Path] = [go, "mod", "download", "-json", LIQO]
    done = subprocess.run(command, cwd=_MODULE, capture_output=True, text=True, check=True)
    return Path(json.loads(done.stdout)["Dir"]) / "deployments" / "liqo"


def template_own(*, values: Mapping[str, Any]) -> list[Manifest]:
    """Render Liqo's own chart, and return its objects."""
    command: list[str | Path] = [tool("helm4"), "template", "liqo", folder(), "--namespace", "liqo", "--values", "-"]
    done = subprocess.run(command, input=json.dumps(values), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return parse(done.stdout)
