"""Renders the chart with a real Helm."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.manifests import Manifest, parse
from tools.repository import CHART

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Values below all others wherever the chart is rendered without a cluster to ask for its name.
CLUSTER_ID = Path(__file__).parent / "cluster-id.yaml"


class RefusedError(Exception):
    """Helm does not render the chart; the message is what it says."""


def text(helm: Path, *options: str | Path, values: Mapping[str, Any] | str | None = None) -> str:
    """Render the chart, for a cluster that is called rome unless the values say otherwise.

    Args:
        helm: The program.
        options: Options of ``helm template``, such as ``--set``.
        values: Values, or the text of a file with some, which comes before all options.

    Raises:
        RefusedError: Helm refuses the values, or cannot render with them.
    """
    command: list[str | Path] = [helm, "template", "liqo", CHART, "--namespace", "liqo", "--values", CLUSTER_ID]
    if values is not None:
        command += ["--values", "-"]
    given = values if isinstance(values, str) or values is None else written(values)
    result = subprocess.run([*command, *options], input=given, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RefusedError(result.stderr)
    return result.stdout


def written(values: Mapping[str, Any]) -> str:
    """Return values as the text of a file: JSON, with an escape for the one character that YAML does not allow."""
    return json.dumps(values).replace("\x7f", "\\u007f")


def template(helm: Path, *options: str | Path, values: Mapping[str, Any] | str | None = None) -> list[Manifest]:
    """Render the chart as ``text`` does, and return its objects."""
    return parse(text(helm, *options, values=values))
