"""How many pods and workers Liqo's programs have, and their resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, Unknown, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

#: What does not work while a component has no pods.
_WITHOUT: dict[Path, str] = {
    ("controllerManager", "replicas"): "no cluster peers, and no pod is offloaded",
    ("webhook", "replicas"): "the API server rejects what the webhook should check, including pods",
    ("proxy", "replicas"): "the API server cannot be reached through it",
    ("virtualKubelet", "replicas"): "virtual nodes stay NotReady",
}
_WITHOUT_NETWORK: dict[Path, str] = {
    ("ipam", "internal", "replicas"): "no network gets an address",
    ("networking", "gatewayTemplates", "replicas"): "no cluster is connected",
}
_POD_WORKERS: Path = ("offloading", "reflection", "pod", "workers")
#: Resources that Kubernetes does not overcommit.
_UNDIVIDED = "^hugepages-|^(?!([^/]*[.])?kubernetes[.]io/).*/"
#: How much higher a request must be: the chart compares numbers of 15 digits.
_TOLERANCE = "1.000000001"
_QUANTITY = r"(?a)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d{1,2})|([KMGTPE]i|[numkMGTPE]))?"
#: Base and power.
_UNITS = {
    "": (1, 1),
    **{unit: (10, power) for unit, power in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18), strict=True)},
    **{f"{unit}i": (1024, power) for power, unit in enumerate("KMGTPE", start=1)},
}
_PAGES = "hugepages-"
#: Kubernetes has no larger number than 2^63 - 1, and the chart compares numbers of 15 digits.
_LARGEST = 9.2e18
#: More cores than a node has, and less memory than a program needs.
_MANY_CORES = 100
_LITTLE_MEMORY = 1024 * 1024


@rule("LQ523", "no-replicas", Severity.WARNING, charts=ALL_CHARTS)
def no_replicas(context: Context) -> Iterator[Diagnostic]:
    """A component that runs no pods.

    ## What it does
    Reports `replicas: 0`.

    ## What breaks at run time
    The Deployment exists and looks healthy, but nothing runs. Without the webhook server, the API server waits for an
    answer that never comes, and with `webhook.failurePolicy: Fail` it rejects what it should have asked about.
    """
    network = _WITHOUT_NETWORK if context.values.get(*ENABLED) is True else {}
    for path, what in (_WITHOUT | network).items():
        if _is_zero(context.values.get(*path)) and context.values.get(*path[:-1], "enabled") is not False:
            yield Diagnostic(
                message=f"`{dotted(path)}` is 0: {what}",
                path=path,
                primary=context.at(path, "runs nothing"),
                help="set `replicas: 1`" + _switch(context, path),
            )


@rule("LQ524", "no-pod-reflection", Severity.WARNING, charts=ALL_CHARTS)
def no_pod_reflection(context: Context) -> Iterator[Diagnostic]:
    """No workers that offload pods.

    ## What it does
    Reports `offloading.reflection.pod.workers: 0`.

    ## What breaks at run time
    The virtual kubelet does not start its reflector for pods. Pods are bound to virtual nodes and stay Pending forever.
    (For other kinds of objects, 0 turns their reflection off.)
    """
    if _is_zero(context.values.get(*_POD_WORKERS)):
        yield Diagnostic(
            message=f"`{dotted(_POD_WORKERS)}` is 0: no pod is offloaded",
            path=_POD_WORKERS,
            primary=context.at(_POD_WORKERS, "offloads nothing"),
            related=context.values.overridden(_POD_WORKERS),
            help="set `workers: 10`; to offload nothing, set `offloading.enabled: false`",
        )


@rule("LQ525", "odd-quantity", Severity.WARNING, charts=ALL_CHARTS)
def odd_quantity(context: Context) -> Iterator[Diagnostic]:
    """Resources in the wrong unit.

    ## What it does
    Reports requests and limits of Liqo's own pods that are 100 cores or more, or less than a mebibyte of memory.
    (`offloading.defaultNodeResources` may offer any amount.)

    ## What breaks at run time
    `cpu: 500` requests 500 cores, and the pod stays Pending. `memory: 128m` is an eighth of a byte, and `memory: 256`
    is 256 bytes: the program is killed at startup.
    """
    for path, resources in _resources(context.values.data):
        for name, key, value in _amounts(resources):
            amount = _amount(value)
            if amount is None or not context.values.set_by_user((*path, name, key)):
                continue
            meant = _meant(key, amount, value)
            if meant:
                yield Diagnostic(
                    message=f"`{dotted((*path, name, key))}` is {_said(key, amount)}",
                    path=(*path, name, key),
                    primary=context.at((*path, name, key), f"is {_said(key, amount)}"),
                    help=f"set `{key}: {meant}` if that is what you mean",
                )


@rule("LQ526", "request-over-limit", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def request_over_limit(context: Context) -> Iterator[Diagnostic]:
    """A request that is higher than its limit.

    ## What it does
    Reports requests that are higher than the limit of the same resource, and requests for huge pages or for a resource
    with a domain, such as `example.org/gpu`, without a limit of the same amount.

    ## What breaks at run time
    The API server rejects the object with `must be less than or equal to`, so that the installation fails. Virtual
    kubelets and gateways are created later, and fail then.
    """
    for path, resources in _resources(context.values.data):
        limits = {key: _amount(value) for name, key, value in _amounts(resources) if name == "limits"}
        for name, key, value in _amounts(resources):
            amount, limit = _amount(value), limits.get(key)
            if name == "requests" and amount is not None and re.search(_UNDIVIDED, key) and limit != amount:
                yield Diagnostic(
                    message=f"`{dotted((*path, name, key))}` has no limit of the same amount",
                    path=(*path, name, key),
                    primary=context.at((*path, name, key), "needs the same limit"),
                    help="set the limit to the same amount; Kubernetes does not overcommit this resource",
                )
                continue
            if name == "requests" and amount is not None and limit is not None and amount > limit * _tolerance():
                yield Diagnostic(
                    message=f"`{dotted((*path, name, key))}` is higher than its limit",
                    path=(*path, name, key),
                    primary=context.at((*path, name, key), "is the request"),
                    related=(context.at((*path, "limits", key), "is the limit"),),
                    help="lower the request or raise the limit",
                )


@rule("LQ542", "huge-pages", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def huge_pages(context: Context) -> Iterator[Diagnostic]:
    """Huge pages that cannot be allocated as written.

    ## What it does
    Reports limits for huge pages that are not a multiple of the size of a page, such as `hugepages-2Mi: 3Mi`, and
    resources with huge pages, but without `cpu` and `memory`.

    ## What breaks at run time
    The API server rejects the object with `not positive integer multiple` or `HugePages require cpu or memory`, so that
    the installation fails. Virtual kubelets and gateways are created later, and fail then.
    """
    for path, resources in _resources(context.values.data):
        amounts = [(name, key, value) for name, key, value in _amounts(resources) if value is not None]
        for name, key, value in amounts:
            size = key.removeprefix(_PAGES)
            if name == "limits" and size != key and not _is_multiple(value, size):
                yield Diagnostic(
                    message=f"`{dotted((*path, name, key))}` is not a whole number of pages",
                    path=(*path, name, key),
                    primary=context.at((*path, name, key), f"is not a multiple of {size}"),
                    help=f"use a multiple of {size}",
                )
        keys = {key for _, key, _ in amounts}
        if any(key.startswith(_PAGES) for key in keys) and not keys & {"cpu", "memory"}:
            yield Diagnostic(
                message=f"`{dotted(path)}` has huge pages, but neither `cpu` nor `memory`",
                path=path,
                primary=context.at(path, "needs one of them"),
                help="add a limit or request for `cpu` or `memory`",
            )


def _is_multiple(value: Plain, size: str) -> bool:
    if isinstance(value, Unknown):
        return True
    amount, page = (float(found) if found is not None else 0.0 for found in (_amount(value), _amount(size)))
    return page > 0 and amount < _LARGEST and amount.is_integer() and int(amount) % int(page) == 0


def _is_zero(value: Plain) -> bool:
    return value == 0 and not isinstance(value, bool)


def _switch(context: Context, path: Path) -> str:
    enabled = (*path[:-1], "enabled")
    return f", or `{dotted(enabled)}: false`" if isinstance(context.values.get(*enabled), bool) else ""


def _resources(values: Plain, path: Path = ()) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield every map named ``resources``."""
    for key, inner in values.items() if isinstance(values, dict) else ():
        if key == "resources" and isinstance(inner, dict):
            yield (*path, key), inner
        else:
            yield from _resources(inner, (*path, key))


