"""A repository with a chart that prints its values, and files for Applications to refer to."""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.agreement.printing_chart import printing_chart, write

Tree = dict[str, Any]

#: The name of the Application, its project and its namespaces.
NAME = "liqo-rome"
PROJECT = "prod"
#: The URL of the repository.
URL = "https://git.example.org/fleet.git"
#: The keys are those that decide the mode, and some that no chart of Liqo has.
_FILES: Mapping[str, object] = {
    "charts/liqo/a.yaml": {"k": "a", "l": {"a": "fa"}, "networking": {"enabled": False}},
    "charts/liqo/b.yaml": {"k": {"b": "fb"}, "m": "fb", "networking": {"reflectIPs": False}},
    "charts/liqo/sub/c.yaml": {"k": "c", "networking": None},
    "charts/liqo/liqo-rome.yaml": {"k": "rome", "virtualKubelet": {"extra": {"args": ["--disable-ip-reflection"]}}},
    "charts/liqo/sub/deep/f.yaml": {"l": ["f"], "networking": {"enabled": True}},
    "charts/liqo/.hidden.yaml": {"k": "hidden"},
    "charts/liqo/sub/.h/g.yaml": {"k": "g"},
    "top/d.yaml": {"l": "d", "networking": {"reflectIPs": False}},
    "top/e.yaml": {"m": {"b": {"x": "e"}}, "networking": {"enabled": False}},
    "top/liqo-rome.yaml": {"l": "rome-top"},
    "top/prod.yaml": {"m": "prod"},
    "charts/liqo/t.txt": "txt",
    "top/t,1.txt": "t1",
    "top/liqo-rome.txt": "false",
}


@cache
def repository() -> Path:
    """Return the repository that all tests of this process use."""
    holder = tempfile.TemporaryDirectory(prefix="fleet-")
    atexit.register(holder.cleanup)
    root = Path(holder.name).resolve()
    (root / ".git").mkdir()
    for name, content in _FILES.items():
        write(root / name, content if isinstance(content, str) else json.dumps(content))
    for chart in ("charts/liqo", "charts/again"):
        printing_chart(root / chart)
    return root


@contextmanager
def changed(content: object, name: str) -> Iterator[None]:
    """Put a file next to the chart that changes its source; without content, none.

    Args:
        content: The content.
        name: The Application that it is for; empty for all of them.
    """
    if content is None:
        yield
        return
    path = repository() / f"charts/liqo/.argocd-source{f'-{name}' if name else ''}.yaml"
    write(path, json.dumps(content, indent=2))
    try:
        yield
    finally:
        path.unlink()
