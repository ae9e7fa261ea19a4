"""The commands by name. Each has its own module, imported when the command is called or listed."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liqo_values import __version__
from liqo_values.cli.exit_status import CLEAN, FAILED, exit_statuses, fail, note

if TYPE_CHECKING:
    from collections.abc import Sequence

#: In the order of ``--help``.
_COMMANDS = (
    "init",
    "check",
    "mode",
    "fix",
    "values",
    "diff",
    "doctor",
    "report",
    "explain",
    "rules",
    "schema",
    "lsp",
    "completion",
    "help",
)
#: Commands by the names that they once had.
_OLD = {"merged": "values"}
#: What the commands of other programs that check or show something are here.
_ELSEWHERE = {"lint": "check", "validate": "check", "rule": "explain", "server": "lsp", "version": "--version"}


class _LazyGroup(click.Group):
    """A group that imports commands by name, so that the imports of one do not slow down the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in _OLD:
            note(f"`{args[0]}` is now `{_OLD[args[0]]}`")
            args = [_OLD[args[0]], *args[1:]]
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from liqo_values.cli.usage_problems import UsageProblem, did_you_mean  # noqa: PLC0415 - few runs need it
            from liqo_values.model.did_you_mean import nearest  # noqa: PLC0415 - few runs need it

            near = _ELSEWHERE.get(args[0]) or nearest(args[0], _COMMANDS)
            found = did_you_mean(near) or (
                "name the command first: `check`, `mode` …" if Path(args[0]).exists() else ""
            )
            raise UsageProblem(
                f"there is no command `{args[0]}`", found or "`liqo-values --help` lists all commands", ctx
            )
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's interface
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"liqo_values.cli.{cmd_name}_command"), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=exit_statuses("no findings at or above the threshold", "findings; for `mode`: the values are rejected"),
)
@click.version_option(__version__, "-V", "--version", message="liqo-values %(version)s")
def cli() -> None:
    """Check the Helm values of Liqo before they reach a cluster.

    The command merges files and --set options as Helm does. It checks them against the chart's schema, the combinations
    that the chart rejects, and the arguments that the virtual kubelet accepts.
    """


def run(arguments: Sequence[str] | None) -> int:
    """Run a command line, and return the exit status.

    Raises:
        KeyboardInterrupt: the user interrupts the command.
    """
    try:
        status = cli.main(arguments, prog_name="liqo-values", standalone_mode=False)
        return status if isinstance(status, int) else CLEAN
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        with suppress(OSError):
            error.show()
        return FAILED
    except click.ClickException as error:
        from liqo_values.cli.usage_problems import explained  # noqa: PLC0415 - few runs need it

        words = sys.argv[1:] if arguments is None else arguments
        return fail(*explained(error, words, _COMMANDS))
    except click.Abort:
        raise KeyboardInterrupt from None
