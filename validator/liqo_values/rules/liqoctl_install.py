"""What `liqoctl install` does with values that Helm does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.target import ChartFamily
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import MapNode, ScalarNode, Unknown, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, rule
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Path, Scalar

_LIQOCTL = frozenset({ChartFamily.LIQOCTL})


def _said(context: Context, code: str) -> Iterator[Diagnostic]:
    return (one for one in context.diagnostics if one.code == code)


@rule("LQ840", "liqoctl-appends-list", Severity.WARNING, charts=_LIQOCTL)
def liqoctl_appends_list(context: Context) -> Iterator[Diagnostic]:
    """A list in a values file that `liqoctl install` appends to another one.

    ## What it does
    Reports lists in files of `liqoctl install --values` for keys that already have items: by default, from liqoctl
    itself, or from another file. Helm replaces lists, liqoctl appends them.

    ## What breaks at run time
    The other items stay: networks that you wanted to exclude remain in `ipam.pools`, and pod CIDRs are in the list
    twice.
    """
    return _said(context, "LQ840")


@rule("LQ841", "liqoctl-ignores-null", Severity.WARNING, charts=_LIQOCTL)
def liqoctl_ignores_null(context: Context) -> Iterator[Diagnostic]:
    """A null in a values file, which `liqoctl install` ignores.

    ## What it does
    Reports nulls, and keys without a value, in files of `liqoctl install --values`. With Helm, they delete the default;
    liqoctl ignores them. With `--set key=null`, it deletes the default too.

    ## What breaks at run time
    The default still applies.
    """
    return _said(context, "LQ841")


@rule("LQ842", "liqoctl-types-differ", Severity.ERROR, charts=_LIQOCTL)
def liqoctl_types_differ(context: Context) -> Iterator[Diagnostic]:
    """A value of another type than the one it replaces, with which `liqoctl install` fails.

    ## What it does
    Reports values in files of `liqoctl install --values` that liqoctl cannot merge. Besides strings for booleans, and
    the like, these are all integers: liqoctl reads the numbers of the chart as floating-point numbers, and those of
    your files as integers. It also reads `yes`, `no`, `on` and `off` as strings. Keys that are twice in one map, which
    Helm accepts, are reported as well. Everything else is checked as if you had fixed them.

    ## What breaks at run time
    liqoctl stops with "the two maps have different types for the same key" or "mapping key … already defined", and
    installs nothing.
    """
    return _said(context, "LQ842")


@rule("LQ843", "liqoctl-first-file-wins", Severity.WARNING, charts=_LIQOCTL)
def liqoctl_first_file_wins(context: Context) -> Iterator[Diagnostic]:
    """A value in a later values file that an earlier one overrides.

    ## What it does
    Reports keys that several files of `liqoctl install --values` set to different values. With Helm, the last file
    wins; with liqoctl, the first one does.

    ## What breaks at run time
    Values of the later file, which usually contains the exceptions, have no effect.
    """
    return _said(context, "LQ843")


@rule("LQ844", "liqoctl-value-overridden", Severity.NOTICE, charts=_LIQOCTL)
def liqoctl_value_overridden(context: Context) -> Iterator[Diagnostic]:
    """A value that replaces one that `liqoctl install` finds out, or takes from a flag.

    ## What it does
    Reports values that override what liqoctl reads from the cluster or sets for the provider; this is a warning if
    you also pass the flag for it.

    ## What breaks at run time
    Nothing, if the value is correct. liqoctl only verifies the CIDRs that it finds out or takes from flags, not those
    in your values.
    """
    for path, node in _leaves(context.chart.added, ()):
        chain = context.values.chain(path)
        below = next((one for one in reversed(chain) if one.layer.kind is LayerKind.LIQOCTL), None)
        origin = context.values.origin(path)
        if below is None or origin is None or not origin.layer.by_user or context.values.get(*path) == node.value:
            continue
        flag = context.chart.added_by_flags.get(path)
        if flag or isinstance(node.value, Unknown) or path in context.chart.added_for_provider:
            yield Diagnostic(
                message=_overridden(context, path, node.value, flag),
                path=path,
                primary=label(origin, "wins"),
                help=f"remove the key, or leave out `{flag}`" if flag else "remove it unless you need another value",
                severity=Severity.WARNING if flag else None,
            )


def _overridden(context: Context, path: Path, value: Scalar, flag: str | None) -> str:
    name, installer = dotted(path), context.chart.installer
    if flag:
        return f"`{name}` overrides `{flag}`, which sets `{show(value)}`"
    if isinstance(value, Unknown):
        return f"`{name}` replaces what `{installer}` finds out: {value.strip('<>')}"
    return f"`{name}` replaces `{show(value)}`, which `{installer}` sets"


def _leaves(values: MapNode, path: Path) -> Iterator[tuple[Path, ScalarNode]]:
    """Yield the values that are not maps or lists."""
    for key, entry in values.entries.items():
        if isinstance(entry.value, MapNode):
            yield from _leaves(entry.value, (*path, key))
        elif isinstance(entry.value, ScalarNode):
            yield (*path, key), entry.value


@rule("LQ845", "liqoctl-output", Severity.NOTICE, about=About.FILES, charts=_LIQOCTL)
def liqoctl_output(context: Context) -> Iterator[Diagnostic]:
    """A file that `liqoctl install --only-output-values` wrote, which is for Helm.

    ## What it does
    Points out such files if the target chart is `liqoctl`. They are checked as values for Helm, because they already
    contain what liqoctl adds.

    ## What breaks at run time
    Nothing with `helm install`. `liqoctl install --values` fails, because it reads the numbers in the file as integers,
    and those of the chart as floating-point numbers.
    """
    return _said(context, "LQ845")


@rule("LQ846", "liqoctl-unknown-flag", Severity.ERROR, about=About.FILES, charts=_LIQOCTL)
def liqoctl_unknown_flag(context: Context) -> Iterator[Diagnostic]:
    """A flag in a script that `liqoctl install` does not have.

    ## What it does
    Reports flags that this release of liqoctl does not have with this provider, such as `--cluster-name`, which is
    `--cluster-id` since Liqo 1.0, or `--pod-cidr` with a provider that reads the pod CIDR from the cluster.

    ## What breaks at run time
    liqoctl stops with "unknown flag", and installs nothing.
    """
    return _said(context, "LQ846")


@rule("LQ847", "liqoctl-unexpected-argument", Severity.ERROR, about=About.FILES, charts=_LIQOCTL)
def liqoctl_unexpected_argument(context: Context) -> Iterator[Diagnostic]:
    """An argument in a script that `liqoctl install` does not take.

    ## What it does
    Reports arguments that are neither flags nor providers, such as the `true` in `--enable-metrics true`: a switch
    takes its value after `=`.

    ## What breaks at run time
    liqoctl stops with "unknown command", and installs nothing.
    """
    return _said(context, "LQ847")
