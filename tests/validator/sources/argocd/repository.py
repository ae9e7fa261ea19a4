"""A repository with a chart that prints its values, and an Application that installs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path

#: The name of the Application.
NAME = "liqo-rome"
#: The keys that files and parameters set; Liqo's chart has none of them.
KEYS = ("k", "l", "m", "k.dotted")
_FILES = {
    "charts/liqo/Chart.yaml": "apiVersion: v2\nname: liqo\nversion: 1.2.0\n",
    "charts/liqo/templates/t.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  v: {{ .Values | toJson | quote }}\n"
    ),
    "charts/liqo/a.yaml": "k: a\nl: {a: fa}\n",
    "charts/liqo/b.yaml": "k: {b: fb}\nm: fb\n",
    "charts/liqo/sub/c.yaml": "k: c\n",
    "top/d.yaml": "l: d\n",
    "top/e.yaml": "m: {b: {x: e}}\n",
    "charts/liqo/liqo-rome.yaml": "k: rome\n",
    "top/liqo-rome.yaml": "l: rome-top\n",
    "top/prod.yaml": "m: prod\n",
    "charts/liqo/t.txt": "txt",
    "top/t,1.txt": "t1",
    "top/liqo-rome.txt": "rometxt",
}


class Rendering(TypedDict):
    """What Argo CD made of an Application.

    Attributes:
        spec: The ``spec`` of the Application.
        change: The content of a file that changes the source; None if there is none.
        changes_for: The name of the Application in the name of this file; empty if the file is for all of them.
        values: The values of the keys.
    """

    spec: object
    change: object
    changes_for: str
    values: object


def create(root: Path, rendering: Rendering) -> Path:
    """Create the repository, and return the file of the Application."""
    (root / ".git").mkdir(parents=True)
    for name, content in _FILES.items():
        _write(root / name, content)
    if rendering["change"] is not None:
        name = f"-{rendering['changes_for']}" if rendering["changes_for"] else ""
        _write(root / f"charts/liqo/.argocd-source{name}.yaml", json.dumps(rendering["change"]))
    application = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": NAME, "namespace": "argocd"},
        "spec": rendering["spec"],
    }
    return _write(root / "apps/app.yaml", json.dumps(application, indent=2))


def _write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path
