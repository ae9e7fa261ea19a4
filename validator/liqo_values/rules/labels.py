"""Labels and annotations that Liqo's programs or Kubernetes reject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.parsing.yaml_writer import as_text
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

VIRTUAL_KUBELET: Path = ("virtualKubelet",)
#: Maps that Liqo's programs take as one argument, ``key=value,key=value`` (``StringMap`` in its pkg/utils/args).
ARGUMENT_MAPS: tuple[Path, ...] = (
    ("common", "globalAnnotations"),
    ("common", "globalLabels"),
    ("discovery", "config", "clusterLabels"),
)
#: The same, in ``virtualKubelet`` and each entry of its ``optionsTemplates``.
NODE_MAPS: tuple[Path, ...] = (("virtualNode", "extra", "annotations"), ("virtualNode", "extra", "labels"))

_NAME = r"(?a)[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_PREFIX = r"(?a)(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_LONGEST = 63
#: How the names of maps of annotations and of labels end, in lower case; annotations may have any value.
_ANNOTATIONS = "annotations"
_LABELS = ("labels", "nodeselector")


@rule("LQ505", "comma-in-map", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def comma_in_map(context: Context) -> Iterator[Diagnostic]:
    """A label or annotation with a comma, in a map that becomes one argument.

    ## What it does
    Reports commas in the values of `common.globalAnnotations`, `common.globalLabels`, `discovery.config.clusterLabels`
    and `virtualKubelet.virtualNode.extra`, also in entries of `virtualKubelet.optionsTemplates`.

    ## What breaks at run time
    The chart writes the map as `key=value,key=value`, and Liqo's programs split it at every comma, which cannot be
    escaped. They read what follows a comma as another pair, and exit if it has no `=`.
    """
    for path in _argument_maps(context):
        given = context.values.get(*path)
        for key, value in given.items() if isinstance(given, dict) else ():
            if _has_comma(value):
                yield Diagnostic(
                    message=f"`{dotted((*path, key))}` contains a comma, at which Liqo splits the map",
                    path=(*path, key),
                    primary=context.at((*path, key), "is read as more than one pair"),
                    related=context.values.overridden((*path, key)),
                    help="use a value without commas",
                )


@rule("LQ531", "invalid-label", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def invalid_label(context: Context) -> Iterator[Diagnostic]:
    """A label or annotation that Kubernetes rejects.

    ## What it does
    Reports labels, annotations and node selectors whose key is not a valid name, with or without a domain and a slash
    before it. Also reports labels and node selectors whose value is longer than 63 characters, or contains anything but
    letters, digits, dashes, underscores and dots.

    ## What breaks at run time
    The API server rejects every object with such a label: at once if the chart writes it, later if one of Liqo's
    programs adds it to the objects that it creates. Annotations may have any value, but not any key.
    """
    split = set(_argument_maps(context))
    for path, entries in _maps(context, context.values.data):
        for key, given in entries.items():
            value = as_text(given)
            if path in split and _has_comma(value):
                continue  # reported by LQ505
            fault = _fault(key, value, is_annotation=str(path[-1]).lower().endswith(_ANNOTATIONS))
            if fault and context.values.set_by_user((*path, key)):
                at_key = fault.startswith("the key")
                yield Diagnostic(
                    message=f"`{dotted((*path, key))}`: {fault}",
                    path=(*path, key),
                    primary=context.at((*path, key), "is rejected by the API server", at_key=at_key),
                    help=_KEY_HELP if at_key else _VALUE_HELP,
                )


def _argument_maps(context: Context) -> Iterator[Path]:
    """Yield the paths of all maps that Liqo's programs take as one argument."""
    yield from ARGUMENT_MAPS
    for kubelet in (VIRTUAL_KUBELET, *(template.path for template in context.templates)):
        for path in NODE_MAPS:
            yield (*kubelet, *path)


def _has_comma(value: Plain) -> bool:
    return isinstance(value, str) and "," in value


_KEY_HELP = "use letters, digits, dashes, underscores and dots, such as `team` or `example.com/team`"
_VALUE_HELP = f"use up to {_LONGEST} letters, digits, dashes, underscores and dots, or an annotation"


def _maps(context: Context, values: Plain, path: Path = ()) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield every map of labels, annotations or node selectors in which the chart allows any key."""
    for key, inner in values.items() if isinstance(values, dict) else ():
        place = (*path, key)
        if not isinstance(inner, dict):
            continue
        if key.lower().endswith((*_LABELS, _ANNOTATIONS)) and _is_free(context, place):
            yield place, inner
        else:
            yield from _maps(context, inner, place)


def _is_free(context: Context, path: Path) -> bool:
    others = context.chart.keys.schema_at(path).get("additionalProperties")
    return isinstance(others, dict) and "string" in others.get("type", ())


def _fault(key: str, value: str, *, is_annotation: bool) -> str:
    prefix, slash, name = key.rpartition("/")
    if not re.fullmatch(_NAME, name) or (slash and not re.fullmatch(_PREFIX, prefix)):
        return "the key is not a valid name"
    if is_annotation or not value:
        return ""
    if len(value) > _LONGEST:
        return f"the value has {len(value)} characters, but at most {_LONGEST} are allowed"
    return "" if re.fullmatch(_NAME, value) else "the value contains characters that are not allowed"
