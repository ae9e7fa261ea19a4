"""The options of commands about rules."""

from __future__ import annotations

import click

rules_format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The output format.",
)


def complete_code(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's interface
    """Complete the code of a rule, or its name."""
    from liqo_values.rules.rule_pages import pages  # noqa: PLC0415 - only a shell that completes needs it

    wanted = incomplete.lower()
    names = (name for page in pages() for name in (page.code, page.name))
    return [name for name in names if name.lower().startswith(wanted)]


def complete_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the last item of a list of codes or names of rules."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in complete_code(context, parameter, last)]
