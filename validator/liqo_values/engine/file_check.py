"""Checks one file on top of layers: as values, or all releases that it describes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine.check import judge
from liqo_values.engine.project_expectations import narrowed
from liqo_values.engine.result import CheckResult
from liqo_values.liqo.peering_objects import Objects
from liqo_values.model.errors import InputError
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.nodes import MapNode, Unknown
from liqo_values.parsing import file_reader
from liqo_values.parsing.file_names import check_name
from liqo_values.sources import discovery
from liqo_values.sources.found import Found
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.sources.release import Release
    from liqo_values.values.expectation import Expectation
    from liqo_values.values.release_inputs import Given

#: What to do about a file without Liqo values.
NOTHING_HERE = "manifests must use the chart `liqo`; a values file does not need a manifest around it"


class Target:
    """A file or stack to check.

    Attributes:
        path: Its path; ``-`` is standard input.
        folder: The folder in which it was found, so that its content decides whether it is for Liqo; empty if the file
            itself was passed.
        stack: The layers to check together instead of the file.
        chart: The chart that the project file names for it; None if it names none.
        expectations: What the project file may expect of its releases.
    """

    __slots__ = ("chart", "expectations", "folder", "path", "stack")

    def __init__(
        self,
        path: str,
        folder: str = "",
        *,
        stack: Given | None = None,
        chart: Selected | None = None,
        expectations: Sequence[Expectation] = (),
    ) -> None:
        self.path = path
        self.folder = folder
        self.stack = stack
        self.chart = chart
        self.expectations = expectations


class Checked(NamedTuple):
    """The outcome for one file.

    Attributes:
        results: One for each release in it.
        errors: Why it, or a release in it, could not be checked.
        holds: Whether it contains anything of Liqo.
        peering: The peering objects in it.
        layers: The files that the releases in it take values from, as absolute paths.
        plain: Whether it is a values file.
        unchecked: A result with the notices about what in it is not checked.
    """

    results: Sequence[CheckResult] = ()
    errors: Sequence[InputError] = ()
    holds: bool = True
    peering: Sequence[Manifest] = ()
    layers: Sequence[str] = ()
    plain: bool = False
    unchecked: Sequence[CheckResult] = ()

    @property
    def only_values(self) -> bool:
        """Whether it contains values, or may contain some, and no release."""
        return self.plain or bool(self.unchecked and not self.results)


def check_file(
    given: Given,
    target: Target,
    objects: Objects | None = None,
    folders: dict[Path | None, Beside] | None = None,
    run: Sequence[str] = (),
) -> Checked:
    """Check one file on top of the given layers: as values, or all releases that it describes.

    Args:
        given: The layers below it, and the arguments above it.
        target: The file.
        objects: Peering objects to check with its values.
        folders: A cache of what was read from folders next to other files.
        run: All files of the run.
    """
    if target.stack is not None:
        try:
            return Checked(check_layers(target.stack, objects))
        except InputError as error:
            return Checked(errors=[error])
    if target.chart is not None:
        given = given.with_files(**target.chart.fields())
    if target.expectations:
        given = given.with_files(expectations=narrowed(given.expectations, target.expectations))
    try:
        source = _read(target, objects)
    except InputError as error:
        return Checked(holds=False) if target.folder and file_reader.is_data(target.path) else Checked(errors=[error])
    try:
        keys = partial(_keys, given)
        expected = not target.folder or discovery.is_named_values(source.name)
        found = discovery.find(source, folders, keys if expected else None, run, given)
        if found is None and not target.folder:
            check_name(source.name)
            return Checked(check_layers(given.with_files(discovery.as_layer(source)), objects), plain=True)
        if not found and target.folder:
            values = discovery.in_folder(source, given.at, keys)
            if not isinstance(values, Found):
                return Checked(check_layers(given.with_files(values), objects), plain=True)
            found = values
    except InputError as error:
        return Checked(errors=[error])
    return _releases(given, source, found or Found(), objects)


def check_layers(given: Given, objects: Objects | None = None) -> list[CheckResult]:
    """Check a release that only layers and arguments describe.

    If a layer is in the folder of an umbrella chart, these are the releases of that chart.

    Raises:
        InputError: as for ``judge``.
    """
    found = discovery.of_layers(given)
    if found is None:
        return [judge(given, objects)]
    source, releases = found
    return [_judged(given, source, release, objects) for release in releases]


def _releases(given: Given, source: Source, found: Found, objects: Objects | None) -> Checked:
    """Check the releases that a file describes, and report what in it is not checked."""
    results: list[CheckResult] = []
    errors = list(found.errors)
    for release in found.releases:
        try:
            results.append(_judged(given, source, release, objects))
        except InputError as error:
            errors.append(error)
    layers = () if found.is_values else [os.path.realpath(file) for release in found.releases for file in release.files]
    unchecked = _all_unchecked(given, source, found)
    return Checked(results, errors, bool(found), found.peering, layers, found.is_values, unchecked)


def _judged(given: Given, source: Source, release: Release, objects: Objects | None = None) -> CheckResult:
    """Check a release, or report why it is not installed; a command without values is checked without any."""
    if release.not_installed is not None:
        return _unchecked(given._replace(expectations=()), source, [release.not_installed])
    return judge(described(given, release, source), objects if release.gives_values else Objects([], with_values=False))


def _all_unchecked(given: Given, source: Source, found: Found) -> list[CheckResult]:
    """Return results with what in a file is not checked; a mode is expected only of what may be a release."""
    parts = ((given, found.notices), (given._replace(expectations=()), found.asides))
    return [_unchecked(expecting, source, notices) for expecting, notices in parts if notices]


def _unchecked(given: Given, source: Source, notices: Sequence[Diagnostic]) -> CheckResult:
    """Return a result without values: only the notices about a file that is not checked."""
    return judge(given.with_files(_without_values(source), diagnostics=notices), Objects((), with_values=False))


def _without_values(source: Source) -> Piece:
    """Return a layer that only says which file describes a release."""
    return Piece(Layer(LayerKind.FILE, source.name, source), MapNode())


def _keys(given: Given) -> Sequence[str]:
    """Return the keys that values may have at the top level."""
    return given.at[:1] if given.at else given.chart.keys.below(())


def check_text(given: Given, source: Source, run: Sequence[str] = ()) -> list[CheckResult]:
    """Check a text on top of the given layers: as values, or all releases and peering objects that it describes.

    Args:
        given: The layers below it, and the arguments above it.
        source: The text.
        run: All files of the run, which may contain what a manifest refers to.

    Raises:
        InputError: the given layers or arguments cannot be read, a manifest contains nothing of Liqo, or it passes an
            argument that Helm would reject.
    """
    found = discovery.find(source, keys=None if source.folder else partial(_keys, given), run=run, given=given)
    values = discovery.in_folder(source, given.at, partial(_keys, given)) if not found and source.folder else found
    if values is None:
        return check_layers(given.with_files(discovery.as_layer(source)))
    if not isinstance(values, Found):
        return check_layers(given.with_files(values))
    found = values
    for error in found.errors:
        raise error
    if not found:
        raise InputError(f"no Liqo values found in `{source.name}`", NOTHING_HERE)
    if not found.peering:
        unchecked = _all_unchecked(given, source, found)
        return [*(_judged(given, source, release) for release in found.releases), *unchecked]
    if len(found.releases) == 1:
        return [_judged(given, source, found.releases[0], Objects(found.peering))]
    objects = Objects(found.peering, with_values=bool(given.steps()))
    return [*(_judged(given, source, release) for release in found.releases), *check_layers(given, objects)]


def _read(target: Target, objects: Objects | None) -> Source:
    """Read a file, but reuse the text that objects were read from, so that comments and reports refer to one text."""
    read = (manifest.file.source for manifest in (objects.manifests if objects else ()))
    return next((source for source in read if source.name == target.path), None) or file_reader.read(
        target.path, folder=target.folder
    )


def described(given: Given, release: Release, source: Source) -> Given:
    """Put a release that a file describes on top of the given layers; its chart counts unless one is named."""
    chart = _with_flags(given, release) if given.chart_named else release.chart
    return given.with_files(
        *(release.steps if release.steps or release.own or release.around else [_without_values(source)]),
        prefix=release.prefix or given.prefix,
        around=release.around or given.around,
        own=given.own if release.own is None else release.own,
        schema=release.schema,
        without_cluster=release.without_cluster or given.without_cluster,
        name=release.name,
        diagnostics=release.diagnostics,
        expectations=(*given.expectations, *release.expectations),
        flags=release.flags,
        destination=release.destination,
        chart=chart.chart if chart else given.chart,
        chart_notes=chart.notes if chart else given.chart_notes,
    )


def _with_flags(given: Given, release: Release) -> Selected | None:
    """Return the named chart with the flags of `liqoctl install` in a script; None if it is no such command."""
    if not release.flags:
        return None
    from liqo_values.charts import liqoctl  # noqa: PLC0415 - few files contain such a command
    from liqo_values.parsing.placeholders import STAND_IN  # noqa: PLC0415

    flags: dict[str, list[str]] = {}
    for flag in release.flags:
        text = Unknown(f"<{flag.span.text}>") if STAND_IN in flag.text else flag.text
        flags.setdefault(flag.name, []).append(text)
    written = release.chart.chart if release.chart is not None else None
    from liqo_values.charts.selection import Selected  # noqa: PLC0415 - few runs need it

    return Selected(liqoctl.with_flags(given.chart, flags, written), tuple(given.chart_notes))
