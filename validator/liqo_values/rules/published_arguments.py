"""Arguments that Liqo's own chart appends to those of the user, and that do or do not take effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import ARGS, CLUSTER_ID, REFLECT
from liqo_values.fixes import edits
from liqo_values.liqo import published_rendering
from liqo_values.liqo.program_args import BOOLEANS, SWITCH, Role, read
from liqo_values.liqo.published_rendering import is_true
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import PUBLISHED_CHARTS, rule
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.liqo.program_args import Argument
    from liqo_values.model.nodes import Path

TELEMETRY: Path = ("telemetry", "enabled")
SCHEDULE: Path = ("telemetry", "config", "schedule")
#: Gives offloaded pods access to the API server; the program's own default is off.
_SUPPORT = "enable-apiserver-support"


@rule("LQ825", "reflection-against-key", Severity.ERROR, charts=PUBLISHED_CHARTS)
def reflection_against_key(context: Context) -> Iterator[Diagnostic]:
    """`networking.reflectIPs` turns IP reflection off, but the arguments keep it on.

    ## What it does
    Reports `networking.reflectIPs: false` if the virtual kubelet reflects IPs all the same: an argument
    `--disable-ip-reflection=false` wins, or a `--` or an unfinished flag keeps it from reading the switch that the
    chart appends.

    ## What breaks at run time
    The chart appends `--disable-ip-reflection` only if it does not find the switch among your arguments, in exactly one
    of three spellings, and always at the end. Pod IPs and EndpointSlices of the remote cluster appear although the
    values say that they must not. Nothing warns you.
    """
    from liqo_values.liqo import published_mode  # noqa: PLC0415 - values for our chart do not need it

    reflection = published_mode.decide(context.values, context.chart).reflection
    if context.values.get(*REFLECT) is False and reflection.value:
        yield Diagnostic(
            message=f"`{dotted(REFLECT)}` is `false`, but `{reflection.decided_by.text}` keeps IP reflection on",
            path=REFLECT,
            primary=context.at(REFLECT, "turns IP reflection off"),
            related=(reflection.decided_by.replace(text="keeps it on"),),
            help=f"remove that argument; to show pod IPs, set `{dotted(REFLECT)}: true`",
        )


@rule("LQ826", "overridden-by-chart", Severity.ERROR, charts=PUBLISHED_CHARTS)
def overridden_by_chart(context: Context) -> Iterator[Diagnostic]:
    """An argument that the chart overrides, because it does not recognise how it is spelt.

    ## What it does
    Reports `--enable-apiserver-support` and `--disable-ip-reflection` with a value that means false, such as `=0` or
    `=F`, if the chart appends the same flag as true.

    ## What breaks at run time
    The templates look only for the flag alone, and for `=true` and `=false`. With any other spelling they append their
    own, which comes last and wins: offloaded pods get access to the API server, or pod IPs stay hidden.
    """
    given = len(context.arguments.items)
    appended = [f"--{argument.name}" for argument in _every(context)[given:] if argument.role is Role.FLAG]
    for argument in context.arguments.arguments:
        flag = f"--{argument.name}"
        if argument.role is Role.FLAG and flag in appended and BOOLEANS.get(argument.value or "") is False:
            hidden = flag == SWITCH
            yield Diagnostic(
                message=f"`{argument.item}` has no effect: the chart appends `{flag}`, which wins",
                path=(*ARGS, argument.position),
                primary=context.at_argument(argument.position, "is not recognised by the chart"),
                related=(context.at(REFLECT, "hides pod IPs"),) if hidden else (),
                help=f"set `{dotted(REFLECT)}: true`, and remove the argument" if hidden else f"write `{flag}=false`",
                fix=None
                if hidden
                else edits.value(context.argument_origin(argument.position), f"{flag}=false", safe=True),
            )


@rule("LQ827", "unread-argument-of-chart", Severity.ERROR, charts=PUBLISHED_CHARTS)
def unread_argument_of_chart(context: Context) -> Iterator[Diagnostic]:
    """An argument that keeps the virtual kubelet from reading those of the chart.

    ## What it does
    Reports a `--`, or a flag at the end that takes the next argument as its value, if the virtual kubelet then does not
    read the `--enable-apiserver-support=true` that the chart appends.

    ## What breaks at run time
    Without that flag, offloaded pods get no access to the API server of their own cluster: programs that use the
    Kubernetes API fail. For `--disable-ip-reflection`, see LQ825.
    """
    arguments = _every(context)
    if any(argument.role is Role.FLAG and argument.name == _SUPPORT for argument in arguments):
        return
    for argument in arguments[: len(context.arguments.items)]:
        if argument.role is Role.END or _takes(argument, arguments, f"--{_SUPPORT}"):
            yield Diagnostic(
                message=f"`{argument.item}` keeps the virtual kubelet from reading `--{_SUPPORT}=true` of the chart",
                path=(*ARGS, argument.position),
                primary=context.at_argument(argument.position, "is followed by the arguments of the chart"),
                help="remove it" if argument.role is Role.END else f"write `{argument.item}=...`, or remove it",
            )
            return


def _every(context: Context) -> tuple[Argument, ...]:
    """Return the arguments of the user and those that the chart appends, as the virtual kubelet reads them."""
    items = [*context.arguments.items, *published_rendering.appended(context.values)]
    return read(items, context.chart.flags, context.chart.flag_values).arguments


def _takes(argument: Argument, every: Sequence[Argument], flag: str) -> bool:
    taken = argument.taken
    return taken is not None and taken < len(every) and every[taken].item.startswith(flag)


@rule("LQ828", "new-cluster-id", Severity.WARNING, charts=PUBLISHED_CHARTS)
def new_cluster_id(context: Context) -> Iterator[Diagnostic]:
    """No cluster ID, and no cluster to look it up in.

    ## What it does
    With `--without-cluster`, as with Argo CD, reports an empty `discovery.config.clusterID`.

    ## What breaks at run time
    Liqo's own chart then generates a new ID at each rendering. Argo CD never finds the application in sync, and each
    synchronisation makes another cluster of this one: existing peerings and their namespaces belong to the old ID.
    """
    if context.without_cluster and not context.values.get(*CLUSTER_ID):
        yield Diagnostic(
            message=f"`{dotted(CLUSTER_ID)}` is empty, so that each rendering has a new cluster ID",
            path=CLUSTER_ID,
            primary=label(context.values.deleted(CLUSTER_ID) or context.values.origin(CLUSTER_ID), "is empty"),
            help=f"set the ID that its peers should know it by, such as `{dotted(CLUSTER_ID)}: milan`; a cluster that "
            "already runs Liqo has its ID in the ConfigMap `liqo-clusterid-configmap`",
        )


@rule("LQ829", "new-telemetry-schedule", Severity.NOTICE, charts=PUBLISHED_CHARTS)
def new_telemetry_schedule(context: Context) -> Iterator[Diagnostic]:
    """A schedule that differs at each rendering.

    ## What it does
    With `--without-cluster`, as with Argo CD, points out an empty `telemetry.config.schedule` while telemetry is on.

    ## What breaks at run time
    Liqo's own chart derives the schedule from the time of the rendering. Argo CD never finds the application in sync,
    and synchronises it again and again if that is automatic.
    """
    if context.without_cluster and is_true(context.values.get(*TELEMETRY)) and not context.values.get(*SCHEDULE):
        null = context.values.deleted(SCHEDULE)
        yield Diagnostic(
            message=f"`{dotted(SCHEDULE)}` is empty, so that the schedule differs at each rendering",
            path=SCHEDULE,
            primary=label(null or context.values.origin(SCHEDULE), "follows the time of the rendering"),
            help=f'set it, such as `{dotted(SCHEDULE)}: "0 */12 * * *"`, or `{dotted(TELEMETRY)}: false`',
        )
