"""How ``--disable-ip-reflection`` is written in ``virtualKubelet.extra.args``.

The same rules check the arguments of each entry of ``virtualKubelet.optionsTemplates`` on their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.fixes import edits
from liqo_values.liqo.program_args import BOOLEANS, SWITCH, Occurrence, Spelling
from liqo_values.model.findings import Diagnostic, Fix, Label, Severity
from liqo_values.parsing.yaml_writer import written
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LQ201",
    "unreadable-boolean",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
    charts=ALL_CHARTS,
)
def unreadable_boolean(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` with a value that is not a boolean in Go.

    ## What it does
    Reports `--disable-ip-reflection=VALUE` if VALUE is not one of `1 t T TRUE true True 0 f F FALSE false False`. Other
    booleans of YAML are not accepted: the argument is a string, and the virtual kubelet parses it.

    ## What breaks at run time
    The virtual kubelet of every new peering exits with `invalid argument`. The virtual node stays NotReady, and no pod
    is offloaded.
    """
    for occurrence in _spelt(context, Spelling.ASSIGNED):
        if occurrence.value is None:
            value = occurrence.item.partition("=")[2]
            message = f'`{SWITCH}` cannot read "{value}" as a boolean' if value else f"`{SWITCH}=` has no value"
            yield _found(context, occurrence, message, "makes the virtual kubelet exit", _on_or_off())


@rule(
    "LQ202",
    "single-dash",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
    charts=ALL_CHARTS,
)
def single_dash(context: Context) -> Iterator[Diagnostic]:
    """`-disable-ip-reflection` with a single dash.

    ## What it does
    Reports the flag written with a single dash.

    ## What breaks at run time
    After a single dash, the virtual kubelet expects one-letter flags, and it has none. It exits with
    `unknown shorthand flag: 'd' in -disable-ip-reflection`, and the virtual node stays NotReady.
    """
    for occurrence in _spelt(context, Spelling.SINGLE_DASH):
        message = f"`{occurrence.item}` has a single dash, but the virtual kubelet has no one-letter flags"
        found = _found(context, occurrence, message, "makes the virtual kubelet exit", f"write `-{occurrence.item}`")
        yield found.replace(fix=_rewritten(context, occurrence, f"-{occurrence.item}"))


@rule(
    "LQ203",
    "misspelt-flag",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
    charts=ALL_CHARTS,
)
def misspelt_flag(context: Context) -> Iterator[Diagnostic]:
    """An argument that is meant to be `--disable-ip-reflection`, but is misspelled.

    ## What it does
    Reports the flag in another case, with underscores, with spaces around it, or with its value after a space in the
    same list item.

    ## What breaks at run time
    If the item starts with a dash, the virtual kubelet exits with `unknown flag`. It ignores any other item: IPs stay
    visible although the values look as if they were hidden.
    """
    for occurrence in _spelt(context, Spelling.MISSPELT):
        message = f'the virtual kubelet does not know "{occurrence.item}"'
        found = _found(context, occurrence, message, f"is not `{SWITCH}`", _on_or_off())
        item = _normal(occurrence.item)
        yield found.replace(fix=_rewritten(context, occurrence, item) if item else None)


