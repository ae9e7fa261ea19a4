"""Values that need Liqo's network while the networking module is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import Path, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROXY: Path = ("proxy", "enabled")
#: At most this many places are shown.
_MOST_SHOWN = 8


@rule("LQ120", "unread-network-values", Severity.NOTICE, charts=ALL_CHARTS)
def unread_network_values(context: Context) -> Iterator[Diagnostic]:
    """Values of the networking module, which is off.

    ## What it does
    Points out, in one notice, which of the values you set are read only by the networking module, while
    `networking.enabled` is false: `ipam`, `networking.fabric`, `networking.gatewayTemplates` and the like. Liqo's own
    chart renders some of them in every mode, such as the CIDRs in `ipam`; there, they are not reported, and neither are
    values that `liqoctl install` wrote.

    ## What breaks at run time
    Nothing. Files that all clusters share, or that `liqoctl install` wrote, contain such values. But changing one of
    them has no effect.
    """
    if context.values.get(*ENABLED) is not False:
        return
    read = context.chart.read_when_off
    given = [
        path
        for root in context.chart.network_only_keys
        for path in _given(context, root)
        if not any(path[: len(other)] == other for other in read) and not context.written_by_liqoctl(path)
    ]
    if not given:
        return
    given.sort(key=lambda path: _position(context, path))
    places = [context.at(path, "is not read") for path in given]
    more = f"; {_MOST_SHOWN} of {len(given)} are shown" if len(given) > _MOST_SHOWN else ""
    them, are = ("it", "it is") if len(given) == 1 else ("them", "they are")
    names = f"`{dotted(given[0])}` is" if len(given) == 1 else f"{len(given)} values are"
    yield Diagnostic(
        message=f"{names} read only by the networking module, which is off",
        path=given[0],
        primary=places[0],
        related=(*places[1:_MOST_SHOWN], context.at(ENABLED, "turns the networking module off")),
        help=f"remove {them} unless another cluster uses {them}; {are} harmless{more}",
    )


@rule("LQ121", "proxy-without-network", Severity.NOTICE, charts=ALL_CHARTS)
def proxy_without_network(context: Context) -> Iterator[Diagnostic]:
    """The API server proxy is on, but no network leads to it.

    ## What it does
    Points out settings of the proxy if `proxy.enabled` is true and the networking module is off.

    ## What breaks at run time
    Other clusters reach the proxy at an address that the networking module remaps. Without the module,
    `liqoctl peer --in-band` fails, and offloaded pods cannot reach the API server of their own cluster this way: they
    need an address that the provider can reach.
    """
    if context.values.get(*ENABLED) is not False or context.values.get(*_PROXY) is not True:
        return
    given = list(_given(context, _PROXY[:1]))
    if given:
        yield Diagnostic(
            message="the proxy is on, but other clusters reach it only through Liqo's network, which is off",
            path=_PROXY,
            primary=context.at(given[0], "configures the proxy"),
            related=(context.at(ENABLED, "turns the networking module off"),),
            help="set `proxy.enabled: false`, unless another network leads to its Service",
        )


def _given(context: Context, root: Path) -> Iterator[Path]:
    """Yield the paths at and below ``root`` that the user sets; a list counts as one."""
    value = context.values.get(*root)
    if isinstance(value, dict):
        for key in value:
            yield from _given(context, (*root, key))
        return
    if any(root[: len(violation.path)] == violation.path for violation in context.violations):
        return
    says = context.values.chain(root)
    default = says[0].value if says and says[0].layer.kind is LayerKind.DEFAULTS else None
    if says and value not in (None, "", [], default):
        yield root


def _position(context: Context, path: Path) -> tuple[str, int]:
    origin = context.values.origin(path)
    return ("", 0) if origin is None or origin.span is None else (origin.layer.name, origin.span.start)
