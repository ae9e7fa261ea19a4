"""Find the files in a folder that may contain values for Liqo."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.parsing.file_reader import beginning, explained, read
from liqo_values.sources import detect

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

#: Folders with third-party files.
_VENDORED = frozenset({"node_modules", "vendor", "third_party", "__pycache__"})
#: Folders next to a Chart.yaml: downloaded charts, and templates, which may install Liqo if they are of other charts.
_DOWNLOADED, _TEMPLATES = "charts", "templates"
#: What shows that a chart is Liqo's, or a part or a tool of it.
_OF_LIQO = r"(?m)^name:.*liqo"
#: The names of all files that are searched for, as one pattern.
_SEARCHED = "(?i)" + "|".join(map(translate, (*detect.YAML_FILES, *detect.OTHER_FILES)))
#: How the names of links begin that Emacs creates to lock a file.
_LOCK = ".#"
#: The number of levels of subfolders that are searched.
_DEEPEST = 100


def walk(
    folder: str, on_error: Callable[[InputError], None], on_skipped: Callable[[str, str], object] = lambda *_: None
) -> Iterator[str]:
    """Yield the files in a folder and its subfolders that may be for Liqo, sorted by path.

    The tables in ``detect.py`` list their names; the content decides whether they are. Hidden folders, folders with
    third-party files, links to folders, which may form a loop, and the locks of editors are skipped.

    Args:
        folder: The folder to search; every path begins with it.
        on_error: Called with the error of each folder that cannot be read.
        on_skipped: Called with each folder that is skipped, and with the reason.
    """
    for above, folders, names in os.walk(folder, onerror=lambda error: on_error(explained(error.filename, error))):
        if len(Path(above).parts) - len(Path(folder).parts) >= _DEEPEST and folders:
            message = f"`{Path(*Path(above).parts[:4])}/…` is more than {_DEEPEST} folders deep"
            on_error(InputError(message, "name the folder to check"))
            folders.clear()
        only = detect.HIDDEN_FOLDERS.get(Path(above).name) if above != folder else None
        of_chart = _not_searched(Path(above)) if detect.CHART_FILE in names else ()
        reasons = {name: _other(name, only) if only else _skipped(Path(above, name), of_chart) for name in folders}
        for name, reason in reasons.items():
            if reason:
                on_skipped(str(Path(above, name)), reason)
        folders[:] = sorted(name for name, reason in reasons.items() if not reason)
        for name in () if only else sorted(names):
            path = Path(above, name)
            if (re.match(_SEARCHED, name) and not name.startswith(_LOCK)) or _shows_itself(path):
                yield str(path)


def _other(name: str, only: Collection[str]) -> str:
    return "" if name in only else "a folder next to those with workflows"


def _not_searched(chart: Path) -> Collection[str]:
    """Return the folders of a chart that are not searched."""
    try:
        text = read(str(chart / detect.CHART_FILE), folder=str(chart)).text
    except InputError:
        text = ""
    return (_DOWNLOADED, _TEMPLATES) if re.search(_OF_LIQO, text) else (_DOWNLOADED,)


def _skipped(folder: Path, of_chart: Collection[str]) -> str:
    """Return why a folder is skipped; empty if it is not."""
    name = folder.name
    if name.startswith(".") and name not in detect.HIDDEN_FOLDERS:
        return "a hidden folder"
    if name in _VENDORED:
        return "a folder with third-party files"
    if name in of_chart:
        return "a part of a chart"
    return "a link to a folder" if folder.is_symlink() else ""


def _shows_itself(path: Path) -> bool:
    """Return whether a file shows by its beginning that it is a script, or output of Helm."""
    if not detect.may_show_itself(path.name) or not path.is_file():
        return False
    begins = beginning(str(path), detect.FIRST_LINE)
    return ("." not in path.name and detect.is_script(begins)) or detect.is_saved_output(path.name, begins)
