"""``liqo-values rules``."""

from __future__ import annotations

import click

from liqo_values.cli.exit_status import CLEAN, EPILOG
from liqo_values.reports.rule_text import table


@click.command(epilog=EPILOG)
def rules() -> int:
    """List all rules."""
    print(table())
    return CLEAN
