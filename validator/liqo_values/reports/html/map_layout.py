"""Where everything is in the map of clusters: consumers on the left, providers on the right, and lines between them.

Cards are stacked, so that they never overlap. A line begins and ends at a place of its own. The order of the cards
keeps lines from crossing where that is easy, and depends on nothing but the lines.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The distance between two cards of a column.
GAP = 12


class Slot(NamedTuple):
    """A part of the height of the map."""

    top: int
    height: int

    @property
    def middle(self) -> int:
        """The place between its top and its end."""
        return self.top + self.height // 2

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.top + self.height


class Layout(NamedTuple):
    """The map.

    Attributes:
        lefts: The cards on the left.
        rights: The cards on the right.
        begins: Where each line begins on the left, in the order of the lines.
        rows: The row of each line in its card on the right, in the order of the lines.
        height: The height of everything.
    """

    lefts: Mapping[int, Slot]
    rights: Mapping[int, Slot]
    begins: Sequence[int]
    rows: Sequence[Slot]
    height: int


def arranged(
    links: Sequence[tuple[int, int]], heads: Callable[[int], int], row_heights: Sequence[int], port: int
) -> Layout:
    """Arrange cards and lines.

    Args:
        links: The lines, each with the numbers of the cards on the left and on the right.
        heads: Returns the height of the head of a card.
        row_heights: The height of the row of each line in its card on the right.
        port: The least distance between two lines at a card on the left.
    """
    lefts, rights = _orders(links)
    at_left, at_right = ({card: number for number, card in enumerate(order)} for order in (lefts, rights))
    outgoing = _grouped([left for left, _ in links], lambda number: at_right[links[number][1]])
    incoming = _grouped([right for _, right in links], lambda number: at_left[links[number][0]])
    left_heights = [max(heads(card), port * (len(outgoing[card]) + 1)) for card in lefts]
    right_heights = [heads(card) + sum(row_heights[number] for number in incoming[card]) for card in rights]
    height = max(_stacked(left_heights), _stacked(right_heights))
    if _stacked(right_heights) < height:
        left_slots = _packed(lefts, left_heights)
        begins = _begins(outgoing, left_slots)
        middles = [_mean([begins[number] for number in incoming[card]]) for card in rights]
        right_slots = _placed(rights, right_heights, middles, height)
        return Layout(left_slots, right_slots, begins, _rows(incoming, right_slots, row_heights), height)
    right_slots = _packed(rights, right_heights)
    rows = _rows(incoming, right_slots, row_heights)
    middles = [_mean([rows[number].middle for number in outgoing[card]]) for card in lefts]
    left_slots = _placed(lefts, left_heights, middles, height)
    return Layout(left_slots, right_slots, _begins(outgoing, left_slots), rows, height)


def _orders(links: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the cards of both columns from top to bottom, each near those that it has lines to."""
    lefts, rights = (list(dict.fromkeys(ends)) for ends in zip(*links, strict=True))
    back = [(right, left) for left, right in links]
    for _ in range(2):
        rights = _sorted(rights, back, lefts)
        lefts = _sorted(lefts, links, rights)
    return lefts, rights


def _sorted(order: Sequence[int], ends: Sequence[tuple[int, int]], others: Sequence[int]) -> list[int]:
    """Sort cards by the mean position of the cards on the other side."""
    position = {card: number for number, card in enumerate(others)}
    found: dict[int, list[int]] = {card: [] for card in order}
    for card, other in ends:
        found[card].append(position[other])
    return sorted(order, key=lambda card: sum(found[card]) / len(found[card]))


def _grouped(cards: Sequence[int], key: Callable[[int], int]) -> dict[int, list[int]]:
    """Return the numbers of the lines of each card, sorted."""
    found: dict[int, list[int]] = {}
    for number, card in enumerate(cards):
        found.setdefault(card, []).append(number)
    return {card: sorted(numbers, key=key) for card, numbers in found.items()}


def _stacked(heights: Sequence[int]) -> int:
    return sum(heights) + GAP * (len(heights) - 1)


def _packed(cards: Sequence[int], heights: Sequence[int]) -> dict[int, Slot]:
    tops = accumulate((height + GAP for height in heights[:-1]), initial=0)
    return {card: Slot(top, height) for card, top, height in zip(cards, tops, heights, strict=True)}


def _placed(cards: Sequence[int], heights: Sequence[int], middles: Sequence[int], total: int) -> dict[int, Slot]:
    """Put each card of a column where its lines are, as far as the others leave room."""
    tops: list[int] = []
    free = 0
    for height, middle in zip(heights, middles, strict=True):
        tops.append(max(free, middle - height // 2))
        free = tops[-1] + height + GAP
    limit = total
    for number in reversed(range(len(tops))):
        tops[number] = min(tops[number], limit - heights[number])
        limit = tops[number] - GAP
    return {card: Slot(top, height) for card, top, height in zip(cards, tops, heights, strict=True)}


def _begins(outgoing: Mapping[int, Sequence[int]], slots: Mapping[int, Slot]) -> list[int]:
    """Spread the lines of each card on the left over its height."""
    found: dict[int, int] = {}
    for card, numbers in outgoing.items():
        top, height = slots[card]
        found |= {
            number: top + height * (position + 1) // (len(numbers) + 1) for position, number in enumerate(numbers)
        }
    return [found[number] for number in sorted(found)]


def _rows(incoming: Mapping[int, Sequence[int]], slots: Mapping[int, Slot], heights: Sequence[int]) -> list[Slot]:
    """Return the rows at the bottom of each card on the right."""
    found: dict[int, Slot] = {}
    for card, numbers in incoming.items():
        top = slots[card].end - sum(heights[number] for number in numbers)
        for number in numbers:
            found[number] = Slot(top, heights[number])
            top += heights[number]
    return [found[number] for number in sorted(found)]


def _mean(numbers: Sequence[int]) -> int:
    return sum(numbers) // len(numbers)
