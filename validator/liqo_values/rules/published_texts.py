"""Text and numbers that Liqo's own chart writes into manifests without quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import CLUSTER_ID, ENABLED
from liqo_values.charts.target import ChartFamily
from liqo_values.fixes import edits
from liqo_values.liqo import published_rendering
from liqo_values.liqo.published_rendering import is_true
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import dotted, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import unquoted, yaml
from liqo_values.parsing.unquoted import printed
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.labels import ARGUMENT_MAPS
from liqo_values.rules.rule import PUBLISHED_CHARTS, RefusedBy, rule
from liqo_values.schema.unrendered import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Path, Plain

#: All maps that become one argument, without quotes: ``--flag=key=value,key=value``.
_JOINED: tuple[Path, ...] = (*ARGUMENT_MAPS, ("offloading", "defaultNodeResources"))
#: How maps of text begin, and the key that must be on for them to be read.
_SWITCHED: tuple[tuple[Path, Path], ...] = (
    (("networking",), ENABLED),
    (("metricAgent",), ("metricAgent", "enabled")),
    (("telemetry",), ("telemetry", "enabled")),
    (("proxy",), ("proxy", "enabled")),
    (("controllerManager", "metrics"), ("controllerManager", "metrics", "serviceMonitor", "enabled")),
    (("webhook", "metrics"), ("webhook", "metrics", "serviceMonitor", "enabled")),
    (("crdReplicator", "metrics"), ("crdReplicator", "metrics", "podMonitor", "enabled")),
    (("virtualKubelet", "metrics"), ("metrics", "prometheusOperator", "enabled")),
    (("offloading", "runtimeClass", "nodeSelector"), ("offloading", "runtimeClass", "nodeSelector", "enabled")),
)
_TEXT_MAPS = ("labels", "annotations", "nodeSelector")
#: Go writes larger numbers of YAML with an exponent.
_LARGEST = 10**6
_SMALLEST = 1e-4
#: What has a meaning in YAML without quotes.
_SPECIAL = r"\n|\s#|:\s|:\Z"
_PRINTABLE = "[ -~]*"
#: The argument that a map becomes, and one after it, as they are compared with what Helm reads.
_FLAG = "--map="
_END = "--end"


@rule("LQ817", "unreadable-map", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS)
def unreadable_map(context: Context) -> Iterator[Diagnostic]:
    """Text in a map that becomes one argument, and that Helm cannot read there.

    ## What it does
    Reports text in `common.globalAnnotations`, `common.globalLabels` and `discovery.config.clusterLabels` that is no
    valid YAML without quotes, such as several lines.

    ## What breaks at run time
    The chart writes the whole map as one argument, without quotes. A second line is at the beginning of a line of the
    manifest, and Helm stops with `error converting YAML to JSON`.
    """
    for path in ARGUMENT_MAPS:
        if _read_back(_joined(context, path)) is None:
            yield from _in_argument(context, path, "is not valid YAML, so that Helm cannot read the manifest")


@rule("LQ818", "misread-map", Severity.ERROR, charts=PUBLISHED_CHARTS)
def misread_map(context: Context) -> Iterator[Diagnostic]:
    """Text in a map that becomes one argument, and that YAML reads as something else.

    ## What it does
    Reports text in `common.globalAnnotations`, `common.globalLabels` and `discovery.config.clusterLabels` that has
    another meaning in YAML if it is not in quotes: a `#` after a space, a colon before a space or at the end, line
    breaks.

    ## What breaks at run time
    The chart writes the whole map as one argument, without quotes. A `#` after a space begins a comment: the rest of
    the map is lost, and nothing tells you. A colon makes a map of the argument, which the API server rejects.
    """
    for path in ARGUMENT_MAPS:
        joined = _joined(context, path)
        read = _read_back(joined)
        if read is None or read == [f"{_FLAG}{joined}", _END]:
            continue
        if all(isinstance(item, str) for item in read):
            yield from _in_argument(context, path, "is not read to its end")
        else:
            yield from _in_argument(context, path, "turns the argument into a map, which the API server rejects")


def _joined(context: Context, path: Path) -> str:
    """Write a map as the templates do, in the order of its keys."""
    entries = context.values.get(*path)
    pairs = sorted(entries.items()) if isinstance(entries, dict) else ()
    return "".join(f"{key}={printed(value)}," for key, value in pairs).removesuffix(",")


def _read_back(joined: str) -> list[Plain] | None:
    """Return the arguments that Helm reads where the templates write a map; None if it cannot read them."""
    if re.fullmatch(_PRINTABLE, joined) and not re.search(_SPECIAL, joined):
        return [f"{_FLAG}{joined}", _END]
    lines = [*f"- {_FLAG}{joined}".split("\n"), f"- {_END}"]
    parsed = yaml.parse(Source("a manifest", "args:\n" + "".join(f"  {line}\n" for line in lines)))
    args = plain(parsed.root)
    listed = args.get("args") if isinstance(args, dict) else None
    readable = not any(diagnostic.unreadable for diagnostic in parsed.diagnostics)
    return listed if readable and isinstance(listed, list) else None


def _in_argument(context: Context, path: Path, consequence: str) -> Iterator[Diagnostic]:
    """Report the texts of a map that may be read differently; all of them if none looks like it."""
    entries = context.values.get(*path)
    texts = (
        {key: value for key, value in entries.items() if isinstance(value, str)} if isinstance(entries, dict) else {}
    )
    for key in [key for key, text in texts.items() if re.search(_SPECIAL, f"{key}={text}")] or texts:
        yield Diagnostic(
            message=f"without quotes, `{dotted((*path, key))}` {consequence}",
            path=(*path, key),
            primary=context.at((*path, key), "is written without quotes"),
            related=context.values.overridden((*path, key)),
            help="leave out line breaks, a `#` after a space, and a `:` before a space or at the end",
        )


@rule("LQ830", "text-without-quotes", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS)
def text_without_quotes(context: Context) -> Iterator[Diagnostic]:
    """Text that Liqo's own chart writes without quotes, and that is not valid YAML there.

    ## What it does
    Reports text with a meaning in YAML, such as a colon before a space, a quote or a bracket at the beginning, or a
    line break, in values that the target chart writes into manifests as they are. Other rules report such text in
    values that need another form anyway, for example CIDRs.

    ## What breaks at run time
    Helm stops with `error converting YAML to JSON`, which names a line of the rendered manifest instead of your file.
    """
    values, rejected = context.values, {violation.path for violation in context.violations}
    for path in dict.fromkeys(unreadable((), values, context.chart)):
        if not any(path[:depth] in rejected for depth in range(len(path) + 1)):
            yield Diagnostic(
                message=f"without quotes, `{dotted(path)}` is not valid YAML, so that Helm cannot read the manifest",
                path=path,
                primary=context.at(path, "is written without quotes"),
                related=values.overridden(path),
                help="write a text without special characters of YAML",
            )


@rule("LQ831", "cluster-id-without-quotes", Severity.ERROR, charts=PUBLISHED_CHARTS)
def cluster_id_without_quotes(context: Context) -> Iterator[Diagnostic]:
    """A cluster ID that YAML reads as a number, a boolean or nothing.

    ## What it does
    Reports a `discovery.config.clusterID` such as "42", "1e3", "true", "off" or "null".

    ## What breaks at run time
    The chart writes the ID into a ConfigMap without quotes. The API server accepts only strings there: `cannot
    unmarshal number into Go struct field ConfigMap.data`. The installation stops halfway.
    """
    given = context.values.get(*CLUSTER_ID)
    if not isinstance(given, str) or not given:
        return
    readable, section = unquoted.read_back(given, "id: {}")
    if readable and isinstance(section, dict) and not isinstance(section.get("id"), str):
        yield Diagnostic(
            message=f"`{dotted(CLUSTER_ID)}` is {show(given)}, which YAML does not read as a string without quotes",
            path=CLUSTER_ID,
            primary=context.at(CLUSTER_ID, "is written without quotes"),
            related=context.values.overridden(CLUSTER_ID),
            help="choose an ID that is a word, such as `milan`",
        )


@rule("LQ821", "number-in-text-map", Severity.ERROR, charts=PUBLISHED_CHARTS)
def number_in_text_map(context: Context) -> Iterator[Diagnostic]:
    """A label, annotation or node selector that is a number or a boolean.

    ## What it does
    Reports numbers and booleans in maps of labels, annotations and node selectors that the target chart renders.

    ## What breaks at run time
    The chart renders them as they are, and the API server accepts only strings there: `cannot unmarshal number into Go
    struct field`. The installation stops halfway. For `uninstaller`, it is `helm uninstall` that fails.
    """
    for path, value in context.leaves:
        if not isinstance(value, str) and is_number_in_text_map(context, path):
            yield in_quotes(
                context,
                path,
                f"`{dotted(path)}` is {show(value)}, but the API server accepts only strings there",
                "is not a string",
            )


def is_number_in_text_map(context: Context, path: Path) -> bool:
    """Return whether a value that is not a string is rendered into a map that accepts only strings (LQ821)."""
    return _is_text_map(context, path[:-1]) and is_rendered(context, path)


def _is_text_map(context: Context, path: Path) -> bool:
    others = context.chart.keys.schema_at(path).get("additionalProperties")
    is_free = isinstance(others, dict) and "string" in others.get("type", ())
    return is_free and bool(path) and path[-1] in _TEXT_MAPS


def is_rendered(context: Context, path: Path) -> bool:
    """Return whether the templates read what is below a section, with the parts that are deployed."""
    needed = [switch for start, switch in _SWITCHED if path[: len(start)] == start]
    if path[:2] == ("ipam", "internal") and not published_rendering.rendered(context.values, context.chart).ipam:
        return False
    return all(is_true(context.values.get(*switch)) for switch in needed)


@rule("LQ822", "rewritten-number", Severity.ERROR, charts=PUBLISHED_CHARTS)
def rewritten_number(context: Context) -> Iterator[Diagnostic]:
    """A number that the chart writes with an exponent.

    ## What it does
    Reports numbers from 1000000 on, and below 0.0001, in `common.globalAnnotations`, `common.globalLabels`,
    `discovery.config.clusterLabels` and `offloading.defaultNodeResources`, unless they come from `--set`.

    ## What breaks at run time
    Helm reads numbers of values files as floating-point numbers, and the chart writes `1234567890` as `1.23456789e+09`:
    clusters are labelled with another value than the one you wrote.
    """
    for path in _JOINED:
        entries = context.values.get(*path)
        for key, value in entries.items() if isinstance(entries, dict) else ():
            if _is_rewritten(context, (*path, key), value):
                place = (*path, key)
                yield in_quotes(
                    context,
                    place,
                    f"`{dotted(place)}` is a number that the chart writes with an exponent",
                    "is written in another way",
                )


def _is_rewritten(context: Context, path: Path, value: Plain) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if isinstance(value, int) and is_of_set_flag(context, path):
        return False
    return abs(value) >= _LARGEST or 0 < abs(value) < _SMALLEST


def is_of_set_flag(context: Context, path: Path) -> bool:
    """Return whether a number comes from ``--set``, which makes integers, or from what works like it.

    ``liqoctl install`` writes all values to YAML, also those of its own ``--set``.
    """
    origin = context.values.origin(path)
    is_set = origin is not None and origin.layer.kind in (LayerKind.SET, LayerKind.PARAMETER)
    return is_set and context.chart.family is not ChartFamily.LIQOCTL


def in_quotes(context: Context, path: Path, message: str, label: str) -> Diagnostic:
    """Report a value that has to be a string, and how to write it as one."""
    return Diagnostic(
        message=message,
        path=path,
        primary=context.at(path, label),
        related=context.values.overridden(path),
        help=as_text(context, path),
        fix=edits.quoted(context.values.origin(path), safe=True),
    )


def as_text(context: Context, path: Path) -> str:
    """Say how to write a value as a string."""
    origin = context.values.origin(path)
    if origin is not None and origin.layer.kind is LayerKind.SET:
        return f"write `--set-string {dotted(path)}={origin.span.text if origin.span else ''}`"
    if origin is not None and origin.layer.kind is LayerKind.PARAMETER:
        return "force it to be a string"
    text = origin.span.text if origin is not None and origin.span is not None else show(context.values.get(*path))
    return f'write `{path[-1]}: "{text}"`, in quotes'
