"""Checking many files, each over the same layers: in a stable order, on all cores where there are many."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.engine import pool
from liqo_values.engine.check import judge
from liqo_values.engine.result import CheckResult
from liqo_values.liqo.peering_objects import Objects
from liqo_values.model.errors import InputError
from liqo_values.parsing import file_reader
from liqo_values.sources import discovery
from liqo_values.values.provenance import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.sources.flux import Beside
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.release import Release
    from liqo_values.values.release_inputs import Given

#: What to do about a file that holds nothing of Liqo's.
NOTHING_HERE = "a release of Liqo is recognised by its chart, `liqo`; values alone need no manifest around them"


class Target:
    """A file, or a stack of them, to be checked.

    Attributes:
        path: Its path; ``-`` is standard input.
        folder: The folder in which it was found; empty where it was named itself.
        by_name: Whether its name, or the user, says that it is Liqo's.
        stack: What is checked in place of a file: layers that belong together.
    """

    __slots__ = ("by_name", "folder", "path", "stack")

    def __init__(self, path: str, folder: str = "", *, by_name: bool = True, stack: Given | None = None) -> None:
        self.path = path
        self.folder = folder
        self.by_name = by_name
        self.stack = stack


class Checked(NamedTuple):
    """What became of one file.

    Attributes:
        results: One for every release in it.
        error: Why it could not be checked; None where it could.
        holds: Whether there is anything of Liqo's in it.
        peering: The objects in it by which clusters are peered.
    """

    results: Sequence[CheckResult] = ()
    error: InputError | None = None
    holds: bool = True
    peering: Sequence[Manifest] = ()


class Run:
    """What became of all files.

    Attributes:
        results: One for every release, in the order of the files.
        errors: Why files could not be checked; what all have in common only once.
        without: Files in which there is nothing of Liqo's.
    """

    __slots__ = ("errors", "results", "without")

    def __init__(self) -> None:
        self.results: list[CheckResult] = []
        self.errors: list[InputError] = []
        self.without: list[Target] = []


def run(
    given: Given,
    targets: Sequence[Target],
    outcome: Run,
    on_progress: Callable[[int, int], None],
    *,
    with_values: bool = True,
    jobs: int | None = None,
) -> None:
    """Check every file on its own, on top of what is given; one that cannot be had does not stop the others.

    Objects by which clusters are peered are judged together, with the values given or those of the one release there
    is: all that were named, and of a folder those in each folder below it, which may be those of another cluster.

    Args:
        given: The layers below all files, and the arguments above them.
        targets: The files.
        outcome: Where results and errors are added.
        on_progress: Is told after every file how many of how many are done.
        with_values: Whether the values of all releases are wanted, of which there may be thousands.
        jobs: The most processes to use; as many as there are processors unless given.

    Raises:
        InputError: what is given cannot be had.
    """
    given.steps()  # read once, whatever the number of files and processes
    groups: dict[str, _Group] = {}
    for number, (target, checked) in enumerate(
        zip(targets, _checked(given, targets, with_values=with_values, jobs=jobs), strict=True), 1
    ):
        group = groups.setdefault(str(Path(target.path).parent) if target.folder else "", _Group())
        group.peering += checked.peering
        group.releases += [(target, len(outcome.results) + index) for index in range(len(checked.results))]
        outcome.results += checked.results
        if not checked.holds:
            outcome.without.append(target)
        if checked.error and checked.error.message not in {error.message for error in outcome.errors}:
            outcome.errors.append(checked.error)
        on_progress(number, len(targets))
    for group in groups.values():
        if group.peering:
            _judge_peering(given, group, outcome)


class _Group:
    """Files that are judged together: the objects in them, and the releases with their index among the results."""

    __slots__ = ("peering", "releases")

    def __init__(self) -> None:
        self.peering: list[Manifest] = []
        self.releases: list[tuple[Target, int]] = []


def _judge_peering(given: Given, group: _Group, outcome: Run) -> None:
    if len(group.releases) == 1:
        target, index = group.releases[0]
        (release,) = check_file(given, target, Objects(group.peering)).results
        outcome.results[index] = release
    else:
        outcome.results.append(judge(given, Objects(group.peering, with_values=bool(given.steps()))))


def _checked(given: Given, targets: Sequence[Target], *, with_values: bool, jobs: int | None) -> Iterator[Checked]:
    check = partial(check_file if with_values else _check_and_forget, given, folders={})
    piped = any(target.path.strip() == "-" for target in targets)  # only this process has standard input
    return pool.in_order(check, targets, 1 if piped else jobs)


def _check_and_forget(given: Given, target: Target, folders: dict[Path, Beside]) -> Checked:
    """Check one file without keeping the values, or more of its text than is pointed to."""
    checked = check_file(given, target, folders=folders)
    return checked._replace(
        results=[result.replace(values=Values({}), mode=result.mode.excerpt()) for result in checked.results]
    )


def check_file(
    given: Given, target: Target, objects: Objects | None = None, folders: dict[Path, Beside] | None = None
) -> Checked:
    """Check one file on top of what is given: as values, or every release that it describes.

    Args:
        given: The layers below it, and the arguments above it.
        target: The file.
        objects: What is judged with its values.
        folders: What was read beside other files already; added to.
    """
    if target.stack is not None:
        try:
            return Checked([judge(target.stack, objects)])
        except InputError as error:
            return Checked(error=error)
    try:
        source = _read(target, objects)
    except InputError as error:
        return Checked(error=error) if target.by_name or "liqo" in target.path.lower() else Checked(holds=False)
    if not target.by_name and not discovery.mentions_liqo(source):
        return Checked(holds=False)
    try:
        found = discovery.find(source, folders, partial(_keys, given) if target.by_name else None)
        if found is None and (target.by_name or discovery.is_unreadable(source)):
            return Checked([judge(given.with_files(source), objects)])
        found = found or discovery.Found()
        results = [judge(described(given, release), objects) for release in found.releases]
    except InputError as error:
        return Checked(error=error)
    return Checked(results, None, bool(found), found.peering)


def _keys(given: Given) -> Sequence[str]:
    """Return the keys that values may have at their top."""
    return (given.prefix,) if given.prefix else given.chart.keys.below(())


def check_text(given: Given, source: Source) -> list[CheckResult]:
    """Check a text on top of what is given: as values, or all releases and objects of peerings that it describes.

    Raises:
        InputError: what is given cannot be had, there is nothing of Liqo's in a manifest, or it gives Helm an argument
            that Helm would refuse.
    """
    found = discovery.find(source, keys=partial(_keys, given))
    if found is None:
        return [judge(given.with_files(source))]
    if not found:
        raise InputError(f"nothing of Liqo's in `{source.name}`", NOTHING_HERE)
    releases = [described(given, release) for release in found.releases]
    if not found.peering:
        return [judge(release) for release in releases]
    if len(releases) == 1:
        return [judge(releases[0], Objects(found.peering))]
    beside = Objects(found.peering, with_values=bool(given.steps()))
    return [*(judge(release) for release in releases), judge(given, beside)]


def _read(target: Target, objects: Objects | None) -> Source:
    """Read a file; one from which objects were read is not read again: it stays one text for comments and reports."""
    read = (manifest.file.source for manifest in (objects.manifests if objects else ()))
    return next((source for source in read if source.name == target.path), None) or file_reader.read(
        target.path, folder=target.folder
    )


def described(given: Given, release: Release) -> Given:
    """Put a release that a file describes on top of what is given."""
    return given.with_files(
        *release.steps,
        prefix=release.prefix or given.prefix,
        schema=release.schema,
        without_cluster=release.without_cluster or given.without_cluster,
        name=release.name,
        diagnostics=release.diagnostics,
    )
