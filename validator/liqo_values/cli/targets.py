"""Selects the files that a command checks: those that are passed, and those in folders that are passed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import note
from liqo_values.engine import file_targets, project_file
from liqo_values.engine.batch import Run
from liqo_values.engine.file_check import NOTHING_HERE, Target
from liqo_values.engine.project_file import NAME as PROJECT_FILE
from liqo_values.model.errors import InputError
from liqo_values.parsing.file_names import is_standard_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.engine.project_config import Config
    from liqo_values.values.release_inputs import Given

#: The folder that commands search by default.
CURRENT = "."
#: The most files to name in one message.
_NAMED = 3


def searched(files: Sequence[str], config: Config, given: Given) -> Sequence[str]:
    """Return the files and folders of a command: the current folder if it has neither them, values, nor stacks."""
    return files if files or config.stacks or given.has_values else (CURRENT,)


def chosen(
    files: Sequence[str],
    config: Config,
    given: Given,
    errors: list[InputError],
    on_skipped: Callable[[str, str], object] | None = None,
    *,
    notes: bool = True,
) -> list[Target]:
    """Return what to check: all files, or all stacks of the project if no files or layers are passed."""
    if files or given.files:
        return expanded(files, config, given, errors, on_skipped, notes=notes)
    return [file_targets.of_stack(stack, given) for stack in config.stacks]


def expanded(
    files: Sequence[str],
    config: Config,
    given: Given,
    errors: list[InputError],
    on_skipped: Callable[[str, str], object] | None = None,
    *,
    notes: bool = True,
) -> list[Target]:
    """Return all files, each once; a folder is replaced by the files in it that may belong to Liqo.

    If a file is part of a stack of the project, the stack is checked instead, unless other layers are given.

    Args:
        files: Files and folders.
        config: The project file.
        given: The layers below every file, and the arguments above it.
        errors: The list to add folders to that cannot be read.
        on_skipped: Called with each file and folder that is skipped, and with the reason.
        notes: Whether to print which of them are excluded, and which project files do not count.
    """
    found: dict[str, Target] = {}
    excluded: list[str] = []
    others = _other_projects(files, config)
    skip = on_skipped or (lambda *_: None)
    for file in files:
        folder = file if is_folder(file) else ""
        for path in _walk(folder, errors, skip) if folder else [file]:
            pattern = file_targets.excluded_by(path, folder, config)
            if pattern is not None:
                skip(path, f"excluded by `{pattern}`")
                excluded += [] if folder else [path]
                continue
            if Path(path).name == PROJECT_FILE and config.is_other(path):
                others.setdefault(os.path.realpath(path), path)
                skip(path, f"another project file; {_use([path])}")
            for name, target in file_targets.of_file(path, folder, config, given).items():
                found.setdefault(name, target)
    if others and notes:
        paths = list(others.values())
        note(f"not used: {_listed(paths)}; {_use(paths)}")
    if excluded and notes:
        note(f"not checked, because they are excluded: {_listed(excluded)}")
    return list(found.values())


def _other_projects(files: Sequence[str], config: Config) -> dict[str, str]:
    """Return the project files of the files that are passed which do not count, by their absolute paths."""
    named = (project_file.nearest_to(file) for file in files if file and not is_standard_input(file))
    return {str(path): os.path.relpath(path) for path in named if path is not None and config.is_other(str(path))}


def _use(projects: Sequence[str]) -> str:
    """Say how to use project files that do not count."""
    if len(projects) > 1:
        return "run the command once in each of their folders, or choose one with `--config`"
    return f"run the command in `{Path(projects[0]).parent}`, or add `--config {projects[0]}`"


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(f"`{path}`" for path in paths[:_NAMED]) + more


def _walk(folder: str, errors: list[InputError], on_skipped: Callable[[str, str], object]) -> Iterator[str]:
    from liqo_values.sources.folder_walk import walk  # noqa: PLC0415 - most runs name files

    return walk(folder, errors.append, on_skipped)


def is_folder(file: str) -> bool:
    """Return whether an argument is a folder."""
    return bool(file) and Path(file).is_dir()  # an empty name is not a file, but Python reads it as the current folder


def note_without(outcome: Run, targets: Sequence[Target], files: Sequence[str]) -> None:
    """Print which files and folders do not contain anything of Liqo.

    This is an error for folders, and also for files if there is nothing else to check.
    """
    without = set(outcome.without)
    busy = {target.folder for target in targets if target not in without}
    around_stacks = {folder for target in targets if target.stack for folder in Path(target.path).parents}
    for file in files:
        if file not in busy and Path(file) not in around_stacks and is_folder(file):
            message = f"no Liqo values found in `{file}`"
            remedy = "folders are searched for values and manifests of Liqo; name a values file to check it anyway"
            outcome.errors.append(InputError(message, remedy))
    named = [target.path for target in targets if target in without and not target.folder]
    if not named:
        return
    message = f"no Liqo values found in {_listed(named)}"
    if not outcome.results:
        outcome.errors.append(InputError(message, NOTHING_HERE))
        return
    note(message)
