"""``liqo-values schema``."""

from __future__ import annotations

from pathlib import Path

import click

from liqo_values import reports
from liqo_values.charts.target import ours
from liqo_values.cli.exit_status import CLEAN, note

#: The schema of what commands print as JSON.
_PRINTED_BY = {
    **dict.fromkeys(("check", "mode", "fix"), "report.schema.json"),
    "values": "values.schema.json",
    "diff": "diff.schema.json",
}


@click.command()
@click.option("--modeline", is_flag=True, help="Print the comment that makes editors use the installed schema.")
@click.option(
    "--format-of",
    "command",
    type=click.Choice(tuple(_PRINTED_BY)),
    help="Print the schema of what this command prints with `--format json` instead.",
)
@click.option("--report", is_flag=True, hidden=True)
def schema(modeline: bool, command: str | None, report: bool) -> int:
    """Print the JSON schema of the values, for editors.

    Put the line that --modeline prints at the top of a values file. To share the schema, store it in the repository and
    write its path into that line: # yaml-language-server: $schema=FILE
    """
    if report:
        note("`--report` is now `--format-of check`")
        command = "check"
    path = Path(reports.__file__).with_name(_PRINTED_BY[command]) if command else ours().editors_schema
    if modeline:
        print(f"# yaml-language-server: $schema={path.resolve().as_uri()}")
    else:
        print(path.read_text(encoding="utf-8"), end="")
    return CLEAN
