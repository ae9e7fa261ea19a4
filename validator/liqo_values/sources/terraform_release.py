"""The release that the arguments of a ``helm_release`` describe, wherever they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.nodes import ListNode, ScalarNode
from liqo_values.sources import chart_reference, release, terraform_chart, terraform_layers, terraform_locals
from liqo_values.sources.found import Found
from liqo_values.sources.release import Release
from liqo_values.sources.terraform_chart import Chart, Named
from liqo_values.sources.terraform_functions import as_text
from liqo_values.sources.terraform_nodes import TextNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File

#: What installs or renders a chart, and whether that is done without access to the cluster.
KINDS = {("resource", "helm_release"): False, ("data", "helm_template"): True}

#: What a file in JSON contains that describes releases.
NAMES = '"(?:' + "|".join(kind for _, kind in KINDS) + ')"'


def found(makers: Iterable[Callable[[], Release | None]]) -> Found:
    """Make the releases of a file; one that Helm would reject does not keep the others from being checked."""
    releases: list[Release] = []
    errors: list[InputError] = []
    for make in makers:
        try:
            made = make()
        except InputError as error:
            errors.append(error)
        else:
            releases += [made] if made is not None else []
    return Found(releases, errors=errors)


def release_of(
    file: File, address: str, kind: tuple[str, str], arguments: Mapping[str, Node], folder: Path
) -> Release | None:
    """Return the release that arguments describe; None if its chart is not Liqo's and does not contain it.

    Args:
        file: The file that contains them.
        address: The name of the release in Terraform.
        kind: One of ``KINDS``.
        arguments: The arguments.
        folder: The folder of the module.

    Raises:
        InputError: Helm would reject an argument.
    """
    name, chart, repository, version = (
        written(arguments.get(key)) for key in ("name", "chart", "repository", "version")
    )
    found = chart_of(Named(chart, repository, version, (address, name)), arguments, folder, file.source)
    if found is None:
        return None
    result = described(file, address, kind, found, arguments.get("version"))
    fill(result, file, arguments)
    return result


def chart_of(named: Named, arguments: Mapping[str, Node], folder: Path, near: Source) -> Chart | None:
    """Return the chart of a release: Liqo's, or one that is not available here whose values contain Liqo's.

    Args:
        named: What the release says about its chart.
        arguments: All its arguments.
        folder: The folder of the module.
        near: The file of the release.
    """
    found = terraform_chart.find(named, folder, near)
    if found is not None or terraform_chart.is_here(named, folder):
        return found
    values = arguments.get("values")
    for item in values.items if isinstance(values, ListNode) else ():
        section = terraform_locals.section_in(terraform_layers.piece_of(item))
        if section:
            return Chart(chart_reference.missing(f"the chart `{named.chart}`", ""), section, None)
    return None


def described(file: File, address: str, kind: tuple[str, str], chart: Chart, version: Node | None) -> Release:
    """Return a release of a chart, without layers.

    Args:
        file: The file that contains it.
        address: Its name in Terraform.
        kind: One of ``KINDS``.
        chart: Its chart.
        version: Where the version is written.
    """
    result = Release(address, prefix=chart.prefix, without_cluster=KINDS[kind])
    if chart.selected is not None:
        result.is_for(chart.selected, release.label(file, version, "is older than Liqo 1.0"))
    else:
        result.umbrella = chart.folder
    return result


def fill(result: Release, file: File, arguments: Mapping[str, Node]) -> None:
    """Add the layers of a release.

    Raises:
        InputError: Helm would reject an argument.
    """
    result.steps += terraform_layers.layers(file, arguments)
    result.diagnostics += terraform_layers.notes(file, arguments)


def written(node: Node | None) -> str:
    """Return an argument as a text; with ``${…}`` in it if it is not known."""
    text = as_text(node) if node is not None else ""
    if text is None and isinstance(node, TextNode):
        return str(node.value)
    if text is None and isinstance(node, ScalarNode) and node.value is not None:
        value = str(node.value)
        return value if "${" in value else f"${{{value}}}"
    return text or ""
