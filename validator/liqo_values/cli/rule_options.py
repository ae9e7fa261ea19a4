"""The options of commands about rules."""

from __future__ import annotations

import click

from liqo_values.rules.rule_pages import pages

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
    wanted = incomplete.lower()
    names = (name for page in pages() for name in (page.code, page.name))
    return [name for name in names if name.lower().startswith(wanted)]
