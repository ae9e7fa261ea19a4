"""Liqo's own chart, the one that it publishes: it is part of Liqo's Go modules, which this project pins."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liqo_values.charts.target import LIQO as CURRENT
from tools.manifests import Manifest, parse
from tools.toolchain import golang
from tools.toolchain.build import HERE, LIQO, tool

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULE = HERE / "liqo"
#: Earlier releases whose charts tests install, with the checksums of their modules. ``go.mod`` pins the current one.
EARLIER: Mapping[str, str] = {
    "v1.0.0": "h1:FQO90V0xW/QE0CcN5dVnWx1tmlYCXFd3tp96dmlVtJ0=",
    "v1.0.3": "h1:ghymqcIo67XVvFKVSlREQHxTocVIS3+JD8kUWcSQNkU=",
    "v1.1.0": "h1:43NQSTmphaac5b2Xcn6CPofgsLv5nvQO509GKNbOfms=",
    "v1.1.2": "h1:DgGPkR6rWM1b1iKJR89tugTOKiNK9uUeghonjTI4Jx0=",
}


@cache
def folder(release: str = CURRENT) -> Path:
    """The folder of the chart of a release, among what Go downloads; in it, the chart has no version of its own."""
    go = golang.find((_MODULE / "go.mod",)).path
    command: list[str | Path] = [go, "mod", "download", "-json", f"{LIQO}@{release}" if release in EARLIER else LIQO]
    done = subprocess.run(command, cwd=_MODULE, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["Version"] == release
    assert found["Sum"] == EARLIER.get(release, found["Sum"])
    return Path(found["Dir"]) / "deployments" / "liqo"


def package(release: str, target: Path) -> Path:
    """Package the chart of a release as Liqo publishes it: only then has it the version of the release."""
    command: list[str | Path] = [tool("helm4"), "package", folder(release), f"--destination={target}"]
    command += [f"--version={release}", f"--app-version={release}"]
    subprocess.run(command, capture_output=True, text=True, check=True)
    return target / f"liqo-{release}.tgz"


def template_own(*, values: Mapping[str, Any]) -> list[Manifest]:
    """Render Liqo's own chart, and return its objects."""
    command: list[str | Path] = [tool("helm4"), "template", "liqo", folder(), "--namespace", "liqo", "--values", "-"]
    done = subprocess.run(command, input=json.dumps(values), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return parse(done.stdout)
