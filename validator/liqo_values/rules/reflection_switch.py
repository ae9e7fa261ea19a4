"""How ``--disable-ip-reflection`` is written among ``virtualKubelet.extra.args``: LQ201 to LQ207.

The arguments of every entry of ``virtualKubelet.optionsTemplates`` are judged by the same rules, by themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.fixes import edits
from liqo_values.liqo.program_args import BOOLEANS, SWITCH, Occurrence, Spelling
from liqo_values.model.findings import Diagnostic, Fix, Label, Severity
from liqo_values.parsing.yaml_writer import written
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LQ201",
    "unreadable-boolean",
    Severity.ERROR,
    about=About.ARGUMENTS,
    refused_by=RefusedBy.TEMPLATES,
    per_template=True,
)
def unreadable_boolean(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` with a value that is no boolean to Go.

    ## What it does
    Reports `--disable-ip-reflection=VALUE` where VALUE is none of `1 t T TRUE true True 0 f F FALSE false False`. What
    YAML reads as a boolean does not count: the argument is text, and it is the virtual kubelet that reads it.

    ## What breaks at run time
    The virtual kubelet exits with `invalid argument`, of every new peering. The virtual node stays NotReady, and no pod
    is offloaded.
    """
    for occurrence in _spelt(context, Spelling.ASSIGNED):
        if occurrence.value is None:
            value = occurrence.item.partition("=")[2]
            message = f'`{SWITCH}` cannot read "{value}" as a boolean' if value else f"`{SWITCH}=` lacks its value"
            yield _found(context, occurrence, message, "the virtual kubelet exits on it", _say_it())


@rule("LQ202", "single-dash", Severity.ERROR, about=About.ARGUMENTS, refused_by=RefusedBy.TEMPLATES, per_template=True)
def single_dash(context: Context) -> Iterator[Diagnostic]:
    """`-disable-ip-reflection`, with one dash.

    ## What it does
    Reports the switch written with a single dash.

    ## What breaks at run time
    After a single dash the virtual kubelet reads flags of one letter, of which it has none. It exits with
    `unknown shorthand flag: 'd' in -disable-ip-reflection`, and the virtual node stays NotReady.
    """
    for occurrence in _spelt(context, Spelling.SINGLE_DASH):
        message = f"`{occurrence.item}` has one dash, and the virtual kubelet has no flags of one letter"
        found = _found(context, occurrence, message, "the virtual kubelet exits on it", f"write `-{occurrence.item}`")
        yield found.replace(fix=_rewritten(context, occurrence, f"-{occurrence.item}"))


@rule(
    "LQ203", "misspelt-flag", Severity.ERROR, about=About.ARGUMENTS, refused_by=RefusedBy.TEMPLATES, per_template=True
)
def misspelt_flag(context: Context) -> Iterator[Diagnostic]:
    """An argument that is meant as `--disable-ip-reflection` and is not.

    ## What it does
    Reports the switch in another case, with underscores, with blanks around it, or with its value behind a blank in
    the same list item.

    ## What breaks at run time
    An item that starts with a dash makes the virtual kubelet exit with `unknown flag`. Any other item is ignored: IPs
    stay visible although the values read as if they were hidden.
    """
    for occurrence in _spelt(context, Spelling.MISSPELT):
        message = f'the virtual kubelet does not know "{occurrence.item}"'
        found = _found(context, occurrence, message, f"is not `{SWITCH}`", _say_it())
        item = _normal(occurrence.item)
        yield found.replace(fix=_rewritten(context, occurrence, item) if item else None)


