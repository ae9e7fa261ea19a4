"""A chart with our name and our values, which prints the values that its templates see."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from liqo_values.charts.target import ours
from liqo_values.model.nodes import plain
from liqo_values.values.load import SUBCHARTS

_TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: values}
data:
  chart: {{ .Template.BasePath | quote }}
  values: {{ .Values | toJson | quote }}
"""


def printing_chart(folder: Path) -> None:
    """Write the chart into a folder."""
    chart(folder, "liqo", _defaults())
    write(folder / "templates" / "values.yaml", _TEMPLATE)
    for name in SUBCHARTS:
        chart(folder / "charts" / name, name, {})


@cache
def _defaults() -> object:
    return plain(ours().defaults)


def chart(folder: Path, name: str, values: object, **more: object) -> None:
    """Write a chart without templates into a folder.

    Args:
        folder: The folder.
        name: The name of the chart.
        values: Its own values.
        more: What else its Chart.yaml contains.
    """
    described = {"apiVersion": "v2", "name": name, "version": "1.2.0", **more}
    write(folder / "Chart.yaml", json.dumps(described, indent=2))
    write(folder / "values.yaml", json.dumps(values, indent=2))


def printed(manifests: str) -> dict[tuple[str, ...], Any]:
    """Return the values of each chart that printed them, by its path in the umbrella chart."""
    objects = (one for one in yaml.safe_load_all(manifests) if one)
    data = (one["data"] for one in objects if one["metadata"]["name"] == "values")
    return {tuple(one["chart"].split("/")[2:-1:2]): json.loads(one["values"]) for one in data}


def write(path: Path, content: str) -> Path:
    """Write a file, and create its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path
