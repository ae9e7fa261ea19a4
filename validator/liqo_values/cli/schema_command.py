"""``liqo-values schema``."""

from __future__ import annotations

import json

import click

from liqo_values.charts.target import ours
from liqo_values.cli.exit_status import CLEAN, note, usage_error
from liqo_values.reports.schemas import COMMANDS, schema_of


@click.command()
@click.option("--modeline", is_flag=True, help="Print the comment that makes editors use the installed schema.")
@click.option(
    "--format-of",
    "command",
    type=click.Choice(COMMANDS),
    help="Print the schema of what this command prints with `--format json` instead; `show-files` is `check "
    "--show-files`.",
)
@click.option("--report", is_flag=True, hidden=True)
def schema(modeline: bool, command: str | None, report: bool) -> int:
    """Print the JSON schema of the values, for editors.

    Put the line that --modeline prints at the top of a values file. To share the schema, store it in the repository and
    write its path into that line:

    \b
      # yaml-language-server: $schema=FILE
    """  # noqa: D301 - click needs the character itself
    if report:
        note("`--report` is now `--format-of check`")
        command = "check"
    if modeline and command:
        usage_error("--modeline is about the schema of the values: remove --format-of")
    if command:
        print(json.dumps(schema_of(command), indent=2))
    elif modeline:
        print(f"# yaml-language-server: $schema={ours().editors_schema.resolve().as_uri()}")
    else:
        print(ours().editors_schema.read_text(encoding="utf-8"), end="")
    return CLEAN