@rule("LQ204", "detached-value", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def detached_value(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` with its value as a list item of its own.

    ## What it does
    Reports the switch followed by an item such as `false`.

    ## What breaks at run time
    A boolean flag never takes the next item: the switch means true, and the item behind it is a stray argument that
    the virtual kubelet ignores. `--disable-ip-reflection`, `false` hides the IPs.
    """
    for occurrence in context.arguments.occurrences:
        if occurrence.spelling is Spelling.ALONE and occurrence.neighbour >= 0:
            stray = context.arguments.items[occurrence.neighbour]
            yield _found(
                context,
                occurrence,
                f'`{SWITCH}` does not take the next item: it means true, and "{stray}" is ignored',
                "means true",
                f"write `{SWITCH}` alone to hide pod IPs, or `{SWITCH}=false` as one item to show them",
                (context.at_argument(occurrence.neighbour, "is ignored"),),
            )


@rule("LQ205", "after-double-dash", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def after_double_dash(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` behind `--`.

    ## What it does
    Reports the switch where an item `--` precedes it.

    ## What breaks at run time
    `--` ends the flags. The switch behind it is a stray argument that the virtual kubelet ignores: IPs stay visible.
    """
    for occurrence in _spelt(context, Spelling.AFTER_DASHES):
        yield _found(
            context,
            occurrence,
            f"`{occurrence.item}` has no effect behind `--`",
            "is ignored",
            "move it before the `--`, or remove the `--`",
            (context.at_argument(occurrence.neighbour, "ends the flags"),),
        )


@rule("LQ206", "repeated-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def repeated_flag(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` more than once.

    ## What it does
    Reports a second occurrence of the switch; as a warning where the occurrences differ, else as a notice.

    ## What breaks at run time
    The last occurrence wins. In a list that has grown over time, whoever changes the first one changes nothing.
    """
    legal = context.arguments.legal
    if not legal[1:]:
        return
    last, others = legal[-1], legal[:-1]
    differ = any(occurrence.value != last.value for occurrence in others)
    found = _found(
        context,
        last,
        f"`{SWITCH}` is given {_times(len(legal))}" + (", and not the same: the last one wins" if differ else ""),
        f"wins: IP reflection is {'off' if last.value else 'on'}",
        "keep one of them",
        tuple(context.at_argument(occurrence, "has no effect") for occurrence in others),
        None if differ else Severity.NOTICE,
    )
    removed = [edits.without_item(context.argument_origin(occurrence.position), safe=True) for occurrence in others]
    removals = tuple(edit for fix in removed if fix for edit in fix.edits)
    yield found.replace(fix=Fix("keep the last one", removals, safe=True) if all(removed) else None)


@rule("LQ207", "swallowed-flag", Severity.WARNING, about=About.ARGUMENTS, per_template=True)
def swallowed_flag(context: Context) -> Iterator[Diagnostic]:
    """`--disable-ip-reflection` taken as the value of the argument before it.

    ## What it does
    Reports the switch behind a flag that needs a value and has none, such as `--home-kubeconfig` without `=`.

    ## What breaks at run time
    A flag that needs a value takes the next item, whatever it looks like. `--home-kubeconfig`,
    `--disable-ip-reflection` makes the virtual kubelet look for a file called `--disable-ip-reflection`, and IPs stay
    visible.
    """
    for occurrence in _spelt(context, Spelling.SWALLOWED):
        taker = context.arguments.items[occurrence.neighbour]
        yield _found(
            context,
            occurrence,
            f"`{taker}` takes `{occurrence.item}` as its value",
            "is not read as a flag",
            f"write `{taker}=VALUE` in one item, or remove `{taker}`",
            (context.at_argument(occurrence.neighbour, "needs a value and takes the next item"),),
        )


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
    """Write what is meant as the switch as the switch; empty where its value is not clear."""
    _, value = re.split(r"reflections?", item, maxsplit=1, flags=re.IGNORECASE)
    value = value.strip("=: \t\r\n\f\v")
    if not value:
        return SWITCH
    return f"{SWITCH}={value}" if value in BOOLEANS else ""


def _rewritten(context: Context, occurrence: Occurrence, item: str) -> Fix | None:
    return edits.value(context.argument_origin(occurrence.position), written(item), safe=True)


def _say_it() -> str:
    return f"write `{SWITCH}` to hide pod IPs, or `{SWITCH}=false` to show them"


def _times(count: int) -> str:
    return {2: "twice"}.get(count, f"{count} times")
