"""Draws the map of clusters as SVG, for one width."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.reports.html.map_layout import GAP, Slot, arranged
from liqo_values.reports.html.map_nodes import described, mode_of, worst_of
from liqo_values.reports.html.markup import element, join
from liqo_values.reports.sentences import parts
from liqo_values.reports.style import columns, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.model.findings import Finding
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.map_nodes import Map, Node
    from liqo_values.reports.html.markup import Markup
    from liqo_values.reports.release_pairs import ReleasePair


class Size(NamedTuple):
    """The sizes in a picture, in pixels.

    Attributes:
        name: The class of the picture.
        width: The width of everything.
        left: The width of cards on the left.
        right: The width of cards on the right.
        longest: The most columns of a name.
        across: How many cards are next to each other if no line leads to them.
        beside: Whether badges are next to texts; otherwise, they are below them.
    """

    name: str
    width: int
    left: int
    right: int
    longest: int
    across: int
    beside: bool


#: For phones, and for wider screens and paper.
SIZES = (
    Size("narrow", width=340, left=124, right=156, longest=15, across=2, beside=False),
    Size("wide", width=720, left=230, right=310, longest=21, across=3, beside=True),
)
#: The padding of a card, and the distance of its texts from its left side, where its mark is.
_PADDING, _INDENT = 10, 14
#: The height of a line of text, of a badge, and of a row with badges; the width of a badge, and the space after it.
_LINE, _BADGE, _ROW, _BADGE_WIDTH, _SPACE = 16, 18, 26, 46, 4
#: The space for the mode in a row, if badges are next to it.
_MODE = 122
#: The width of a column of small text.
_COLUMN = 6.5
#: Letters that are as wide as capital letters, and how much wider these are than others.
_WIDE, _WIDER = "mw@%", 0.8
#: The least distance between two lines at a card on the left, and the length of an arrow.
_PORT, _ARROW = 9, 7
#: The space above clusters that no line leads to, for their title.
_TITLE = 40


def picture(size: Size, drawn: Map, releases: Mapping[int, Release]) -> Markup:
    """Draw the map.

    Args:
        size: The sizes.
        drawn: What to draw.
        releases: All releases by their index in the results.
    """
    return _Picture(size, drawn, releases).svg()


class _Picture:
    def __init__(self, size: Size, drawn: Map, releases: Mapping[int, Release]) -> None:
        self._size, self._map, self._releases = size, drawn, releases
        self._names = [_fitted(name, size.longest) for name in drawn.names(releases, size.longest)]
        self._right = size.width - size.right

    def svg(self) -> Markup:
        shapes: list[Markup] = []
        height = 0
        if self._map.pairs:
            rows = [self._row_height(pair) for pair in self._map.pairs]
            layout = arranged(self._map.ends, self._head, rows, _PORT)
            height = layout.height
            shapes += [self._card(node, 0, self._size.left, slot) for node, slot in layout.lefts.items()]
            shapes += [self._card(node, self._right, self._size.right, slot) for node, slot in layout.rights.items()]
            lines = zip(self._map.pairs, self._map.ends, layout.begins, layout.rows, strict=True)
            for pair, (left, _), begin, row in lines:
                shapes += [self._line(pair, begin, row.top + _ROW // 2), *self._row(pair, left, row)]
        if self._map.alone:
            top = height + _TITLE if height else 0
            shapes += self._grid(top)
            height = top + -(-len(self._map.alone) // self._size.across) * (self._grid_height() + GAP) - GAP
        return element(
            "svg",
            *shapes,
            viewBox=f"-2 -2 {self._size.width + 4} {height + 4}",
            role="group",
            aria_label="Map of the clusters",
            class_=self._size.name,
        )

    def _lines(self, node: Node) -> list[tuple[str, str]]:
        """Return the lines below the name of a cluster, each with its class."""
        if node.release is None:
            return [("not in this run", "chart")]
        chart = [(node.release.result.chart.label, "chart")] if len(self._map.charts) > 1 else []
        return [(node.release.mode, "mode"), *chart]

    def _head(self, number: int) -> int:
        """Return the height of the head of a card: name, mode, chart and worst finding."""
        node = self._map.nodes[number]
        below = _ROW if node.worst and not self._size.beside else 0
        return 2 * _PADDING + _LINE * (1 + len(self._lines(node))) + below - 4

    def _row_height(self, pair: ReleasePair) -> int:
        return _ROW + (_ROW if pair.findings and not self._size.beside else 0)

    def _card(self, number: int, left: int, width: int, slot: Slot) -> Markup:
        node = self._map.nodes[number]
        baseline = slot.top + _PADDING + 11
        lines = self._lines(node)
        card = (
            element("title", node.description),
            _rect(left, slot.top, width, slot.height, "card", 7),
            _rect(left, slot.top + 7, 4, slot.height - 14, "mark"),
            _text(self._names[number], left + _INDENT, baseline, "name"),
            *(_text(line, left + _INDENT, baseline + _LINE * row, kind) for row, (line, kind) in enumerate(lines, 1)),
        )
        if node.release is None:
            return element("g", *card, role="img", class_="node absent")
        shown = element("a", *card, href=f"#{node.release.anchor}", class_=f"node mode-{node.release.mode}")
        if node.worst is None:
            return shown
        corner = left + width - _BADGE_WIDTH - _PADDING, slot.top + _PADDING - 3
        below = left + _INDENT, baseline + _LINE * len(lines) + 7
        return join((shown, _badge(*node.worst, *(corner if self._size.beside else below))), "")

    def _row(self, pair: ReleasePair, number: int, row: Slot) -> Iterator[Markup]:
        """Yield the row of a line in the card on the right: the mode of the peering, and what was found."""
        mode, beside = mode_of(pair), self._size.beside
        said = mode if pair.peering is not None else "no peering stated"
        left = self._right + _INDENT
        yield _rect(self._right + 4, row.top, self._size.right - 4, 1, "rule")
        yield element("g", _text(said, left, row.top + 17, "mode"), class_=f"mode-{mode}")
        x, y = left + (_MODE if beside else 0), row.top + (4 if beside else _ROW - 1)
        room = (self._size.width - _PADDING - x) // (_BADGE_WIDTH + _SPACE)
        for found in pair.findings[:room]:
            target = self._releases[found.release].targets[found.position]
            yield _badge(found.finding, target, x, y)
            x += _BADGE_WIDTH + _SPACE
        origin = f"{'from' if pair.peering else 'with'} {self._names[number]}"
        if beside and x + _COLUMN * columns(origin) < self._size.width - 2 * _PADDING:
            yield _text(origin, self._size.width - _PADDING, row.top + 17, "from", anchor="end")

    def _line(self, pair: ReleasePair, begin: int, end: int) -> Markup:
        """Draw the line of a pair, with an arrow if they are peered."""
        start, stop = self._size.left, self._right
        middle = (start + stop) // 2
        tip = stop - (_ARROW if pair.peering else 0)
        arrow = element("path", d=f"M{tip} {end - 4}L{stop} {end}L{tip} {end + 4}Z", class_="arrow")
        return element(
            "g",
            element("title", described(pair)),
            element("path", d=f"M{start} {begin}C{middle} {begin} {middle} {end} {tip} {end}", class_="line"),
            arrow if pair.peering else "",
            role="img",
            class_=f"link mode-{mode_of(pair)} {_kind(pair)}",
        )

    def _grid(self, top: int) -> Iterator[Markup]:
        """Yield the cards of clusters that no line leads to."""
        if top:
            yield _text("Other clusters", 0, top - 12, "title")
        across, height = self._size.across, self._grid_height()
        width = (self._size.width - GAP * (across - 1)) // across
        for position, number in enumerate(self._map.alone):
            row, column = divmod(position, across)
            yield self._card(number, column * (width + GAP), width, Slot(top + row * (height + GAP), height))

    def _grid_height(self) -> int:
        return max(map(self._head, self._map.alone))


def _fitted(name: str, longest: int) -> str:
    """Shorten a name again if many of its letters are wide."""
    wide = sum(letter.isupper() or letter in _WIDE for letter in name)
    return cut(name, int(longest / (1 + _WIDER * wide / max(1, len(name)))))


def _kind(pair: ReleasePair) -> str:
    """Return the classes of a line: how it is drawn, and how bad what was found is."""
    separate = pair.pair is not None and pair.pair.has_network is False
    way = "named" if pair.peering is None else "separate" if separate else "joined"
    worst = worst_of(pair)
    return f"{way} {worst}" if worst else way


def _rect(x: int, y: int, width: int, height: int, name: str, radius: int = 0) -> Markup:
    sizes = {"x": x, "y": y, "width": width, "height": height}
    return element("rect", **{key: f"{value}" for key, value in sizes.items()}, rx=f"{radius}", class_=name)


def _text(value: str, x: int, y: int, name: str, *, anchor: str | bool = False) -> Markup:
    return element("text", value, x=f"{x}", y=f"{y}", class_=name, text_anchor=anchor)


def _badge(finding: Finding, target: str, x: int, y: int) -> Markup:
    """Draw the code of a finding, with a link to it."""
    message = "".join(part for part, _ in parts(finding.message))
    return element(
        "a",
        element("title", f"{finding.severity} {finding.code} {finding.name}: {message}"),
        _rect(x, y, _BADGE_WIDTH, _BADGE, "pill", _BADGE // 2),
        _text(finding.code, x + _BADGE_WIDTH // 2, y + 13, "label", anchor="middle"),
        href=f"#{target}",
        class_=f"code {finding.severity}",
    )
