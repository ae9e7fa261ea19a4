"""``liqo-values explain``."""

from __future__ import annotations

import click

from liqo_values.cli.exit_status import CLEAN, EPILOG, fail
from liqo_values.reports.rule_text import explanation
from liqo_values.rules.rule_pages import find, pages


@click.command(epilog=EPILOG)
@click.argument("code")
def explain(code: str) -> int:
    """Explain a rule, given its code or name, with an example."""
    page = find(code)
    if page is None:
        from difflib import get_close_matches  # noqa: PLC0415 - few runs need it

        known = [name for entry in pages() for name in (entry.code, entry.name)]
        near = get_close_matches(code.upper(), known, 1) or get_close_matches(code.lower(), known, 1)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        return fail(f"there is no rule `{code}`{meant}", "`liqo-values rules` lists all of them")
    print(explanation(page))
    return CLEAN