def _amounts(resources: dict[str, Plain]) -> Iterator[tuple[str, str, Plain]]:
    for name in ("limits", "requests"):
        given = resources.get(name)
        for key, value in given.items() if isinstance(given, dict) else ():
            yield name, key, value


def _amount(value: Plain) -> Decimal | None:
    """Parse a Kubernetes quantity."""
    text = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    match = re.fullmatch(_QUANTITY, text)
    if match is None:
        return None
    from decimal import Decimal  # noqa: PLC0415 - most values leave the resources to the defaults

    base, power = _UNITS[match[3] or ""]
    return Decimal(match[1] + (match[2] or "")) * Decimal(base) ** power


def _tolerance() -> Decimal:
    from decimal import Decimal  # noqa: PLC0415 - as above

    return Decimal(_TOLERANCE)


def _meant(key: str, amount: Decimal, value: Plain) -> str:
    """Return what was probably meant; empty if the amount is a usual one."""
    digits = re.match(r"[\d.]+", str(value))
    if digits is None or amount == 0:
        return ""
    if key == "cpu" and amount >= _MANY_CORES:
        return f"{digits[0]}m"
    return f"{digits[0]}Mi" if key == "memory" and amount < _LITTLE_MEMORY else ""


def _said(key: str, amount: Decimal) -> str:
    return f"{amount:f} cores" if key == "cpu" else f"{amount.normalize():f} bytes"
