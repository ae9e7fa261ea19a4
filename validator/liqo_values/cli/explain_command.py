"""``liqo-values explain``."""

from __future__ import annotations

import sys

import click

from liqo_values.cli.exit_status import CLEAN, exit_statuses, fail
from liqo_values.cli.rule_options import complete_code, rules_format_option
from liqo_values.model.did_you_mean import nearest
from liqo_values.reports.rule_text import as_json, explanation
from liqo_values.rules.rule_pages import find, pages


@click.command(epilog=exit_statuses("the rule is explained", failed="there is no such rule"))
@click.argument("code", shell_complete=complete_code)
@rules_format_option
def explain(code: str, output: str) -> int:
    """Explain a rule by its code or name, with an example."""
    page = find(code)
    if page is None:
        by_number = find(f"LQ{code}")
        near = (
            by_number.code
            if by_number
            else nearest(code, tuple(name for entry in pages() for name in (entry.code, entry.name)))
        )
        meant = f"did you mean `{near}`?" if near else "`liqo-values rules` lists all rules"
        return fail(f"there is no rule `{code}`", meant)
    print(as_json([page]) if output == "json" else explanation(page, _width()))
    return CLEAN


def _width() -> int | None:
    """Return the columns of the terminal; None if the text goes elsewhere."""
    if not sys.stdout.isatty():
        return None
    from liqo_values.reports.style import for_stream  # noqa: PLC0415 - only terminals have a width

    return for_stream(sys.stdout).width
