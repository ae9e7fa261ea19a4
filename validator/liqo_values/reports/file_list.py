"""The output of ``liqo-values check --show-files``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.printable import printable
from liqo_values.reports import table
from liqo_values.reports.style import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.reports.style import Style

#: The widest column of paths; what is longer moves the text behind it.
_WIDEST = 50


class Shown(NamedTuple):
    """A file or folder, and what it is used as.

    Attributes:
        path: Its path.
        used_as: ``release``, ``values``, ``layer``, ``objects``, ``skipped`` or ``failed``.
        detail: The releases that it describes or is a layer of, or why it is not checked.
    """

    path: str
    used_as: str
    detail: str = ""

    @property
    def text(self) -> str:
        """What it is used as, in words."""
        return {
            "release": self.detail,
            "values": "values",
            "layer": f"layer of {self.detail}",
            "objects": "objects of peerings",
            "skipped": f"skipped: {self.detail}",
            "failed": f"cannot be checked: {self.detail}",
        }[self.used_as]


def text(files: Sequence[Shown], style: Style) -> str:
    """Write one line for each file, or several where the terminal is too narrow."""
    rows = [(printable(one.path), printable(one.text)) for one in files if one.path]
    general = [printable(one.text) for one in files if not one.path]
    wrapped = [line for one in general for line in (wrap(one, style.screen) if style.screen else [one])]
    return "\n".join([*wrapped, *table.render(rows, style, widest=_WIDEST)])


def as_json(files: Sequence[Shown]) -> str:
    """Write the list for programs, as ASCII JSON.

    ``{"version": 1, "files": [{"path", "used_as", "detail"}]}``. ``used_as`` is ``release``, ``values``, ``layer``,
    ``objects``, ``skipped`` or ``failed``; ``detail`` names the releases, or says why it is not checked.
    """
    listed = [{"path": one.path, "used_as": one.used_as, "detail": one.detail} for one in files]
    return json.dumps({"version": 1, "files": listed}, indent=2)
