"""How the programs of the release run: LQ523 to LQ526."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

#: What does not happen while nothing of a component runs.
_WITHOUT: dict[Path, str] = {
    ("controllerManager", "replicas"): "nothing peers, and no pod is offloaded",
    ("webhook", "replicas"): "the API server refuses what the webhook should look at, pods among it",
    ("proxy", "replicas"): "nobody reaches the API server through it",
    ("virtualKubelet", "replicas"): "virtual nodes stay NotReady",
}
_WITHOUT_NETWORK: dict[Path, str] = {
    ("ipam", "internal", "replicas"): "no network gets an address",
    ("networking", "gatewayTemplates", "replicas"): "no cluster is connected",
}
_POD_WORKERS: Path = ("offloading", "reflection", "pod", "workers")
_QUANTITY = r"(?a)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]))?"
#: Base and power.
_UNITS = {
    "": (1, 1),
    **{unit: (10, power) for unit, power in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18), strict=True)},
    **{f"{unit}i": (1024, power) for power, unit in enumerate("KMGTPE", start=1)},
}
#: More cores than a node has, and less memory than a program needs.
_MANY_CORES = 100
_LITTLE_MEMORY = 1024 * 1024


@rule("LQ523", "no-replicas", Severity.WARNING)
def no_replicas(context: Context) -> Iterator[Diagnostic]:
    """A component that is deployed without a pod.

    ## What it does
    Reports `replicas: 0`.

    ## What breaks at run time
    The Deployment is there and looks healthy, and nothing of it runs. Of the webhook server, the API server waits for
    an answer that does not come, and with `webhook.failurePolicy: Fail` refuses what it should have asked about.
    """
    network = _WITHOUT_NETWORK if context.values.get(*ENABLED) is True else {}
    for path, what in (_WITHOUT | network).items():
        if context.values.get(*path) == 0 and context.values.get(*path[:-1], "enabled") is not False:
            yield Diagnostic(
                message=f"`{dotted(path)}` is 0: {what}",
                path=path,
                primary=context.at(path, "runs nothing"),
                help="write `replicas: 1`" + _switch(context, path),
            )


@rule("LQ524", "no-pod-reflection", Severity.WARNING)
def no_pod_reflection(context: Context) -> Iterator[Diagnostic]:
    """No worker that offloads pods.

    ## What it does
    Reports `offloading.reflection.pod.workers: 0`.

    ## What breaks at run time
    The virtual kubelet starts no reflector for pods. They are bound to virtual nodes, and stay Pending for ever. (For
    other kinds of objects, 0 is the way to leave them behind.)
    """
    if context.values.get(*_POD_WORKERS) == 0:
        yield Diagnostic(
            message=f"`{dotted(_POD_WORKERS)}` is 0: no pod is offloaded",
            path=_POD_WORKERS,
            primary=context.at(_POD_WORKERS, "offloads nothing"),
            related=context.values.overridden(_POD_WORKERS),
            help="write `workers: 10`; to offload nothing write `offloading.enabled: false`",
        )


@rule("LQ525", "odd-quantity", Severity.WARNING)
def odd_quantity(context: Context) -> Iterator[Diagnostic]:
    """Resources in the wrong unit.

    ## What it does
    Reports requests and limits of Liqo's own pods of 100 cores and more, or of less than a mebibyte of memory. (What
    `offloading.defaultNodeResources` offers may be as large as it likes.)

    ## What breaks at run time
    `cpu: 500` asks for 500 cores, and the pod stays Pending. `memory: 128m` is an eighth of a byte, and `memory: 256`
    256 bytes: the program is killed as it starts.
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
                    help=f"write `{key}: {meant}` if that is meant",
                )


@rule("LQ526", "request-over-limit", Severity.WARNING)
def request_over_limit(context: Context) -> Iterator[Diagnostic]:
    """More asked for than allowed.

    ## What it does
    Reports requests that are higher than the limit of the same resource.

    ## What breaks at run time
    The API server refuses the pods with `must be less than or equal to`. The Deployment is there, and has none.
    """
    for path, resources in _resources(context.values.data):
        limits = {key: _amount(value) for name, key, value in _amounts(resources) if name == "limits"}
        for name, key, value in _amounts(resources):
            amount, limit = _amount(value), limits.get(key)
            if name == "requests" and amount is not None and limit is not None and amount > limit:
                yield Diagnostic(
                    message=f"`{dotted((*path, name, key))}` is higher than the limit",
                    path=(*path, name, key),
                    primary=context.at((*path, name, key), "is asked for"),
                    related=(context.at((*path, "limits", key), "is the limit"),),
                    help="write a request of at most the limit, or a higher limit",
                )


def _switch(context: Context, path: Path) -> str:
    enabled = (*path[:-1], "enabled")
    return f", or `{dotted(enabled)}: false`" if isinstance(context.values.get(*enabled), bool) else ""


def _resources(values: Plain, path: Path = ()) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield every map called ``resources``."""
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
    """Read a quantity of Kubernetes."""
    text = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    match = re.fullmatch(_QUANTITY, text)
    if match is None:
        return None
    from decimal import Decimal  # noqa: PLC0415 - most values leave the resources to the defaults

    base, power = _UNITS[match[3] or ""]
    return Decimal(match[1] + (match[2] or "")) * Decimal(base) ** power


def _meant(key: str, amount: Decimal, value: Plain) -> str:
    """Return what was probably meant; empty where the amount is a usual one."""
    digits = re.match(r"[\d.]+", str(value))
    if digits is None or amount == 0:
        return ""
    if key == "cpu" and amount >= _MANY_CORES:
        return f"{digits[0]}m"
    return f"{digits[0]}Mi" if key == "memory" and amount < _LITTLE_MEMORY else ""


def _said(key: str, amount: Decimal) -> str:
    return f"{amount:f} cores" if key == "cpu" else f"{amount.normalize():f} bytes"
