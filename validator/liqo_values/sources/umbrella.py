"""Umbrella charts: Liqo's values are under the name or alias of the dependency in Chart.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import items, text
from liqo_values.parsing import yaml
from liqo_values.sources.detect import CHART_FILE
from liqo_values.sources.release import CHART, source_of
from liqo_values.values.release_inputs import read_file

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.source_text import Source
    from liqo_values.values.release_inputs import Piece

#: The file with the own values of a chart.
OWN_VALUES = "values.yaml"


def key_in(folder: Path | None, near: Source) -> str:
    """Return the key that contains Liqo's values in those of a chart; empty if Liqo is not part of it.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.
    """
    source = source_of(folder / CHART_FILE, near) if folder else None
    if source is None:
        return ""
    documents, _ = yaml.parse_stream(source)
    for document in documents:
        for dependency in items(document, "dependencies"):
            if text(dependency, "name") == CHART:
                return text(dependency, "alias") or CHART
    return ""


def name_of(folder: Path, near: Source) -> str:
    """Return the name of the chart in a folder; empty if there is none."""
    source = source_of(folder / CHART_FILE, near)
    documents = yaml.parse_stream(source)[0] if source else []
    return next((text(document, "name") for document in documents), "")


def own_values(folder: Path | None, near: Source) -> Piece | None:
    """Return the chart's own values, which all other layers override."""
    source = source_of(folder / OWN_VALUES, near) if folder else None
    return read_file(source) if source is not None else None
