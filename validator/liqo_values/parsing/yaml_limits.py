"""How much a YAML file may contain, as goyaml counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.source_text import Span
from liqo_values.parsing.refusals import refuse

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source

#: The most keys and values in a file; each needs a few hundred bytes of memory.
MAX_VALUES = 1_000_000
# goyaml's limits for excessive aliasing, in decoding steps
_FEW_ALIAS_DECODES, _FEW_DECODES = 100, 1000
_SMALL_DOCUMENT, _LARGE_DOCUMENT = 400_000, 4_000_000


class Decodes:
    """Counts the steps in which goyaml decodes a document, and stops where it does ("excessive aliasing").

    Args:
        source: The text.
        offset: Where the document begins.
    """

    __slots__ = ("_by_alias", "_place", "_steps")

    def __init__(self, source: Source, offset: int) -> None:
        self._place = Span(source, offset, offset)
        self._steps = 1  # the document itself
        self._by_alias = 0

    def count(self, steps: int, by_alias: int) -> None:
        """Count steps, and those of them that an alias takes.

        Raises:
            RefusedError: Helm rejects the file.
        """
        self._steps += steps
        self._by_alias += by_alias
        if self._steps - self._by_alias > MAX_VALUES:
            refuse(
                f"there are more than {MAX_VALUES:,} values in this file",
                "split the file; a release cannot be that large",
                self._place,
            )
        if (
            self._by_alias > _FEW_ALIAS_DECODES
            and self._steps > _FEW_DECODES
            and self._by_alias > _allowed_alias_ratio(self._steps) * self._steps
        ):
            refuse(
                "the aliases in this file expand to far more than is written; Helm rejects this as an attack",
                "write the values out instead of nesting aliases",
                self._place,
            )


def _allowed_alias_ratio(decodes: int) -> float:
    """Mirror goyaml's ``allowedAliasRatio``: 99 % of a small document may come from aliases, 10 % of a large one."""
    if decodes <= _SMALL_DOCUMENT:
        return 0.99
    if decodes >= _LARGE_DOCUMENT:
        return 0.10
    return 0.99 - 0.89 * ((decodes - _SMALL_DOCUMENT) / (_LARGE_DOCUMENT - _SMALL_DOCUMENT))
