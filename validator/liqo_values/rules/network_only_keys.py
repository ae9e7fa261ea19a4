"""What the values ask for and the mode does not give: LQ120 and LQ121."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import Path, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROXY: Path = ("proxy", "enabled")
#: More places than this are counted, not shown.
_MOST_SHOWN = 8


@rule("LQ120", "unread-network-values", Severity.NOTICE)
def unread_network_values(context: Context) -> Iterator[Diagnostic]:
    """Settings of the networking module, which is off.

    ## What it does
    Points out, all at once, which of the values that the user gives are read by the networking module only while
    `networking.enabled` is false: `ipam`, `networking.fabric`, `networking.gatewayTemplates` and the like.

    ## What breaks at run time
    Nothing. Files made for all clusters, or by `liqoctl install`, have such values. But whoever changes one of them
    waits for an effect that does not come.
    """
    if context.values.get(*ENABLED) is not False:
        return
    given = [path for root in context.chart.network_only_keys for path in _given(context, root)]
    if not given:
        return
    given.sort(key=lambda path: _position(context, path))
    places = [context.at(path, "is not read") for path in given]
    more = f"; these are {_MOST_SHOWN} of {len(given)}" if len(given) > _MOST_SHOWN else ""
    verb, them = ("is", "it is") if len(given) == 1 else ("are", "they are")
    names = f"`{dotted(given[0])}` {verb}" if len(given) == 1 else f"{len(given)} values {verb}"
    yield Diagnostic(
        message=f"{names} read by the networking module only, which is off",
        path=given[0],
        primary=places[0],
        related=(*places[1:_MOST_SHOWN], context.at(ENABLED, "turns the module off")),
        help=f"remove what is of no use to another cluster{more}; {them} harmless",
    )


@rule("LQ121", "proxy-without-network", Severity.NOTICE)
def proxy_without_network(context: Context) -> Iterator[Diagnostic]:
    """The proxy of the API server without a network that leads to it.

    ## What it does
    Points out settings of the proxy while `proxy.enabled` is true and the networking module is off.

    ## What breaks at run time
    Other clusters reach the proxy at an address that the networking module maps. Without it, `liqoctl peer --in-band`
    fails, and offloaded pods do not reach the API server of their own cluster this way: they need one with an address
    that the provider reaches.
    """
    if context.values.get(*ENABLED) is not False or context.values.get(*_PROXY) is not True:
        return
    given = list(_given(context, _PROXY[:1]))
    if given:
        yield Diagnostic(
            message="the proxy is on, but other clusters reach it through Liqo's network only, which is off",
            path=_PROXY,
            primary=context.at(given[0], "is about the proxy"),
            related=(context.at(ENABLED, "turns the network off"),),
            help="write `proxy.enabled: false`, unless a network of yours leads to its Service",
        )


def _given(context: Context, root: Path) -> Iterator[Path]:
    """Yield the paths at and below ``root`` that the user gives a value of their own; lists count as one."""
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
