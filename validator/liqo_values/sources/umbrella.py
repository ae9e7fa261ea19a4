"""Umbrella charts: Liqo's values are under the name or alias of the dependency in Chart.yaml.

A dependency may be an umbrella chart itself, if it is unpacked in `charts/` or in another folder of the repository.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts import versions
from liqo_values.model.errors import InputError
from liqo_values.model.findings import UNREADABLE, Label
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import ListNode, plain
from liqo_values.model.source_text import Span
from liqo_values.parsing import yaml
from liqo_values.parsing.refusals import noticed
from liqo_values.sources import chart_reference
from liqo_values.sources.chart_reference import scalar
from liqo_values.sources.detect import CHART_FILE, chart_folder
from liqo_values.sources.release import CHART, source_of
from liqo_values.values.release_inputs import joined, read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path as Folder

    from liqo_values.charts.selection import Selected
    from liqo_values.model.nodes import Node, Path
    from liqo_values.model.source_text import Source
    from liqo_values.values.release_inputs import Piece

#: The file with the own values of a chart.
OWN_VALUES = "values.yaml"
#: The file with the exact versions of the dependencies.
_LOCK = "Chart.lock"
#: The files that have their content in charts with the `apiVersion` v1.
_OLD = {CHART_FILE: "requirements.yaml", _LOCK: "requirements.lock"}
#: How a dependency refers to a repository that was added by a name, and to a folder.
_ALIASES = ("@", "alias:")
_FILE = "file://"
#: How the files of a chart name Liqo's chart, even if they cannot be read.
_ABOUT_LIQO = rf"""\bname["']?[ \t]*:[ \t]*["']?{CHART}\b"""


class Chart(NamedTuple):
    """A chart and the charts that it depends on, as far as they are in the repository.

    Attributes:
        key: The key of its values in those of the chart above it: its alias, or else its name.
        name: Its name.
        folder: Its folder; None if it is not in the repository.
        entry: Its entry in the Chart.yaml above it; None if there is none, because it is only unpacked there.
        charts: The charts that it depends on; empty for Liqo's chart.
    """

    key: str
    name: str
    folder: Folder | None
    entry: Node | None = None
    charts: tuple[Chart, ...] = ()


class Place(NamedTuple):
    """Where Liqo's chart is among the dependencies of an umbrella chart.

    Attributes:
        charts: The umbrella chart, those between it and Liqo's chart, and Liqo's chart.
    """

    charts: tuple[Chart, ...]

    @property
    def at(self) -> Path:
        """The path of Liqo's values in those of the umbrella chart."""
        return tuple(chart.key for chart in self.charts[1:])


def read(folder: Folder, near: Source) -> Chart:
    """Read a chart and all those that it depends on.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.

    Raises:
        InputError: one of their files cannot be read, and is about Liqo.
    """
    return _read(Chart("", "", folder), near, frozenset())


def _read(chart: Chart, near: Source, above: frozenset[str]) -> Chart:
    """Read the charts that a chart depends on; ``above`` are the folders of those that depend on it."""
    real = os.path.realpath(chart.folder) if chart.folder else ""
    if chart.folder is None or real in above or chart.name == CHART:
        return chart
    found = [*_listed(chart.folder, near), *_unlisted(chart.folder, near)]
    return chart._replace(charts=tuple(_read(one, near, above | {real}) for one in found))


def _listed(folder: Folder, near: Source) -> Iterator[Chart]:
    unpacked = _unpacked(folder, near)
    for entry in _all_dependencies(folder, CHART_FILE, near):
        name, address = text(entry, "name"), text(entry, "repository").strip()
        local = folder / address.removeprefix(_FILE) if address.startswith(_FILE) else None
        if local is None or (name in unpacked and not name_of(local, near)):
            local = unpacked.get(name)
        yield Chart(text(entry, "alias") or name, name, local, entry)


def _unlisted(folder: Folder, near: Source) -> Iterator[Chart]:
    """Yield the charts that are unpacked in `charts/` only: Helm installs them as well."""
    listed = {text(entry, "name") for entry in _all_dependencies(folder, CHART_FILE, near)}
    for name, unpacked in _unpacked(folder, near).items() if (folder / CHART_FILE).is_file() else ():
        if name not in listed:
            yield Chart(name, name, unpacked)


def _unpacked(folder: Folder, near: Source) -> dict[str, Folder]:
    """Return the folders in `charts/` by the names of the charts in them."""
    try:
        folders = sorted(path for path in (folder / "charts").iterdir() if path.name[0] not in "._" and path.is_dir())
    except OSError:
        return {}
    named = {name_of(path, near): path for path in folders if (path / CHART_FILE).is_file()}
    return {name: path for name, path in named.items() if name}


def places(chart: Chart) -> list[Place]:
    """Return where Liqo's chart is among the dependencies of a chart, each path once."""
    found = {place.at: place for place in map(Place, _paths((chart,)))}
    return list(found.values())


def _paths(charts: tuple[Chart, ...]) -> Iterator[tuple[Chart, ...]]:
    for one in charts[-1].charts:
        if one.name == CHART:
            yield (*charts, one)
        else:
            yield from _paths((*charts, one))


def without(chart: Chart, off: Collection[Path], at: Path = ()) -> Chart:
    """Return a chart without some of its dependencies.

    Args:
        chart: The chart.
        off: The paths of the dependencies.
        at: The path of the chart.
    """
    kept = [without(one, off, (*at, one.key)) for one in chart.charts if (*at, one.key) not in off]
    return chart._replace(charts=tuple(kept))


def around(source: Source) -> Folder | None:
    """Return the folder of the umbrella chart that a file is in; None if it is in none.

    The nearest Chart.yaml counts.

    Args:
        source: The file, in the folder of the chart or at any depth below it.
    """
    folder = chart_folder(source)
    return folder if folder is not None and key_in(folder, source) else None


def key_in(folder: Folder | None, near: Source) -> str:
    """Return the keys that lead to Liqo's values in those of a chart, with dots; empty if it does not depend on Liqo.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.
    """
    found = places(read(folder, near)) if folder is not None else []
    return joined(found[0].at) if found else ""


def reads(folder: Folder, key: str, near: Source) -> bool:
    """Return whether a template of an umbrella chart itself reads a key at the top level.

    Args:
        folder: The folder of the umbrella chart.
        key: The key.
        near: A file of the same repository.
    """
    templates = (source_of(path, near) for path in (folder / "templates").rglob("*"))
    return any(re.search(rf"\.Values\.{re.escape(key)}\b", one.text) for one in templates if one is not None)


def chart_at(place: Place, near: Source) -> tuple[Selected, Label | None]:
    """Return the chart that an umbrella chart depends on, and where its version is written.

    Args:
        place: Where it is.
        near: A file of the same repository.
    """
    node = find(place.charts[-1].entry, "version")
    label = Label(node.span, node.span.source.name, "is older than Liqo 1.0") if node and node.span else None
    return _selected(place, near), label


def _selected(place: Place, near: Source) -> Selected:
    *_, above, liqo = place.charts
    address, version = text(liqo.entry, "repository").strip(), scalar(liqo.entry, "version")
    if liqo.folder is not None and (address.startswith(_FILE) or not address):
        return chart_reference.in_folder(liqo.folder, near)
    locked = next(_dependencies(above.folder, _LOCK, near), None)
    if locked is not None and versions.read(version) is None:
        version = scalar(locked, "version")
    if not address or address.startswith(_ALIASES):
        what = f"the repository `{address}`" if address else f"the chart `charts/{CHART}`"
        return chart_reference.missing(what, version)
    return chart_reference.in_repository(address, version)


def _dependencies(folder: Folder | None, name: str, near: Source) -> Iterator[Node]:
    """Yield the entries for Liqo in the list of dependencies of a chart, in its Chart.yaml or its lock file."""
    yield from (entry for entry in _all_dependencies(folder, name, near) if text(entry, "name") == CHART)


def _all_dependencies(folder: Folder | None, name: str, near: Source) -> Iterator[Node]:
    for one in (name, _OLD[name]) if folder else ():
        if folder and (folder / one).is_file():
            for document in _described(folder / one, near):
                yield from items(document, "dependencies")


def name_of(folder: Folder, near: Source) -> str:
    """Return the name of the chart in a folder; empty if there is none.

    Raises:
        InputError: its Chart.yaml cannot be read, and mentions Liqo.
    """
    return next((text(document, "name") for document in _described(folder / CHART_FILE, near)), "")


def _described(path: Folder, near: Source) -> list[Node]:
    """Return what a file of a chart says about it; nothing if it cannot be read, unless it is about Liqo.

    Raises:
        InputError: it is about Liqo.
    """
    source = source_of(path, near)
    if source is None:
        return []
    documents, problems = yaml.parse_stream(source)
    listed = next((found for one in documents if (found := find(one, "dependencies")) is not None), None)
    if listed is not None and not (isinstance(listed, ListNode) or plain(listed) is None):
        message, remedy = "`dependencies` must be a list", "write `- name: …` for each dependency"
        problems = [noticed(UNREADABLE, message, remedy, listed.span or Span(source, 0, 0))]
    problem = next((one for one in problems if one.unreadable), None)
    if problem is not None and re.search(_ABOUT_LIQO, source.text):
        message = f"`{source.name}` cannot be read, so the values of this chart are not checked: {problem.message}"
        raise InputError(message, problem.help, problem.primary.span)
    return documents


def own_values(folder: Folder | None, near: Source) -> Piece | None:
    """Return the chart's own values, which all other layers override."""
    if folder is None:
        return None
    path = folder / OWN_VALUES
    is_near = os.path.realpath(path) == os.path.realpath(near.name)
    source = near if is_near else source_of(path, near)
    return read_file(source) if source is not None else None
