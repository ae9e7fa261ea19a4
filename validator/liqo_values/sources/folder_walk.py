"""Which files of a folder hold values of Liqo's."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.parsing.file_reader import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.errors import InputError

#: Values files that say they are Liqo's, by their own name or that of a folder, as in ``.pre-commit-hooks.yaml``.
VALUES_FILE = r"(?i)^(?=.*liqo).*values[^/]*\.ya?ml$"

#: Folders with what others have written.
_VENDORED = frozenset({"node_modules", "vendor", "third_party", "__pycache__"})
#: Folders beside a Chart.yaml: of charts that were downloaded, and of templates, which are no YAML.
_OF_A_CHART = frozenset({"charts", "templates"})


def walk(folder: str, on_error: Callable[[InputError], None]) -> Iterator[tuple[str, bool]]:
    """Yield the YAML files in a folder and the folders below it that may be Liqo's, in the order of their paths.

    With each comes whether it is a values file by its name; of any other, what is in it decides. Left out are hidden
    folders, those with what others have written, and links to folders, which may lead in a circle.

    Args:
        folder: Where to look; what is yielded begins with it.
        on_error: Is told of a folder that cannot be read.
    """
    for above, folders, names in os.walk(folder, onerror=lambda error: on_error(explained(error.filename, error))):
        folders[:] = sorted(name for name in folders if not _skipped(name, in_chart="Chart.yaml" in names))
        for name in sorted(names):
            path = Path(above, name)
            by_name = bool(re.match(VALUES_FILE, path.as_posix()))
            if by_name or name.endswith((".yaml", ".yml", ".yaml.gotmpl")):
                yield str(path), by_name


def _skipped(name: str, *, in_chart: bool) -> bool:
    return name.startswith(".") or name in _VENDORED or (in_chart and name in _OF_A_CHART)
