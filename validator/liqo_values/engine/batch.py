"""Checks many files, each on top of the same layers: in a stable order, on all cores if there are many files."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine import pool
from liqo_values.engine.check import judge
from liqo_values.engine.project_expectations import narrowed
from liqo_values.engine.result import CheckResult
from liqo_values.liqo.peering_objects import Objects
from liqo_values.model.errors import InputError
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.nodes import MapNode, Unknown
from liqo_values.parsing import file_reader
from liqo_values.parsing.file_names import check_name, is_standard_input
from liqo_values.sources import discovery
from liqo_values.sources.found import Found
from liqo_values.values.provenance import Values
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


class Run:
    """The outcome for all files.

    Attributes:
        results: One for each release, in the order of the files.
        errors: Why files could not be checked; the same error is listed only once.
        without: Files that do not contain anything of Liqo.
        layers: Values files that are not releases, because other releases use them.
        failed: Files that could not be checked, or not completely.
    """

    __slots__ = ("errors", "failed", "layers", "results", "without")

    def __init__(self) -> None:
        self.results: list[CheckResult] = []
        self.errors: list[InputError] = []
        self.without: list[Target] = []
        self.layers: list[Target] = []
        self.failed: list[Target] = []


def run(
    given: Given,
    targets: Sequence[Target],
    outcome: Run,
    on_progress: Callable[[int, int], None],
    *,
    with_values: bool = True,
    jobs: int | None = None,
    only: Callable[[Target, Checked], bool] | None = None,
) -> None:
    """Check each file separately, on top of the given layers; continue if a file cannot be read.

    Peering objects are checked together, with the given values or, if there is exactly one release, with its values.
    All objects that were passed are one group; in a folder, each subfolder is a group, because it may belong to another
    cluster.

    Args:
        given: The layers below all files, and the arguments above them.
        targets: The files.
        outcome: The object to add results and errors to.
        on_progress: A function to call after each file, with the number of checked files and of all files.
        with_values: Whether to keep the values of all releases, of which there may be thousands.
        jobs: The maximum number of processes; by default the number of processors.
        only: Returns which outcomes to keep; by default all of them.

    Raises:
        InputError: the given layers or arguments cannot be read.
    """
    for done in steps(given, targets, outcome, with_values=with_values, jobs=jobs, only=only):
        on_progress(done, len(targets))


def steps(
    given: Given,
    targets: Sequence[Target],
    outcome: Run,
    *,
    with_values: bool = True,
    jobs: int | None = None,
    only: Callable[[Target, Checked], bool] | None = None,
) -> Iterator[int]:
    """Do what ``run`` does in steps, and yield the number of checked files after each; there are results at the end."""
    given.steps()  # read once, whatever the number of files and processes
    everything: list[tuple[Target, Checked]] = []
    for target, checked in zip(targets, _checked(given, targets, with_values=with_values, jobs=jobs), strict=True):
        everything.append((target, checked))
        yield len(everything)
    layers = {path for _, checked in everything for path in checked.layers}
    groups: dict[str, _Group] = {}
    kept: set[int] = set()
    errors: dict[tuple[str, int | None], InputError] = {}  # many files may have the same
    for target, checked in everything:
        if checked.only_values and _real(target.path) in layers:
            outcome.layers.append(target)
            continue
        group = groups.setdefault(str(Path(target.path).parent) if target.folder else "", _Group())
        begin = len(outcome.results)
        group.peering += checked.peering
        group.releases += [(target, begin + index) for index in range(len(checked.results))]
        outcome.results += [*checked.results, *checked.unchecked]
        if not checked.holds:
            outcome.without.append(target)
        if checked.errors:
            outcome.failed.append(target)
        if only is None or only(target, checked):
            kept |= {*range(begin, len(outcome.results))}
            group.kept = group.kept or bool(checked.peering)
            errors |= {(error.message, error.span and error.span.start): error for error in checked.errors}
    for group in groups.values():
        if group.peering:
            indices = _judge_peering(given, group, outcome)
            kept |= {*indices} if group.kept else set()
    outcome.results = [outcome.results[index] for index in sorted(kept)]
    outcome.errors += errors.values()


def _real(path: str) -> str:
    return os.path.realpath(path)


class _Group:
    """Files that are checked together: the objects in them, and the releases with their index in the results."""

    __slots__ = ("kept", "peering", "releases")

    def __init__(self) -> None:
        self.kept = False
        self.peering: list[Manifest] = []
        self.releases: list[tuple[Target, int]] = []


def _judge_peering(given: Given, group: _Group, outcome: Run) -> range:
    """Check the objects of a group; return the indices of the results."""
    if len(group.releases) == 1:
        target, index = group.releases[0]
        (release,) = check_file(given, target, Objects(group.peering)).results
        outcome.results[index] = release
        return range(index, index + 1)
    begin = len(outcome.results)
    outcome.results += check_layers(given, Objects(group.peering, with_values=bool(given.steps())))
    return range(begin, len(outcome.results))


def _checked(given: Given, targets: Sequence[Target], *, with_values: bool, jobs: int | None) -> Iterator[Checked]:
    check = partial(check_file if with_values else _check_and_forget, given, folders={}, run=_files_of(targets))
    piped = any(is_standard_input(target.path) for target in targets)  # only this process has standard input
    return pool.in_order(check, targets, 1 if piped else jobs)


def _files_of(targets: Sequence[Target]) -> list[str]:
    """Return the files of a run that manifests may refer to."""
    return [target.path for target in targets if target.stack is None and not is_standard_input(target.path)]


def _check_and_forget(given: Given, target: Target, folders: dict[Path | None, Beside], run: Sequence[str]) -> Checked:
    """Check one file, and keep neither the values nor the text that findings do not point to."""
    checked = check_file(given, target, folders=folders, run=run)
    return checked._replace(
        results=[
            result.replace(
                values=Values({}), mode=result.mode.excerpt(), cluster=result.cluster and result.cluster.excerpt()
            )
            for result in checked.results
        ]
    )


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
    layers = () if found.is_values else [_real(file) for release in found.releases for file in release.files]
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
