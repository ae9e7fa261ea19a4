"""Detect cheaply what a file may be other than a values file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The file that makes a folder a chart.
CHART_FILE = "Chart.yaml"

_API_VERSION = r"""(?m)^[ \t]*["']?apiVersion["']?[ \t]*:|"apiVersion"[ \t]*:"""
#: The two keys that every Kubernetes object has at the top level.
_OF_OBJECTS = (r"""(?m)^["']?apiVersion["']?[ \t]*:""", r"""(?m)^["']?kind["']?[ \t]*:""")
_RELEASES = r"(?m)^releases[ \t]*:"
_CHART = r"\bchart[ \t]*:"


def like_manifests(text: str) -> bool:
    """Return whether a text may contain Kubernetes objects."""
    return "kind" in text and "apiVersion" in text and bool(re.search(_API_VERSION, text))


def like_object(text: str) -> bool:
    """Return whether a text looks like a Kubernetes object itself, even if it is not YAML."""
    return like_manifests(text) and all(re.search(pattern, text) for pattern in _OF_OBJECTS)


def like_helmfile(text: str) -> bool:
    """Return whether a text may be a helmfile."""
    return "releases" in text and bool(re.search(_RELEASES, text) and re.search(_CHART, text))


def like_chart(folder: Path) -> bool:
    """Return whether a folder may be a chart, such as an umbrella chart."""
    return (folder / CHART_FILE).is_file()
