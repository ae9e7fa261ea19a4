"""The output of ``liqo-values rules`` and ``liqo-values explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.reports.rule_links import page as address
from liqo_values.rules.rule_pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.reports.style import Style
    from liqo_values.rules.rule_pages import Page


def listed(style: Style) -> str:
    """List all rules: code, name, severity, summary."""
    from liqo_values.reports import table  # noqa: PLC0415 - `explain` does not need it

    rows = [(page.code, page.name, page.severity, page.summary) for page in pages()]
    stacked = [(f"{code}  {name}  {severity}", summary) for code, name, severity, summary in rows]
    return "\n".join(table.render(rows, style, stacked=stacked))


def as_json(listed: Iterable[Page]) -> str:
    """Write rules for programs: a list of objects, with the same texts as ``explain`` and the address of their page."""
    import json  # noqa: PLC0415 - few runs write it

    return json.dumps(
        [{**page._asdict(), "summary": page.summary, "url": address(page.code)} for page in listed], indent=2
    )


def explanation(page: Page, width: int | None = None) -> str:
    """Explain one rule: its docstring, then values that it reports, the report, and values to use instead.

    Args:
        page: The rule.
        width: The columns of the terminal that shows it; None to keep its lines as they are.
    """
    parts = [
        f"{page.code} {page.name} ({page.severity})",
        page.doc if width is None else _filled(page.doc, width),
        f"## Example\n{_indented(page.bad)}",
        f"## {page.report_title}\n{_indented(page.report)}",
        f"## Use instead\n{_indented(page.good)}",
    ]
    return "\n\n".join(parts)


def _filled(text: str, width: int) -> str:
    """Wrap paragraphs; headings, lists and code stay as they are."""
    from itertools import groupby  # noqa: PLC0415 - only terminals need it

    from liqo_values.reports.style import wrap  # noqa: PLC0415 - only terminals need it

    lines: list[str] = []
    for plain, group in groupby(text.splitlines(), lambda line: line[:1] not in ("", " ", "#", "-", "|")):
        found = list(group)
        lines += wrap(" ".join(found), width) if plain else found
    return "\n".join(lines)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
