"""``liqo-values rules``."""

from __future__ import annotations

import sys

import click

from liqo_values.cli.exit_status import CLEAN
from liqo_values.cli.rule_options import rules_format_option
from liqo_values.reports.rule_text import as_json, listed
from liqo_values.reports.style import for_stream
from liqo_values.rules.rule_pages import pages


@click.command()
@rules_format_option
def rules(output: str) -> int:
    """List all rules."""
    print(as_json(pages()) if output == "json" else listed(for_stream(sys.stdout)))
    return CLEAN
