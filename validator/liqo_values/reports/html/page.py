"""The page around the releases: what may be loaded (nothing), the counts, the filter."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values import __version__
from liqo_values.model.findings import Severity
from liqo_values.reports.html import matrix, rule_section
from liqo_values.reports.html.listed_release import Release
from liqo_values.reports.html.markup import Markup, element, join, sentence
from liqo_values.reports.html.release_articles import article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.errors import InputError
    from liqo_values.reports.outcome import Outcome

#: What the page is called unless told.
TITLE = "Liqo installations"
#: What every page begins with.
BEGINNING = "<!DOCTYPE html>"
_HERE = Path(__file__).parent


def render(outcome: Outcome, title: str = TITLE) -> str:
    """Write the page."""
    style, script = (_asset(f"report.{kind}") for kind in ("css", "js"))
    releases = [Release(number, result) for number, result in enumerate(outcome.results, 1)]
    codes = {one.code for result in outcome.results for one in (*result.findings, *result.suppressed)}
    main = element(
        "main",
        _failures(outcome.failures),
        matrix.section(releases) if releases else "",
        _releases(releases),
        rule_section.section(codes),
        id="main",
    )
    body = element(
        "body",
        element("a", "Skip to what was found", href="#releases", class_="skip") if releases else "",
        _header(outcome, title),
        main,
        element("footer", element("p", f"Made by liqo-values {__version__}")),
        element("script", script),
    )
    return f'{BEGINNING}\n<html lang="en">\n{_head(title, style, script)}\n{body}\n</html>'


def _asset(name: str) -> Markup:
    return Markup((_HERE / name).read_text(encoding="utf-8"))


def _head(title: str, style: Markup, script: Markup) -> Markup:
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", style),
    )


def _digest(asset: Markup) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()}'"


def _header(outcome: Outcome, title: str) -> Markup:
    findings = [one for result in outcome.results for one in result.findings]
    refused = sum(result.refused for result in outcome.results)
    counted = [(len(outcome.results), "release", "releases", "")]
    counted += [
        (sum(one.severity is severity for one in findings), severity.value, f"{severity}s", severity.value)
        for severity in Severity
    ]
    counted += [(refused, "refused by Helm", "refused by Helm", "error")]
    items = (
        element(
            "li",
            element("b", str(number)),
            f" {one if number == 1 else many}",
            class_=kind if kind and number else False,
        )
        for number, one, many, kind in counted
    )
    return element("header", element("h1", title), element("ul", *items, class_="counts"), class_="top")


def _failures(failures: Sequence[InputError]) -> Markup:
    """Write what kept releases from being checked; nothing where nothing did."""
    if not failures:
        return join(())
    items = (
        element("li", element("strong", sentence(failure.message)), element("p", sentence(failure.remedy)))
        for failure in failures
    )
    heading = element("h2", "Could not be checked", id="failures")
    return element("section", heading, element("ul", *items), class_="failures", aria_labelledby="failures")


def _releases(releases: Sequence[Release]) -> Markup:
    heading = element("h2", "Releases", id="releases", tabindex="-1")
    if not releases:
        return element("section", heading, element("p", "Nothing was checked."), aria_labelledby="releases")
    return element("section", heading, _filter(), *map(article, releases), aria_labelledby="releases")


def _filter() -> Markup:
    """Write the filter, which the script shows: without it nothing would come of using it."""
    severities = [
        element("option", "all", value=""),
        *(element("option", f"{severity}s", value=severity.value) for severity in Severity),
        element("option", "no findings", value="none"),
    ]
    words = element("input", type="search", id="words", autocomplete="off", spellcheck="false")
    modes = element("option", "all", value="")
    return element(
        "form",
        element("p", element("label", "Words", for_="words"), words),
        element("p", element("label", "Findings", for_="severity"), element("select", *severities, id="severity")),
        element("p", element("label", "Mode", for_="mode"), element("select", modes, matrix.options(), id="mode")),
        element("p", element("button", "Show all", type="reset")),
        element("p", "", id="shown", role="status"),
        id="filter",
        role="search",
        aria_label="Filter releases and findings",
        hidden=True,
    )
