"""What is known of a variable or a file that has one of two contents, because a condition or a loop extends it."""

from __future__ import annotations

from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import ANYWHERE, Content, Variable, Word, characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.parsing.nested_yaml import Token

#: How far arguments in one text are apart, such as an option and its value: a blank and quotes.
_GAP = 4
#: Longer texts are not compared: each condition would take as long as all before it.
_LONGEST = 20_000


def common(values: Sequence[Variable | None]) -> Variable | None:
    """Return what is known of a variable that has one of several values, some of which are unknown.

    Of arguments, this is what all begin with; what may follow is unknown, and has the place where it is assigned.

    Args:
        values: The values; None for one that is not known.

    Returns:
        The variable; None if nothing is known of it.
    """
    is_list = any(one is not None and one.is_list for one in values)
    known = [one or _anything(is_list=is_list) for one in values]
    if len({tuple(map(_identity, one.items)) for one in known}) == 1:
        return known[0]
    if (
        any(one.is_list is not is_list for one in known)
        or sum(len(text) for one in known for text in one.text) > _LONGEST
    ):
        return None
    words = [one.items if is_list else tuple(_split(one.items[0].tokens)) for one in known]
    count = _common_count(words, at_least_one=is_list)
    if count is None:
        return None
    rest = [word for one in words for word in _unknown(one[count:], is_list=is_list)]
    more = {(word.start, word.end): word for word in rest}
    return _variable([*words[0][:count], *more.values()], is_list=is_list)


def extended(variable: Variable, start: int, end: int) -> Variable:
    """Return a variable to which a loop adds more arguments.

    Args:
        variable: Its value before the loop.
        start: Where the loop writes what it adds.
        end: The offset after it.
    """
    more = Word(((STAND_IN, start, end),), start, end, many=True)
    words = variable.items if variable.is_list else tuple(_split(variable.items[0].tokens))
    return _variable([*words, more], is_list=variable.is_list)


def common_content(own: Content | None, other: Content | None) -> Content | None:
    """Return what is known of a file that has one of two contents: the shorter, if the other only adds to it."""
    if own is None or other is None:
        return None
    short, long = sorted((own, other), key=lambda content: len(content.text))
    if own.text == other.text and own.more is other.more:
        return own
    if not short.text or not long.text.startswith(short.text):
        return None
    return short._replace(more=True)


def _anything(*, is_list: bool) -> Variable:
    """Return the value of a variable that only the environment knows."""
    return Variable((Word(((STAND_IN, ANYWHERE, ANYWHERE),), ANYWHERE, ANYWHERE, many=True),), is_list=is_list)


def _common_count(values: Sequence[Sequence[Word]], *, at_least_one: bool) -> int | None:
    """Return how many words all values begin with; what differs begins with an option, so that it is whole.

    Args:
        values: The words of each value.
        at_least_one: Whether any words in common will do, if what differs does not begin with an option.
    """
    most = sum(1 for _ in takewhile(lambda words: len(set(map(_identity, words))) == 1, zip(*values, strict=False)))
    for count in range(most, -1, -1):
        if all(_begins_option(words[count:]) for words in values):
            return count
    return most if at_least_one and most else None


def _identity(word: Word) -> tuple[str, int]:
    """Return what words have in common that are the same; unknown ones are if they are from the same place."""
    return word.text, word.tokens[0][1] if STAND_IN in word.text else 0


def _begins_option(words: Sequence[Word]) -> bool:
    return not words or words[0].text.startswith("-") or words[0].start == ANYWHERE


def _split(tokens: Iterable[Token]) -> Iterator[Word]:
    """Yield the words of a text that is split at blanks; one of which nothing is known may be any number of them."""
    for is_blank, group in groupby(characters(tokens), key=lambda character: character[0].isspace()):
        if not is_blank:
            pieces = tuple(group)
            start, end = min(piece[1] for piece in pieces), max(piece[2] for piece in pieces)
            yield Word(pieces, start, end, many="".join(piece[0] for piece in pieces) == STAND_IN)


def _unknown(words: Sequence[Word], *, is_list: bool) -> Iterator[Word]:
    """Yield unknown words with the places of those that may be missing: options with their values."""
    run: list[Word] = []
    for word in words:
        is_next = bool(run) and 0 <= word.start - run[-1].end <= _GAP
        if run and not is_next and not is_list and not (word.many or word.text.startswith("-")):
            continue  # the value of an option, which is written elsewhere
        if run and not is_next and (word.many or word.text.startswith("-")):
            yield from _as_one(run)
            run = []
        if word.many and not is_next:
            yield word
        else:
            run.append(word)
    yield from _as_one(run)


def _as_one(words: Sequence[Word]) -> Iterator[Word]:
    if words:
        start, end = min(word.start for word in words), max(word.end for word in words)
        yield Word(((STAND_IN, start, end),), start, end, many=True)


def _variable(words: Sequence[Word], *, is_list: bool) -> Variable:
    if is_list:
        return Variable(tuple(words), is_list=True)
    tokens: list[Token] = []
    for word in words:
        at = max(word.start, 0)  # not `ANYWHERE`, which gets the place of a variable, and a width
        tokens += [(" ", at, at)] if tokens else []
        tokens += word.tokens
    start, end = (words[0].start, words[-1].end) if words else (0, 0)
    return Variable((Word(tuple(tokens), start, end),))
