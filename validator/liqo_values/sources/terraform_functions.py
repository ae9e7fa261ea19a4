"""The operators and functions of Terraform whose results are known if their arguments are."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, TypeGuard

from liqo_values.model.nodes import ListNode, MapNode, Node, Scalar, ScalarNode, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from liqo_values.model.source_text import Span

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Mapping[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
#: Larger numbers are not calculated with.
_LARGEST = 2**63
_BOOLS = {"true": True, "false": False}


def operation(sign: str, left: Node, right: Node, span: Span) -> ScalarNode | None:
    """Return the result of an operator; None if it is not known.

    Args:
        sign: The operator.
        left: What is before it.
        right: What is after it.
        span: The place of the result.
    """
    if sign in ("&&", "||"):
        result: Scalar = _joined(sign, as_bool(left), as_bool(right))
    elif sign in ("==", "!="):
        same = _same(left, right)
        result = None if same is None else same is (sign == "==")
    else:
        result = _of_numbers(sign, left, right)
    return None if result is None else ScalarNode(result, span)


def as_bool(node: Node) -> bool | None:
    """Return a condition, which may be a text; None if it is not known."""
    value = _known(node)
    return value if isinstance(value, bool) else _BOOLS.get(value) if isinstance(value, str) else None


def of_one_type(chosen: Node, other: Callable[[], Node]) -> Node:
    """Return one of the two values of a condition, as the type that both have in common.

    Of a text and a boolean or number, both become texts.

    Args:
        chosen: The value.
        other: Returns the other one.
    """
    is_other_type = isinstance(_known(chosen), bool | int | float)
    if is_other_type and isinstance(_known(other()), str):
        return ScalarNode(as_text(chosen), chosen.span)
    return chosen


def as_text(node: Node) -> str | None:
    """Convert a scalar to a text as Terraform does; None if it is unknown, null, or no scalar."""
    value = _known(node)
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) and "e" in text else text


def is_null(node: Node | None) -> bool:
    """Return whether a value is null, or missing."""
    return node is None or (isinstance(node, ScalarNode) and node.value is None)


def call(name: str, arguments: Sequence[Node], span: Span) -> Node | None:
    """Return the result of a function; None if it is not known.

    Args:
        name: The function.
        arguments: Its arguments.
        span: The place of the result.
    """
    if name in _SAME and len(arguments) == 1:
        return arguments[0]
    if name == "try" and arguments:
        return None if _is_unknown(arguments[0]) else arguments[0]
    if name == "coalesce":
        return _first(arguments)
    if name == "lookup":
        return _looked_up(arguments)
    function = _FUNCTIONS.get(name)
    result = function(arguments) if function is not None else None
    return None if result is None else ScalarNode(result, span)


def _known(node: Node) -> Scalar:
    """Return the value of a scalar; None if it is unknown, null, or no scalar."""
    return node.value if isinstance(node, ScalarNode) and not isinstance(node.value, Unknown) else None


def _is_unknown(node: Node) -> bool:
    return isinstance(node, ScalarNode) and isinstance(node.value, Unknown)


def _joined(sign: str, left: bool | None, right: bool | None) -> bool | None:
    decides = sign == "||"
    if decides in (left, right):
        return decides
    return None if left is None or right is None else not decides


def _same(left: Node, right: Node) -> bool | None:
    """Return whether two values are equal; None if it is not known, such as for a text that may become a number."""
    if is_null(left) or is_null(right):
        other = right if is_null(left) else left
        return None if _is_unknown(other) else is_null(other)
    one, two = _known(left), _known(right)
    if one is None or two is None or isinstance(one, str) is not isinstance(two, str):
        return None
    return one == two and isinstance(one, bool) is isinstance(two, bool)


def _of_numbers(sign: str, left: Node, right: Node) -> bool | int | None:
    one, two = _known(left), _known(right)
    if not _is_number(one) or not _is_number(two):
        return None
    if sign in _COMPARISONS:
        return _COMPARISONS[sign](one, two)
    if sign in _ARITHMETIC and isinstance(one, int) and isinstance(two, int) and max(abs(one), abs(two)) < _LARGEST:
        return _ARITHMETIC[sign](one, two)
    return None


def _is_number(value: Scalar) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _first(arguments: Sequence[Node]) -> Node | None:
    """Return the first argument that is neither null nor empty; None if an unknown one is before it."""
    usable = (one for one in arguments if not is_null(one) and _known(one) != "")
    found = next(usable, None)
    if found is None or _is_unknown(found):
        return None
    text = next((one for one in arguments if isinstance(_known(one), str)), found)
    return of_one_type(found, lambda: text)


def _looked_up(arguments: Sequence[Node]) -> Node | None:
    given = arguments[0] if arguments else None
    name = as_text(arguments[1]) if len(arguments) > 1 else None
    if not isinstance(given, MapNode) or name is None or any(isinstance(one, Unknown) for one in given.entries):
        return None
    found = given.entries.get(name)
    return found.value if found is not None else next(iter(arguments[2:]), None)


def _texts(nodes: Sequence[Node]) -> list[str] | None:
    texts = [as_text(node) for node in nodes]
    return None if any(text is None for text in texts) else [text for text in texts if text is not None]


def _of_texts(count: int, function: Callable[..., str | None]) -> Callable[[Sequence[Node]], str | None]:
    """Make a function of so many texts."""

    def called(arguments: Sequence[Node]) -> str | None:
        texts = _texts(arguments)
        return function(*texts) if texts is not None and len(texts) == count else None

    return called


def _join(arguments: Sequence[Node]) -> str | None:
    texts = _texts([item for one in arguments[1:] for item in (one.items if isinstance(one, ListNode) else [one])])
    separator = as_text(arguments[0]) if arguments else None
    return None if texts is None or separator is None else separator.join(texts)


def _replace(text: str, old: str, new: str) -> str | None:
    is_pattern = len(old) > 1 and old[0] == old[-1] == "/"
    return None if is_pattern or not old else text.replace(old, new)


def _format(arguments: Sequence[Node]) -> str | None:
    """Fill in ``%s``, and ``%d`` for whole numbers; other verbs have more rules."""
    texts = _texts(arguments)
    if not texts:
        return None
    pieces = re.split("(%[sd]|%%)", texts[0])
    verbs = [piece for piece in pieces[1::2] if piece != "%%"]
    whole = (isinstance(_known(one), int) for one, verb in zip(arguments[1:], verbs, strict=False) if verb == "%d")
    if any("%" in piece for piece in pieces[::2]) or len(verbs) != len(texts) - 1 or not all(whole):
        return None
    rest = iter(texts[1:])
    return "".join("%" if piece == "%%" else next(rest) if piece[:1] == "%" else piece for piece in pieces)


def _to_bool(arguments: Sequence[Node]) -> bool | None:
    return as_bool(arguments[0]) if len(arguments) == 1 else None


def _to_number(arguments: Sequence[Node]) -> int | None:
    text = as_text(arguments[0]) if len(arguments) == 1 else None
    return int(text) if text is not None and re.fullmatch("-?[0-9]{1,18}", text) else None


def _contains(arguments: Sequence[Node]) -> bool | None:
    """Return whether a list contains a value; both have to be known."""
    listed, wanted = arguments if len(arguments) == 2 else (None, None)  # noqa: PLR2004 - the list and the value
    if not isinstance(listed, ListNode) or wanted is None:
        return None
    same = [_same(item, wanted) for item in listed.items]
    return True if True in same else None if None in same else False


def _length(arguments: Sequence[Node]) -> int | None:
    (given,) = arguments if len(arguments) == 1 else (None,)
    if isinstance(given, MapNode):
        return None if any(isinstance(key, Unknown) for key in given.entries) else len(given.entries)
    return len(given.items) if isinstance(given, ListNode) else None


#: Functions that return their argument as it is.
_SAME = frozenset(("nonsensitive", "sensitive"))
_FUNCTIONS: Mapping[str, Callable[[Sequence[Node]], Scalar]] = {
    "tostring": _of_texts(1, str),
    "lower": _of_texts(1, str.lower),
    "upper": _of_texts(1, str.upper),
    "trimspace": _of_texts(1, str.strip),
    "trimprefix": _of_texts(2, str.removeprefix),
    "trimsuffix": _of_texts(2, str.removesuffix),
    "replace": _of_texts(3, _replace),
    "join": _join,
    "format": _format,
    "tobool": _to_bool,
    "tonumber": _to_number,
    "contains": _contains,
    "length": _length,
}
