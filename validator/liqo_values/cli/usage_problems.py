"""Why a command line cannot be read, in the form of all other errors."""

from __future__ import annotations

import click

from liqo_values.model.did_you_mean import nearest


class UsageProblem(click.UsageError):
    """A command line that cannot be read, with what to do about it."""

    def __init__(self, message: str, remedy: str, context: click.Context | None = None) -> None:
        super().__init__(message, context)
        self.remedy = remedy


def did_you_mean(name: str | None) -> str:
    """Return a question about a similar name; empty if there is none."""
    return f"did you mean `{name}`?" if name else ""


def explained(error: click.ClickException) -> tuple[str, str]:
    """Return what is wrong with a command line, and what to do about it."""
    message = error.format_message().rstrip(".").replace("'", "`")
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "liqo-values"
    help_text = f"`{command} --help` lists the options"
    match error:
        case UsageProblem():
            return error.message, error.remedy
        case click.NoSuchOption():
            possible = tuple(error.possibilities or ())
            near = nearest(error.option_name, possible) or min(possible, key=len, default=None)
            return f"there is no option `{error.option_name}`", did_you_mean(near) or help_text
        case click.MissingParameter() if error.param is not None and context is not None:
            return f"`{error.param.make_metavar(context)}` is missing", help_text
        case click.BadParameter() if isinstance(error.param, click.Option):
            detail = error.message.rstrip(".").replace("'", "`")
            return f"{max(error.param.opts, key=len)}: {detail}", help_text
    return f"{message[:1].lower()}{message[1:]}", help_text
