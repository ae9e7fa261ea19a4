"""Labels and annotations that Kubernetes does not take: LQ531."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values import suggest
from liqo_values.findings import Severity
from liqo_values.rules.base import Context, Draft, rule
from liqo_values.source.kinds import LayerKind
from liqo_values.source.tree import Path, Plain, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", re.ASCII)
_PREFIX = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_LONGEST = 63
#: Maps of this name hold annotations, whose values may be anything.
_ANNOTATIONS = re.compile(r"annotations$", re.IGNORECASE)
_LABELS = re.compile(r"(labels|nodeSelector)$", re.IGNORECASE)


@rule("LQ531", "invalid-label", Severity.WARNING)
def invalid_label(context: Context) -> Iterator[Draft]:
    """A label or annotation that Kubernetes does not take.

    ## What it does
    Reports labels, annotations and node selectors with a key that is no name (with a domain before a slash or without),
    and labels and node selectors with a value of more than 63 characters, or of others than letters, digits, dashes,
    underscores and dots.

    ## What breaks at run time
    The API server refuses every object with such a label: at once where the chart writes it, and later where it is
    handed to a program of Liqo that labels what it makes. Annotations may hold everything; their keys may not.
    """
    for path, entries in _maps(context.values.data):
        for key, value in entries.items():
            fault = _fault(key, value, is_annotation=bool(_ANNOTATIONS.search(str(path[-1]))))
            origin = context.values.origin((*path, key)) if fault else None
            if fault and origin is not None and origin.layer.kind is not LayerKind.DEFAULTS:
                at_key = fault.startswith("the key")
                yield Draft(
                    message=f"`{dotted((*path, key))}`: {fault}",
                    path=(*path, key),
                    primary=context.at((*path, key), "is refused by the API server", at_key=at_key),
                    help=_KEY_HELP if at_key else _VALUE_HELP,
                )


_KEY_HELP = "write a name of letters, digits, dashes, underscores and dots, such as `team` or `example.com/team`"
_VALUE_HELP = f"write up to {_LONGEST} letters, digits, dashes, underscores and dots, or use an annotation"


def _maps(values: Plain, path: Path = ()) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield every map of labels, annotations or node selectors that the chart takes as such."""
    for key, inner in values.items() if isinstance(values, dict) else ():
        place = (*path, key)
        if not isinstance(inner, dict):
            continue
        if (_LABELS.search(key) or _ANNOTATIONS.search(key)) and _is_free(place):
            yield place, inner
        else:
            yield from _maps(inner, place)


def _is_free(path: Path) -> bool:
    others = suggest.schema_at(path).get("additionalProperties")
    return isinstance(others, dict) and "string" in others.get("type", ())


def _fault(key: str, value: Plain, *, is_annotation: bool) -> str:
    if isinstance(value, str) and ("{{" in value or "${" in value):
        return ""
    prefix, slash, name = key.rpartition("/")
    if not _NAME.fullmatch(name) or (slash and not _PREFIX.fullmatch(prefix)):
        return "the key is no name"
    if is_annotation or not isinstance(value, str) or not value:
        return ""
    if len(value) > _LONGEST:
        return f"the value has {len(value)} characters, and {_LONGEST} are allowed"
    return "" if _NAME.fullmatch(value) else "the value has characters that are not allowed"
