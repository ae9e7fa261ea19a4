"""What a file that is no values file looks like, told at little cost: most files are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The file that makes a folder a chart.
CHART_FILE = "Chart.yaml"

_API_VERSION = r"""(?m)^[ \t]*["']?apiVersion["']?[ \t]*:|"apiVersion"[ \t]*:"""
_RELEASES = r"(?m)^releases[ \t]*:"
_CHART = r"\bchart[ \t]*:"


def like_manifests(text: str) -> bool:
    """Tell whether a text may hold Kubernetes objects."""
    return "kind" in text and "apiVersion" in text and bool(re.search(_API_VERSION, text))


def like_helmfile(text: str) -> bool:
    """Tell whether a text may be a helmfile."""
    return "releases" in text and bool(re.search(_RELEASES, text) and re.search(_CHART, text))


def like_chart(folder: Path) -> bool:
    """Tell whether a folder may be a chart, such as an umbrella chart."""
    return (folder / CHART_FILE).is_file()
