"""The pages of the rules that have findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.reports.html.markup import Markup, element, join, sentence, text
from liqo_values.reports.rule_links import page as address_of
from liqo_values.rules import rule_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADING = "## "


def section(codes: Iterable[str]) -> Markup:
    """Write the pages of some rules; empty if there are none."""
    wanted = frozenset(codes)
    pages = [page for page in rule_pages.pages() if page.code in wanted]
    if not pages:
        return join(())
    return element("section", element("h2", "Rules", id="rules"), *map(_article, pages), aria_labelledby="rules")


def _article(page: rule_pages.Page) -> Markup:
    address = address_of(page.code)
    link = element("p", element("a", "The page of this rule", href=address, rel="noreferrer")) if address else ""
    severity = element("span", page.severity, class_=f"badge {page.severity}")
    return element(
        "article",
        element("h3", join((f"{page.code} {page.name}", severity), " "), id=f"{page.code}-name"),
        *(_block(block) for block in page.doc.split("\n\n")),
        _example(page),
        link,
        id=page.code,
        class_="rulepage",
        aria_labelledby=f"{page.code}-name",
    )


def _block(block: str) -> Markup:
    """Write a paragraph, which may start with a heading."""
    heading = ""
    if block.startswith(_HEADING):
        heading, _, block = block.removeprefix(_HEADING).partition("\n")
    title = element("h4", heading) if heading else ""
    return join((title, element("p", sentence(" ".join(block.split())))), "")


def _example(page: rule_pages.Page) -> Markup:
    """Write the example, collapsed, because readers of the report look at their own values first."""
    return element(
        "details",
        element("summary", "Example"),
        _code(page.bad),
        element("h4", page.report_title),
        _code(page.report),
        element("h4", "Use instead"),
        _code(page.good),
    )


def _code(code: str) -> Markup:
    return element("pre", element("code", Markup("\n".join(text(line) for line in code.split("\n")))))
