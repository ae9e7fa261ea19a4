"""``liqo-values help``, which people try before they find ``--help``."""

from __future__ import annotations

import click

from liqo_values.cli.exit_status import CLEAN


@click.command()
@click.argument("command", required=False)
@click.pass_context
def help(context: click.Context, command: str | None) -> int:  # noqa: A001 - the name of the command
    """Show what a command does; without one, list all commands."""
    group = context.find_root()
    if command is None or not isinstance(group.command, click.Group):
        print(group.get_help())
        return CLEAN
    name, found, _ = group.command.resolve_command(group, [command])
    if found is not None:
        print(found.get_help(click.Context(found, group, name)))
    return CLEAN
