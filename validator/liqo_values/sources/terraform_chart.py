"""Which chart a ``helm_release`` of Terraform installs: what its chart, repository and version mean to the provider."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.sources import chart_reference, detect, release, umbrella

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.charts.selection import Selected
    from liqo_values.model.source_text import Source

#: A packaged chart, by its path or URL.
_PACKAGE = r"(?:(.*)/)?liqo-v?([0-9][^/]*)\.tgz"


class Named(NamedTuple):
    """What a release says about its chart; a text that is not known contains ``${…}``.

    Attributes:
        chart: The name, path or URL.
        repository: The URL of the repository, or a folder.
        version: The version or range.
        labels: Names that tell which chart is meant if ``chart`` does not.
    """

    chart: str
    repository: str
    version: str
    labels: tuple[str, ...] = ()


class Chart(NamedTuple):
    """A chart that contains Liqo.

    Attributes:
        selected: The target chart; None for that of an umbrella chart.
        prefix: The key of Liqo's values in an umbrella chart that is not available; empty for any other chart.
        folder: The folder of a local chart; None if it is not local.
    """

    selected: Selected | None
    prefix: str
    folder: Path | None


def find(named: Named, base: Path, near: Source) -> Chart | None:
    """Return the chart of a release; None if it is not Liqo's and does not contain it.

    Args:
        named: What the release says.
        base: The folder of the module, where Terraform is assumed to run.
        near: The file of the release.
    """
    chart = _path(named)
    folder = _folder(chart, base)
    if umbrella.key_in(folder, near):
        return Chart(None, "", folder)
    packaged = re.fullmatch(_PACKAGE, chart)
    if packaged:
        return Chart(chart_reference.in_repository(packaged[1] or "", packaged[2]), "", None)
    called = umbrella.name_of(folder, near) if folder is not None else ""
    if called != release.CHART if called else not _is_liqo(named, chart):
        return None
    if folder is not None:
        return Chart(chart_reference.in_folder(folder, near), "", folder)
    return Chart(_in_repository(named, chart), "", None)


def is_here(named: Named, base: Path) -> bool:
    """Return whether the chart of a release is in the repository, so that its Chart.yaml says what it contains."""
    folder = _folder(_path(named), base)
    return folder is not None and detect.like_chart(folder)


def _path(named: Named) -> str:
    """Return the name, path or URL of a chart; with a folder as its repository, that folder, as the provider does."""
    chart = named.chart.strip()
    local = named.repository and "://" not in named.repository and "/" not in chart
    return f"{named.repository}/{chart}" if local else chart


def _folder(chart: str, base: Path) -> Path | None:
    if "${" in chart or "://" in chart:
        return None
    is_path = chart.startswith((".", "/")) or (base / chart).is_dir()
    return base / chart if is_path and not chart.endswith(".tgz") else None


def _is_liqo(named: Named, chart: str) -> bool:
    if release.is_liqo(chart):
        return True
    return "${" in chart and any("liqo" in text.lower() for text in (named.repository, *named.labels))


def _in_repository(named: Named, chart: str) -> Selected:
    if "://" in chart:
        return chart_reference.in_repository(chart, named.version)
    if "${" in named.repository:
        return chart_reference.missing(f"the repository `{named.repository}`", named.version)
    if "://" in named.repository:
        return chart_reference.in_repository(named.repository, named.version)
    alias, slash, _ = chart.rpartition("/")
    if slash:
        return chart_reference.missing(f"the repository `{alias}`", named.version)
    return chart_reference.missing(f"the chart `{chart}`", named.version)
