"""The four modes as a picture: how many releases are in each, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo.mode import ModeName
from liqo_values.reports.html.listed_release import UNDECIDED, meaning, short_names
from liqo_values.reports.html.markup import element, join, sentence, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup

#: The same axes as in the picture of the documentation.
_ROWS = (
    ("IP reflection on", (ModeName.CONNECTED, ModeName.EXTERNAL_NETWORK)),
    ("IP reflection off", (ModeName.CONNECTED_NO_IPS, ModeName.OFFLOADING_ONLY)),
)
_COLUMNS = ("networking module on", "networking module off")

#: The picture is drawn for the width of a phone; CSS scales it up.
_WIDTH, _GAP = 340, 8
_LEFT, _TOP, _LINE, _PADDING = 22, 22, 15, 12
_CELL = (_WIDTH - _LEFT - 2 * _GAP) // 2
#: The most names in a cell, and the most characters of each; the list next to the picture has all of them.
_NAMES, _LONGEST = 5, 20
#: The height of the head of a cell, above its lines.
_HEAD = 56


class _Cell(NamedTuple):
    """The releases of one mode."""

    mode: str
    members: Sequence[Release]
    names: Sequence[str]

    @property
    def lines(self) -> list[str]:
        """The lines below the number."""
        more = len(self.names) - _NAMES
        shown = list(self.names) if more <= 1 else [*self.names[:_NAMES], f"and {more} more"]
        refused = sum(release.result.refused for release in self.members)
        return [*shown, f"{refused} rejected"] if refused else shown


def section(releases: Sequence[Release]) -> Markup:
    """Write the picture and, next to it, the modes with links to their releases."""
    modes = [mode.value for mode in ModeName]
    if any(release.mode == UNDECIDED for release in releases):
        modes.append(UNDECIDED)
    members = {mode: [release for release in releases if release.mode == mode] for mode in modes}
    return element(
        "section",
        element("h2", "Modes", id="modes"),
        element("div", _picture(members, releases), _legend(releases[0].result.chart, members), class_="modes"),
        aria_labelledby="modes",
    )


def _picture(members: dict[str, list[Release]], releases: Sequence[Release]) -> Markup:
    short = dict(
        zip(
            (release.number for release in releases), short_names([one.name for one in releases], _LONGEST), strict=True
        )
    )
    cells = {mode: _Cell(mode, found, [short[release.number] for release in found]) for mode, found in members.items()}
    shapes: list[Markup] = [
        _text(name, _LEFT + _GAP + column * (_CELL + _GAP) + _CELL // 2, 14, "axis", anchor="middle")
        for column, name in enumerate(_COLUMNS)
    ]
    top = _TOP
    for title, row in _ROWS:
        height = _HEAD + _LINE * max(len(cells[mode.value].lines) for mode in row) + _PADDING
        height = max(height, len(title) * 7)
        middle = top + height // 2
        shapes.append(_text(title, 0, 0, "axis", anchor="middle", transform=f"translate(14 {middle}) rotate(-90)"))
        for column, mode in enumerate(row):
            shapes.append(_cell(cells[mode.value], _LEFT + _GAP + column * (_CELL + _GAP), top, height))
        top += height + _GAP
    if UNDECIDED in cells:
        height = _HEAD + _LINE * len(cells[UNDECIDED].lines) + _PADDING
        shapes.append(_cell(cells[UNDECIDED], _LEFT + _GAP, top, height))
        top += height + _GAP
    counts = [f"{mode}: {len(found)}" for mode, found in members.items()]
    return element(
        "svg",
        element("title", f"Number of releases in each mode. {', '.join(counts)}", id="picture"),
        *shapes,
        viewBox=f"0 0 {_WIDTH} {top}",
        role="img",
        aria_labelledby="picture",
        class_="picture",
    )


def _cell(cell: _Cell, left: int, top: int, height: int) -> Markup:
    empty = "" if cell.members else " empty"
    inner = left + _PADDING
    lines = [_text(line, inner, top + _HEAD + 10 + number * _LINE, "line") for number, line in enumerate(cell.lines)]
    return element(
        "g",
        element("rect", x=f"{left}", y=f"{top}", width=f"{_CELL}", height=f"{height}", rx="8"),
        _text(cell.mode, inner, top + 21, "name"),
        _text(str(len(cell.members)), inner, top + 46, "number"),
        *lines,
        class_=f"cell mode-{cell.mode}{empty}",
    )


def _text(value: str, x: int, y: int, name: str, *, anchor: str = "start", transform: str | bool = False) -> Markup:
    return element("text", value, x=f"{x}", y=f"{y}", class_=name, text_anchor=anchor, transform=transform)


def _legend(chart: TargetChart, members: dict[str, list[Release]]) -> Markup:
    return element("dl", *(_entry(chart, mode, found) for mode, found in members.items()), class_="legend")


def _entry(chart: TargetChart, mode: str, members: Sequence[Release]) -> Markup:
    links = element("ul", *(element("li", element("a", one.name, href=f"#{one.anchor}")) for one in members))
    return element(
        "div",
        element("dt", element("span", mode, class_=f"badge mode-{mode}"), " ", _number(members)),
        element("dd", sentence(meaning(chart, mode))),
        element("dd", links) if members else "",
    )


def _number(members: Sequence[Release]) -> Markup:
    """Count releases, with a link to the first one."""
    return element("a", str(len(members)), href=f"#{members[0].anchor}") if members else text("none")


def options() -> Markup:
    """Write the options of a list of modes."""
    modes = [*(mode.value for mode in ModeName), UNDECIDED]
    return join((element("option", mode, value=mode) for mode in modes), "")
