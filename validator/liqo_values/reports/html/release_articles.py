"""One release: its mode, what decided it, and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.reports.html.finding_list import counts, list_of, suppressed
from liqo_values.reports.html.markup import element, join, sentence

if TYPE_CHECKING:
    from liqo_values.liqo.mode import Fact
    from liqo_values.model.findings import Label
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup


def article(release: Release) -> Markup:
    """Write a release."""
    result = release.result
    head = element(
        "header",
        element("h3", release.name, id=f"{release.anchor}-name"),
        element("p", _badges(release), class_="badges"),
        element("p", sentence(release.meaning), class_="meaning"),
        element("dl", *_facts(release), class_="facts"),
    )
    return element(
        "article",
        head,
        list_of(release),
        suppressed(result.suppressed),
        id=release.anchor,
        class_="release",
        data_mode=release.mode,
        aria_labelledby=f"{release.anchor}-name",
    )


def _badges(release: Release) -> Markup:
    refused = element("span", "rejected", class_="badge error") if release.result.refused else ""
    mode = element("span", release.mode, class_=f"badge mode-{release.mode}")
    return join((mode, refused, *counts(release.result.findings, release)), " ")


def _facts(release: Release) -> list[Markup]:
    mode = release.result.mode
    facts = [("networking module", mode.networking), ("IP reflection", mode.reflection)]
    facts += [(f"for {name}", fact) for name, fact in mode.templates.items()]
    facts += [(f"on {node.name}", node.mode.reflection) for node in release.result.virtual_nodes]
    rows = [element("div", element("dt", title), element("dd", _fact(fact))) for title, fact in facts]
    rows.append(element("div", element("dt", "chart"), element("dd", _chart(release))))
    if release.result.name and release.layers != release.name:
        rows.append(element("div", element("dt", "layers"), element("dd", element("code", release.layers))))
    return rows


def _chart(release: Release) -> Markup:
    """Name the chart that the values are for, and say how it was chosen."""
    result = release.result
    return join((result.chart.label, *(element("p", sentence(note)) for note in result.chart_notes)), " ")


def _fact(fact: Fact) -> Markup:
    """Write the value of a fact, what decided it, and what that overrode."""
    parts = [
        element("strong", fact.word, class_="word"),
        _code_at(fact.decided_by),
        *(element("span", "overrides ", _code_at(one), class_="overrode") for one in fact.overrode),
    ]
    doubt = element("p", sentence(fact.doubt), class_="doubt") if fact.doubt else ""
    return join((join(parts, " "), doubt), "")


def _code_at(label: Label) -> Markup:
    return join((element("code", label.text), element("span", where(label), class_="place")), " ")
