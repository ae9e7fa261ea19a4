"""``liqo-values schema``."""

from __future__ import annotations

from pathlib import Path

import click

from liqo_values import reports
from liqo_values.charts.target import ours
from liqo_values.cli.exit_status import CLEAN


@click.command()
@click.option("--modeline", is_flag=True, help="Print the comment that makes editors use the installed schema.")
@click.option("--report", is_flag=True, help="Print the schema of `check --format json` instead.")
def schema(modeline: bool, report: bool) -> int:
    """Print the JSON schema of the values, for editors.

    Put the line that --modeline prints at the top of a values file. To share the schema, store it in the repository and
    write its path into that line: # yaml-language-server: $schema=FILE
    """
    path = Path(reports.__file__).with_name("report.schema.json") if report else ours().editors_schema
    if modeline:
        print(f"# yaml-language-server: $schema={path.resolve().as_uri()}")
    else:
        print(path.read_text(encoding="utf-8"), end="")
    return CLEAN
