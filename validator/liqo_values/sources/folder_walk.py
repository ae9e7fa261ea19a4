"""Find the files in a folder that may contain values for Liqo."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.parsing.file_reader import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Values files with ``liqo`` in their path; the same pattern as in ``.pre-commit-hooks.yaml``.
VALUES_FILE = r"(?i)^(?=.*liqo).*values[^/]*\.ya?ml$"

#: Folders with third-party files.
_VENDORED = frozenset({"node_modules", "vendor", "third_party", "__pycache__"})
#: Folders next to a Chart.yaml: downloaded charts, and templates, which are not YAML.
_OF_A_CHART = frozenset({"charts", "templates"})
#: The number of levels of subfolders that are searched.
_DEEPEST = 100


def walk(folder: str, on_error: Callable[[InputError], None]) -> Iterator[tuple[str, bool]]:
    """Yield the YAML files in a folder and its subfolders that may be for Liqo, sorted by path.

    Each path comes with whether its name is that of a values file; for all other files, the content decides. Hidden
    folders, folders with third-party files, and links to folders, which may form a loop, are skipped.

    Args:
        folder: The folder to search; every path begins with it.
        on_error: Called with the error of each folder that cannot be read.
    """
    for above, folders, names in os.walk(folder, onerror=lambda error: on_error(explained(error.filename, error))):
        if len(Path(above).parts) - len(Path(folder).parts) >= _DEEPEST and folders:
            message = f"`{Path(*Path(above).parts[:4])}/…` is more than {_DEEPEST} folders deep"
            on_error(InputError(message, "name the folder to check"))
            folders.clear()
        folders[:] = sorted(name for name in folders if not _skipped(name, in_chart="Chart.yaml" in names))
        for name in sorted(names):
            path = Path(above, name)
            by_name = bool(re.match(VALUES_FILE, path.as_posix()))
            if by_name or name.endswith((".yaml", ".yml", ".yaml.gotmpl")):
                yield str(path), by_name


def _skipped(name: str, *, in_chart: bool) -> bool:
    return name.startswith(".") or name in _VENDORED or (in_chart and name in _OF_A_CHART)
