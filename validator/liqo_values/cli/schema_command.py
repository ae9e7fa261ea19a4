"""``liqo-values schema``."""

from __future__ import annotations

import json

import click

from liqo_values.charts.target import ours
from liqo_values.cli.exit_status import CLEAN, note, usage_error
from liqo_values.engine.project_schema import SCHEMA_FILE
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
@click.option("--project", is_flag=True, help="Print the schema of the project file, `.liqo-values.yaml`, instead.")
@click.option("--report", is_flag=True, hidden=True)
def schema(modeline: bool, command: str | None, project: bool, report: bool) -> int:
    """Print the JSON schema of the values, for editors.

    Put the line that --modeline prints at the top of a values file, or with --project of a project file. To share the
    schema, store it in the repository and write its path into that line:

    \b
      # yaml-language-server: $schema=FILE
    """  # noqa: D301 - click needs the character itself
    if report:
        note("`--report` is now `--format-of check`")
        command = "check"
    if command and (modeline or project):
        option = "--modeline" if modeline else "--project"
        usage_error(f"{option} is about files that you write, not what a command prints: remove --format-of")
    file = SCHEMA_FILE if project else ours().editors_schema
    if command:
        print(json.dumps(schema_of(command), indent=2))
    elif modeline:
        print(f"# yaml-language-server: $schema={file.resolve().as_uri()}")
    else:
        print(file.read_text(encoding="utf-8"), end="")
    return CLEAN
