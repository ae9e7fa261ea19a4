"""Changed files of a repository, as pre-commit passes them: which of them matter, and which releases they concern."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.engine.project_file import NAME as PROJECT_FILE
from liqo_values.model.errors import InputError
from liqo_values.parsing import file_reader
from liqo_values.sources import detect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.file_check import Checked, Target

#: The files that say what a chart consists of; they concern the values next to them.
_OF_CHART = (detect.CHART_FILE, "Chart.lock")


class Changed:
    """Changed files, of which only those count that may be for Liqo."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = frozenset(os.path.realpath(file) for file in files if _matters(file))
        self._charts = frozenset(Path(file).parent for file in self._files if Path(file).name in _OF_CHART)
        self._everything = any(Path(file).name == PROJECT_FILE for file in self._files)

    def __bool__(self) -> bool:
        return bool(self._files)

    def concern(self, target: Target, checked: Checked) -> bool:
        """Return whether a file or stack, or what its releases consist of, is among them."""
        stack = target.stack.files if target.stack is not None else ()
        used = [layer for result in checked.results for layer in result.layers]
        paths = {os.path.realpath(str(path)) for path in (target.path, *used, *stack)} | {*checked.layers}
        return self._everything or self.contain(target.path) or not paths.isdisjoint(self._files)

    def contain(self, path: str) -> bool:
        """Return whether a file is among them, or is next to a changed Chart.yaml."""
        real = os.path.realpath(path)
        return real in self._files or Path(real).parent in self._charts


def _matters(file: str) -> bool:
    """Return cheaply whether a file may be for Liqo, or a layer of one of its releases."""
    name = Path(file).name
    if name in (PROJECT_FILE, *_OF_CHART):
        return True
    try:
        text = file_reader.read(file, folder=str(Path(file).parent)).text
    except InputError:
        return False
    if not (detect.is_yaml(name) or detect.is_other(name, text) or detect.is_saved_output(name, text)):
        return False
    from liqo_values.sources import own_values  # noqa: PLC0415 - most changed files are none of these

    return "liqo" in text.lower() or (detect.is_yaml(name) and own_values.possible_layer(text))
