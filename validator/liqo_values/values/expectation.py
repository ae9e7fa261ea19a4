"""The mode that somebody expects of a release: an option, the project file, or an annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.locations import where

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from liqo_values.model.findings import Label


class Unclear(NamedTuple):
    """Why it is not known which mode somebody expects.

    Attributes:
        message: The reason.
        remedy: What to do about it.
        mistake: Whether it is one: then nobody knows it, not even at run time.
    """

    message: str
    remedy: str
    mistake: bool = True


class Expectation(NamedTuple):
    """The mode that somebody expects of a release.

    Attributes:
        mode: What is written as the name of the mode.
        place: Where it is written.
        by_project: Whether the project file expects it, so that what it expects of a file or stack replaces it.
        cluster: A pattern for the names of the clusters that it is about; empty for all.
        unclear: Why it is not known which mode is meant; None if it is known.
    """

    mode: str
    place: Label
    by_project: bool = False
    cluster: str = ""
    unclear: Unclear | None = None

    @property
    def sentence(self) -> str:
        """What is expected, and by whom: some reports show no other place than that of the finding."""
        return f"`{self.mode}` is expected by `{where(self.place)}`"

    def is_about(self, names: Collection[str]) -> bool:
        """Return whether it is about a cluster with these names."""
        if not self.cluster:
            return True
        from fnmatch import fnmatchcase  # noqa: PLC0415 - few projects expect something of a cluster

        return any(fnmatchcase(name, self.cluster) for name in names)


def of_cluster(expectations: Sequence[Expectation], names: Collection[str]) -> list[Expectation]:
    """Return what is expected of a release; of what the project file expects, only the first that is about its cluster.

    Args:
        expectations: What may be expected of it.
        names: The names of its cluster that are known.
    """
    project = [one for one in expectations if one.by_project and one.is_about(names)]
    return [*project[:1], *(one for one in expectations if not one.by_project)]
