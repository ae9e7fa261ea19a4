"""``liqo-values rules``."""

from __future__ import annotations

import click

from liqo_values.cli.ending import CLEAN, EPILOG
from liqo_values.reports.rules import table


@click.command(epilog=EPILOG)
def rules() -> int:
    """List all rules."""
    print(table())
    return CLEAN
