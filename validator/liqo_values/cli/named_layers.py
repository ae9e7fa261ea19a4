"""Says which manifests take values from files that were checked alone, because users have named them."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import islice
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import note
from liqo_values.engine.layer_index import LayerIndex
from liqo_values.parsing import repository
from liqo_values.parsing.file_reader import MAX_BYTES
from liqo_values.sources import folder_walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.engine.result import CheckResult

#: The most files of a repository to look at.
_MOST = 5000


def note_users(files: Sequence[str], results: Iterable[CheckResult]) -> None:
    """Print which manifests of the same repository take values from files that were checked alone.

    Their releases may have other layers, and another target chart, of which other statements are true.

    Args:
        files: The files that the user has named.
        results: The results of the run.
    """
    alone = {result.layers[0]: result.chart.label for result in results if result.layers and not result.name}
    found: dict[Path, LayerIndex] = {}
    for file in (file for file in files if file in alone):
        root = repository.around(file)
        if root is None:
            continue
        if root not in found:
            found[root] = _read(root)
        users = [os.path.relpath(user) for user in found[root].users_of(os.path.realpath(file))]
        if users:
            others = f" and {len(users) - 1} more" if len(users) > 1 else ""
            note(
                f"`{file}` was read alone, for {alone[file]}; to read it as a layer of what `{users[0]}`{others} "
                f"{'install' if others else 'installs'}, name {'those files' if others else 'that file'}"
            )


def _read(root: Path) -> LayerIndex:
    index = LayerIndex()
    for path in islice(folder_walk.walk(str(root), lambda _: None), _MOST):
        if _may_name_liqo(path):
            index.read(os.path.realpath(path), root, {})
    return index


def _may_name_liqo(path: str) -> bool:
    """Return whether a file may contain the name of the chart: few of thousands do, and only these are parsed.

    Links may lead to files that never end, so they are left to the reader that rejects these.
    """
    file = Path(path)
    with suppress(OSError):
        status = file.lstat()
        if S_ISREG(status.st_mode):
            return status.st_size <= MAX_BYTES and b"liqo" in file.read_bytes()
        return S_ISLNK(status.st_mode)
    return False
