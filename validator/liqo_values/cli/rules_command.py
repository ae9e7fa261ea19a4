"""``liqo-values rules``."""

from __future__ import annotations

import click

from liqo_values.cli.exit_status import CLEAN
from liqo_values.cli.rule_options import rules_format_option
from liqo_values.reports.rule_text import as_json, table
from liqo_values.rules.rule_pages import pages


@click.command()
@rules_format_option
def rules(output: str) -> int:
    """List all rules."""
    print(as_json(pages()) if output == "json" else table())
    return CLEAN
