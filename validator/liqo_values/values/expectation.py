"""The mode that somebody expects of a release: an option, the project file, or an annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from liqo_values.model.findings import Label


class Expectation(NamedTuple):
    """The mode that somebody expects of a release.

    Attributes:
        mode: What is written as the name of the mode.
        place: Where it is written.
        by_project: Whether the project file expects it, so that what it expects of a file or stack replaces it.
    """

    mode: str
    place: Label
    by_project: bool = False
