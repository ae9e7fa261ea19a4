"""The schedule of telemetry: LQ537."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEDULE: Path = ("telemetry", "config", "schedule")


class _Field(NamedTuple):
    name: str
    first: int
    last: int
    words: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_NUMBER = "[0-9]{1,9}"
_STEP = "0*[1-9][0-9]{0,8}"
_EVERY = "@every "
_LENGTH = r"[0-9]{1,6}(\.[0-9]{1,9})?"
#: Shorter than what Go can count. The chart's template for LQ537 has the same expression.
_DURATION = rf"({_LENGTH}h)?({_LENGTH}m)?({_LENGTH}(s|ms|us|ns))?"


@rule("LQ537", "impossible-schedule", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def impossible_schedule(context: Context) -> Iterator[Diagnostic]:
    """A schedule that Kubernetes cannot read.

    ## What it does
    Reports a `telemetry.config.schedule` with a field outside its range, such as minute 60 or day of the week 7, with a
    range that ends before it begins, with a step of 0, or with `@every` before something that is not a duration.

    ## What breaks at run time
    The API server rejects the CronJob, so that the installation fails.
    """
    given = context.values.get(*SCHEDULE)
    schedule = given.strip(" ") if isinstance(given, str) else ""
    if schedule.startswith(_EVERY) and not re.fullmatch(_DURATION, schedule.removeprefix(_EVERY)):
        yield Diagnostic(
            message=f"`{dotted(SCHEDULE)}` is {show(schedule)}, which has no duration after `@every`",
            path=SCHEDULE,
            primary=context.at(SCHEDULE, "is not a schedule"),
            related=context.values.overridden(SCHEDULE),
            help="use hours, minutes and seconds, such as `@every 1h30m`",
        )
    if schedule.startswith("@"):
        return
    parts = re.split(" +", schedule)
    for part, field in zip(parts, _FIELDS, strict=False) if len(parts) == len(_FIELDS) else ():
        if not all(_readable(item, field) for item in part.split(",")):
            yield Diagnostic(
                message=f"`{dotted(SCHEDULE)}` has {show(part)} for the {field.name}",
                path=SCHEDULE,
                primary=context.at(SCHEDULE, f"has no such {field.name}"),
                related=context.values.overridden(SCHEDULE),
                help=f"use numbers from {field.first} to {field.last}; also `*`, `1-5` and `*/2`",
            )


def _readable(item: str, field: _Field) -> bool:
    base, *steps = item.split("/")
    if len(steps) > 1 or any(not re.fullmatch(_STEP, step) for step in steps):
        return False
    ends = [_number(end, field) for end in base.split("-")]
    return base in ("*", "?") or (len(ends) <= len("ab") and field.first <= ends[0] <= ends[-1] <= field.last)


def _number(text: str, field: _Field) -> int:
    if re.fullmatch(_NUMBER, text):
        return int(text)
    return field.words.index(text.lower()) + field.first if text.lower() in field.words else -1