@rule("LQ204", "detached-value", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def detached_value(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` with its value in a separate list item.

    ## What it does
    Reports the flag followed by an item such as `false`.

    ## What breaks at run time
    A boolean flag never takes the next item as its value: the flag means true, and the virtual kubelet ignores the item
    after it. `--disable-ip-reflection`, `false` hides the IPs.
    """
    for occurrence in context.arguments.occurrences:
        if occurrence.spelling is Spelling.ALONE and occurrence.neighbour >= 0:
            stray = context.arguments.items[occurrence.neighbour]
            yield _found(
                context,
                occurrence,
                f'`{SWITCH}` does not take the next item as its value: it means true, and "{stray}" is ignored',
                "means true",
                f"write `{SWITCH}` alone to hide pod IPs, or `{SWITCH}=false` as one item to show them",
                (context.at_argument(occurrence.neighbour, "is ignored"),),
            )


@rule("LQ205", "after-double-dash", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def after_double_dash(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` after `--`.

    ## What it does
    Reports the flag if an item `--` comes before it.

    ## What breaks at run time
    `--` ends the flags. The virtual kubelet ignores the flag after it: IPs stay visible.
    """
    for occurrence in _spelt(context, Spelling.AFTER_DASHES):
        yield _found(
            context,
            occurrence,
            f"`{occurrence.item}` has no effect after `--`",
            "is ignored",
            "move it before the `--`, or remove the `--`",
            (context.at_argument(occurrence.neighbour, "ends the flags"),),
        )


@rule("LQ206", "repeated-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def repeated_flag(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` more than once.

    ## What it does
    Reports repeated occurrences of the flag: as a warning if they differ, otherwise as a notice.

    ## What breaks at run time
    The last occurrence wins. In a list that has grown over time, changing the first one has no effect.
    """
    legal = context.arguments.legal
    if not legal[1:] or _appended(context):
        return
    last, others = legal[-1], legal[:-1]
    differ = any(occurrence.value != last.value for occurrence in others)
    found = _found(
        context,
        last,
        f"`{SWITCH}` is given {_times(len(legal))}" + (" with different values: the last one wins" if differ else ""),
        f"wins: IP reflection is {'off' if last.value else 'on'}",
        "keep one of them",
        tuple(context.at_argument(occurrence, "has no effect") for occurrence in others),
        None if differ else Severity.NOTICE,
    )
    # Liqo's own chart appends the switch if none is left in a spelling that it recognises.
    safe = context.chart.is_ours
    removed = [edits.without_item(context.argument_origin(occurrence.position), safe=safe) for occurrence in others]
    yield found.replace(fix=edits.together("keep the last one", removed, safe=safe))


@rule("LQ207", "swallowed-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True, charts=ALL_CHARTS)
def swallowed_flag(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` taken as the value of the argument before it.

    ## What it does
    Reports the flag after a flag that needs a value but has none, such as `--home-kubeconfig` without `=`.

    ## What breaks at run time
    A flag that needs a value takes the next item, whatever it looks like. `--home-kubeconfig`,
    `--disable-ip-reflection` makes the virtual kubelet look for a file named `--disable-ip-reflection`, and IPs stay
    visible.
    """
    for occurrence in _spelt(context, Spelling.SWALLOWED):
        taker = context.arguments.items[occurrence.neighbour]
        yield _found(
            context,
            occurrence,
            f"`{taker}` takes `{occurrence.item}` as its value",
            "is not read as a flag",
            f"write `{taker}=VALUE` as one item, or remove `{taker}`",
            (context.at_argument(occurrence.neighbour, "needs a value and takes the next item"),),
        )


def _appended(context: Context) -> bool:
    """Return whether Liqo's own chart appends the switch to the list, so that none of the user's wins."""
    if context.chart.is_ours:
        return False
    from liqo_values.liqo import published_rendering  # noqa: PLC0415 - only for Liqo's own chart

    return SWITCH in published_rendering.appended(context.values)


def _spelt(context: Context, spelling: Spelling) -> Iterator[Occurrence]:
    return (occurrence for occurrence in context.arguments.occurrences if occurrence.spelling is spelling)


def _found(
    context: Context,
    occurrence: Occurrence,
    message: str,
    text: str,
    help_text: str,
    related: tuple[Label, ...] = (),
    severity: Severity | None = None,
) -> Diagnostic:
    place = context.at_argument(occurrence, text)
    path = (*context.template.arguments_path, occurrence.position)
    return Diagnostic(message, place, help_text, path=path, related=related, severity=severity)


def _normal(item: str) -> str:
    """Correct a misspelled flag; empty if its value is unclear."""
    _, value = re.split(r"reflections?", item, maxsplit=1, flags=re.IGNORECASE)
    value = value.strip("=: \t\r\n\f\v")
    if not value:
        return SWITCH
    return f"{SWITCH}={value}" if value in BOOLEANS else ""


def _rewritten(context: Context, occurrence: Occurrence, item: str) -> Fix | None:
    return edits.value(context.argument_origin(occurrence.position), written(item), safe=True)


def _on_or_off() -> str:
    return f"write `{SWITCH}` to hide pod IPs, or `{SWITCH}=false` to show them"


def _times(count: int) -> str:
    return {2: "twice"}.get(count, f"{count} times")
