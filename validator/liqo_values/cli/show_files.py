"""What ``check --show-files`` prints: each file that would be read and as what, and what is skipped and why."""

# ruff: noqa: PLC0415 - few runs show files

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import CLEAN, FAILED, fail, usage_error
from liqo_values.cli.request import arguments, project_of, shared_layers
from liqo_values.model.findings import UNEXPECTED
from liqo_values.reports.file_list import Shown, as_json, text
from liqo_values.reports.style import for_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.request import Request
    from liqo_values.engine.file_check import Checked, Target
    from liqo_values.engine.result import CheckResult

_FORMATS = ("text", "json")


def show_files(request: Request) -> int:
    """Print which files a command would read, and as what; return the exit status.

    Raises:
        click.UsageError: the format is not one of files.
    """
    from liqo_values.model.errors import InputError

    if request.output not in _FORMATS:
        usage_error(f"--show-files has the formats {' and '.join(_FORMATS)} only")
    try:
        shown = _files(request)
    except InputError as error:
        return fail(error.message, error.remedy, span=error.span, color=request.color)
    print(as_json(shown) if request.output == "json" else text(shown, for_stream(sys.stdout, request.color)))
    return FAILED if any(one.used_as == "failed" for one in shown) else CLEAN


def _files(request: Request) -> list[Shown]:
    """Return all files and skipped folders, sorted by path.

    Raises:
        InputError: the project file, or a layer, cannot be read.
    """
    from liqo_values.cli.targets import chosen, searched
    from liqo_values.engine.batch import Run, run
    from liqo_values.engine.file_check import check_layers
    from liqo_values.model.errors import InputError
    from liqo_values.values.release_inputs import Given

    outcome, errors = Run(), list[InputError]()
    skipped: dict[str, str] = {}
    project = project_of(request)
    given = project.over(Given(shared_layers(request), **arguments(request)))
    files = searched(request.files, project, given)
    targets = chosen(files, project, given, errors, skipped.__setitem__)
    read: list[tuple[Target, Checked]] = []

    def keep(target: Target, checked: Checked) -> bool:
        read.append((target, checked))
        return True

    if targets or files:
        run(given, targets, outcome, lambda *_: None, with_values=False, jobs=request.jobs, only=keep)
    else:
        outcome.results += check_layers(given)
    by_content = ((target, _own(target, checked)) for target, checked in read)
    own = {os.path.realpath(target.path): one for target, one in by_content if one is not None}
    shown = {os.path.realpath(path): Shown(path, "skipped", why) for path, why in skipped.items()}
    for path, one in (own | _layers(read, outcome.results, targets)).items():
        shown[path] = own[path] if path in own and own[path].used_as != "skipped" else one
    found = [*shown.values(), *(Shown("", "failed", error.message) for error in errors)]
    return sorted(found, key=lambda one: one.path)


def _own(target: Target, checked: Checked) -> Shown | None:
    """Return what a file is by its own content; None for a stack, which is its layers."""
    from liqo_values.reports.release_names import joined, short

    if target.stack is not None:
        return Shown(target.path, "failed", checked.errors[0].message) if checked.errors else None
    if checked.errors:
        return Shown(target.path, "failed", "; ".join(error.message for error in checked.errors))
    if checked.plain:
        return Shown(target.path, "values")
    if checked.results:
        return Shown(target.path, "release", joined([one.name or short(one) for one in checked.results]))
    if checked.peering:
        return Shown(target.path, "objects")
    found = (finding for result in checked.unchecked for finding in result.findings)
    notices = [finding.message for finding in found if finding.code != UNEXPECTED]
    return Shown(target.path, "skipped", "; ".join(notices) or "contains nothing for Liqo")


def _layers(
    read: Sequence[tuple[Target, Checked]], results: Sequence[CheckResult], targets: Sequence[Target]
) -> dict[str, Shown]:
    """Return the files that are layers of releases, by their absolute paths."""
    from liqo_values.model.locations import is_file
    from liqo_values.reports.release_names import full, joined

    paths = {os.path.realpath(target.path): target.path for target in targets}
    releases: list[tuple[CheckResult, Target | None]] = [
        (result, target) for target, checked in read for result in checked.results
    ]
    used: dict[str, list[str]] = {}
    for result, target in releases or [(result, None) for result in results]:
        in_file = f" ({target.path})" if target is not None and target.stack is None else ""
        has_layers = result.name or len(result.layers) > 1 or target is None
        for path in filter(is_file, result.layers if has_layers else ()):
            own = full(result) if target is None else target.path
            name = f"{result.name}{in_file}" if result.name else own
            used.setdefault(os.path.realpath(path), []).append(name)
            paths.setdefault(os.path.realpath(path), path)
    return {real: Shown(paths[real], "layer", joined(names)) for real, names in used.items()}
