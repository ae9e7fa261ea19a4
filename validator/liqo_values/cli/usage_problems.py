"""Why a command line cannot be read, in the form of all other errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from liqo_values.model.did_you_mean import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_CHOICE = r"'(?P<value>.*)' is not one of "
_TOO_MANY = r"Got unexpected extra arguments? \((?P<words>.*)\)"
_TOO_SMALL = r"(?P<value>\S+) is not in the range x>=(?P<least>\d+)"
#: What click calls a number within limits.
_RANGE = "is not a valid integer range"


class UsageProblem(click.UsageError):
    """A command line that cannot be read, with what to do about it."""

    def __init__(self, message: str, remedy: str, context: click.Context | None = None) -> None:
        super().__init__(message, context)
        self.remedy = remedy


def did_you_mean(name: str | None) -> str:
    """Return a question about a similar name; empty if there is none."""
    return f"did you mean `{name}`?" if name else ""


def _choice(value: str, choices: Sequence[str]) -> str | None:
    """Return the choice that a value is similar to, or the only one that begins with it."""
    begun = [choice for choice in choices if value and choice.startswith(value)]
    return nearest(value, tuple(choices)) or (begun[0] if len(begun) == 1 else None)


def not_one_of(value: str, choices: Sequence[str], name: str, otherwise: str) -> UsageProblem:
    """Return the error about a value of an option that is none of a few words."""
    listed = ", ".join(f"`{choice}`" for choice in choices)
    return UsageProblem(f"{name}: `{value}` is not one of {listed}", did_you_mean(_choice(value, choices)) or otherwise)


def _about_parameter(error: click.BadParameter, param: click.Parameter, help_text: str) -> tuple[str, str]:
    name = max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name.strip("[]")
    found = re.match(_NO_CHOICE, error.message)
    if found and isinstance(param.type, click.Choice):
        problem = not_one_of(found["value"], tuple(map(str, param.type.choices)), name, help_text)
        return problem.message, problem.remedy
    limited = re.match(_TOO_SMALL, error.message)
    if limited:
        return f"{name}: `{limited['value']}` is too small", f"pass {limited['least']} or more"
    detail = error.message.rstrip(".").replace("'", "`").replace(_RANGE, "is not a whole number")
    return f"{name}: {detail}", help_text


def _misplaced(option: str, context: click.Context, words: Sequence[str]) -> str:
    """Return where an option belongs that only a command has, if it is written before the command."""
    group = context.command
    named = (group.get_command(context, word) for word in words) if isinstance(group, click.Group) else ()
    command = next((one for one in named if one is not None), None)
    if command is None or not any(option in param.opts for param in command.params):
        return ""
    return f"write it after the command: `liqo-values {command.name} {option} …`"


def _in_other_case(error: click.NoSuchOption, context: click.Context | None) -> str | None:
    """Return the option of the command that differs from a missing one only in its case."""
    other = error.option_name.swapcase()
    options = context.command.params if context is not None else ()
    return other if any(other in param.opts for param in options) else None


def explained(error: click.ClickException, words: Sequence[str], commands: Sequence[str]) -> tuple[str, str]:
    """Return what is wrong with a command line, and what to do about it.

    Args:
        error: What click says.
        words: The command line.
        commands: The names of all commands.
    """
    message = error.format_message().rstrip(".").replace("'", "`")
    context = error.ctx if isinstance(error, click.UsageError) else None
    named = next((f"liqo-values {word}" for word in words if word in commands), "liqo-values")
    command = context.command_path if context else named
    help_text = f"`{command} --help` lists the options"
    match error:
        case UsageProblem():
            return error.message, error.remedy
        case click.NoSuchOption():
            possible = tuple(error.possibilities or ())
            near = nearest(error.option_name, possible) or min(
                possible, key=len, default=_in_other_case(error, context)
            )
            place = _misplaced(error.option_name, context, words) if context else ""
            if error.option_name.lstrip("-") in commands:
                place = f"write the command without dashes: `liqo-values {error.option_name.lstrip('-')}`"
            return f"there is no option `{error.option_name}`", place or did_you_mean(near) or help_text
        case click.MissingParameter() if error.param is not None and context is not None:
            choices = error.param.type.choices if isinstance(error.param.type, click.Choice) else ()
            one_of = f"pass one of {', '.join(map(str, choices))}" if choices else help_text
            return f"`{error.param.make_metavar(context)}` is missing", one_of
        case click.BadParameter() if error.param is not None:
            return _about_parameter(error, error.param, help_text)
    too_many = re.match(_TOO_MANY, error.message)
    if too_many:
        return f"the command does not take `{too_many['words']}`", f"`{command} --help` shows what it takes"
    return f"{message[:1].lower()}{message[1:]}", help_text
