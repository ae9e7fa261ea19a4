"""Which releases a file belongs to: the stacks of the project that contain it, or those in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from liqo_values.engine.file_check import Target
from liqo_values.engine.project_file import NAME as PROJECT_FILE

if TYPE_CHECKING:
    from liqo_values.engine.project_config import Config, Stack
    from liqo_values.values.release_inputs import Given


def of_file(path: str, folder: str, config: Config, given: Given) -> dict[str, Target]:
    """Return what to check for a file, by what identifies it; nothing for the project file and for excluded files.

    If a file is part of a stack of the project, the stack is checked instead, unless other layers are given.

    Args:
        path: The file.
        folder: The folder in which it was found; empty if the file itself was passed.
        config: The project file.
        given: The layers below every file, and the arguments above it.
    """
    if Path(path).name == PROJECT_FILE or excluded_by(path, folder, config):
        return {}
    stacks = [] if given.files else config.stacks_with(path)
    found = {f"stack {stack.name}": of_stack(stack, given, path) for stack in stacks}
    return found or {path: Target(path, folder, chart=config.chart_of(path), expectations=config.expected_of(path))}


def excluded_by(path: str, folder: str, config: Config) -> str | None:
    """Return the pattern that excludes a file; None if there is none. Files that are passed are checked anyway."""
    return config.excludes(path) if folder or config.force_exclude else None


def of_stack(stack: Stack, given: Given, path: str = "") -> Target:
    """Return a stack to check, with the given arguments on top of its own."""
    sets = ("set_json", "set_values", "set_strings", "set_files", "set_literals")
    changes: dict[str, Any] = {name: [*getattr(stack.given, name), *getattr(given, name)] for name in sets}
    options = [one for one in given.expectations if not one.by_project]
    changes["expectations"] = [*stack.given.expectations, *options]
    changes["prefix"] = stack.given.prefix or given.prefix
    if not stack.given.chart_named:
        changes |= {name: getattr(given, name) for name in ("chart", "chart_notes", "chart_named")}
    changes["without_cluster"] = stack.given.without_cluster or given.without_cluster
    return Target(path or stack.name, stack=stack.given._replace(ignores=given.ignores, **changes))
