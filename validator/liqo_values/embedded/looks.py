"""What a file that is no values file looks like, told at little cost: most files are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.patterns import pattern

if TYPE_CHECKING:
    from pathlib import Path

#: The file that makes a folder a chart.
CHART_FILE = "Chart.yaml"

_API_VERSION = pattern(r"""^[ \t]*["']?apiVersion["']?[ \t]*:|"apiVersion"[ \t]*:""", re.MULTILINE)
_RELEASES = pattern(r"^releases[ \t]*:", re.MULTILINE)
_CHART = pattern(r"\bchart[ \t]*:")


def like_manifests(text: str) -> bool:
    """Tell whether a text may hold Kubernetes objects."""
    return "kind" in text and "apiVersion" in text and bool(_API_VERSION().search(text))


def like_helmfile(text: str) -> bool:
    """Tell whether a text may be a helmfile."""
    return "releases" in text and bool(_RELEASES().search(text) and _CHART().search(text))


def like_chart(folder: Path) -> bool:
    """Tell whether a folder may be a chart, such as an umbrella chart."""
    return (folder / CHART_FILE).is_file()
