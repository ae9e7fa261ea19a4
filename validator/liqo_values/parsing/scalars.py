"""What a scalar means to Helm: the rules of go.yaml.in/yaml/v2 ``resolve.go`` as data, and the conversion through JSON.

Helm reads a values file with sigs.k8s.io/yaml, in three steps: YAML to Go values (go.yaml.in/yaml/v2), Go values to
JSON (keys become strings; a null key or an infinite number is an error), and JSON back to Go values, where every number
is a 64-bit float. The rules below are therefore neither YAML 1.1 nor 1.2.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Scalar

TAG_PREFIX = "tag:yaml.org,2002:"
NULL, BOOL, INT, FLOAT, STR, TIMESTAMP, BINARY = (
    TAG_PREFIX + name for name in ("null", "bool", "int", "float", "str", "timestamp", "binary")
)
MERGE = TAG_PREFIX + "merge"

_RESOLVABLE = frozenset({"", NULL, BOOL, INT, FLOAT, STR, TIMESTAMP})
_SPELLINGS: tuple[tuple[str, Scalar, str], ...] = (
    (BOOL, True, "y Y yes Yes YES true True TRUE on On ON"),
    (BOOL, False, "n N no No NO false False FALSE off Off OFF"),
    (NULL, None, "~ null Null NULL"),
    (FLOAT, math.nan, ".nan .NaN .NAN"),
    (FLOAT, math.inf, ".inf .Inf .INF +.inf +.Inf +.INF"),
    (FLOAT, -math.inf, "-.inf -.Inf -.INF"),
)
_WORDS = {word: (tag, value) for tag, value, words in _SPELLINGS for word in words.split()} | {"": (NULL, None)}

_NUMBER_START = frozenset("+-0123456789")
#: The characters of numbers and times. A scalar with any other character, such as a network, needs no closer look.
_NUMBER_CHARACTERS = frozenset("+-0123456789abcdefABCDEFxXoO_.:,tTZ ")
_GO_INTEGER = (
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}
_YAML_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
_POINT_FLOAT = r"\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?"
_LATE_BINARY = r"0b([-+][01]+)"  # `0b-101`: only goyaml's fallback for old binary forms accepts it
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?:[.,][0-9]+)?"
_ZONE = r"(?:Z|[-+](?:[01][0-9]|2[0-4]):[0-5][0-9])"
_TIMESTAMP = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    rf"(?:(?P<zoned>[Tt])?(?(zoned)| +){_CLOCK}(?(zoned){_ZONE}))?"
)
_TIME_PARTS = ("year", "month", "day", "hour", "minute", "second")
_YEAR_ZERO = 4  # Go has a year 0, a leap year like this one; Python does not
_INT64 = range(-(2**63), 2**63)
_UINT64 = range(2**64)
_MOST_DIGITS = 64  # more exceed 64 bits in any base, and int() rejects thousands of them
_EXPONENT_FROM = 1e21  # JSON writes whole floats from this size on with an exponent
_WITHOUT_EXPONENT = range(-4, 6)  # powers of ten that Go's format 'g' writes without an exponent
_SHOWN = 40


class ScalarError(ValueError):
    """Helm rejects the scalar; the message says why, without a final period."""


def _refuse(message: str) -> NoReturn:
    raise ScalarError(message)


def resolve(text: str, tag: str | None, *, plain: bool) -> Scalar:
    """Return the Go value that goyaml decodes a scalar to.

    Args:
        text: The scalar's content.
        tag: Its explicit tag in the long form; None if it has none.
        plain: Whether it has neither quotes nor a tag.

    Raises:
        ScalarError: the content does not fit the tag, such as ``!!int abc``.
    """
    if tag == BINARY:
        return _binary(text)
    if tag == STR or (tag or "") not in _RESOLVABLE or (not tag and not plain):
        return text
    found, value = _WORDS.get(text) or _number_or_text(text, tag)
    if not tag or tag == found:
        return value
    if tag == FLOAT and found == INT and isinstance(value, int) and value in _INT64:
        return float(value)
    return _refuse(f"`{_shorten(text)}` does not fit its tag !!{tag.removeprefix(TAG_PREFIX)}")


def to_json(value: Scalar) -> Scalar:
    """Convert a Go value to JSON and back, as Helm does: numbers become 64-bit floats.

    A whole number is returned as an int, so that ``1e3`` equals 1000 and is shown as 1000.

    Raises:
        ScalarError: the number is infinite or not a number, which JSON cannot write.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not math.isfinite(value):
        _refuse("Helm and Kubernetes read YAML as JSON, which has no infinity and no NaN")
    return whole(float(value))


def whole(number: float) -> int | float:
    """Return a float without a fraction as an int, unless JSON would write it with an exponent."""
    return int(number) if number.is_integer() and abs(number) < _EXPONENT_FROM else number


def key_text(value: Scalar) -> str:
    """Convert the Go value of a mapping key to a string, as sigs.k8s.io/yaml does.

    For example, ``n:`` is the key ``false``, ``0x10:`` is ``16``, and ``1.10:`` is ``1.1``.

    Raises:
        ScalarError: a null key, or an integer beyond 63 bits.
    """
    if isinstance(value, str):
        return value
    if value is None:
        _refuse("a key must not be empty or null")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value not in _INT64:
            _refuse("the number is too large for a key")
        return str(value)
    return _float_key(value)


def _number_or_text(text: str, tag: str | None) -> tuple[str, Scalar]:
    start = text[:1]
    if start == "." and re.fullmatch(_POINT_FLOAT, text):
        return _float(text.replace("_", ""), text)
    if start not in _NUMBER_START or not _NUMBER_CHARACTERS.issuperset(text):
        return STR, text
    digits = text.replace("_", "")
    number = _integer(digits)
    if number is not None:
        return INT, number
    if tag in (None, TIMESTAMP) and is_timestamp(text):
        return TIMESTAMP, text
    if re.fullmatch(_YAML_FLOAT, digits):
        return _float(digits, text)
    late = re.fullmatch(_LATE_BINARY, digits)
    if late and int(late[1], 2) in _INT64:
        return INT, int(late[1], 2)
    return STR, text


def _integer(digits: str) -> int | None:
    """Read an integer as strconv.ParseInt and ParseUint do with base 0: a prefix or a leading zero sets the base."""
    match = re.fullmatch(_GO_INTEGER, digits)
    if match is None or match.lastgroup is None:
        return None
    body = match[match.lastgroup]
    base = _BASES[match.lastgroup]
    body = body.lstrip("0") or "0"
    if len(body) > _MOST_DIGITS:
        return None
    magnitude = int(body, base)
    number = -magnitude if match["sign"] == "-" else magnitude
    return number if number in _INT64 or (not match["sign"] and number in _UINT64) else None


def _float(digits: str, text: str) -> tuple[str, Scalar]:
    number = float(digits)
    return (STR, text) if math.isinf(number) else (FLOAT, number)


def is_timestamp(text: str) -> bool:
    """Return whether an unquoted scalar is a date or a time."""
    match = re.fullmatch(_TIMESTAMP, text)
    if match is None:
        return False
    import datetime as dt  # noqa: PLC0415 - few values look like a time

    year, month, day, hour, minute, second = (int(match[part] or 0) for part in _TIME_PARTS)
    try:
        dt.datetime(year or _YEAR_ZERO, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return False
    return True


def _binary(text: str) -> str:
    """Decode base64 as Go's StdEncoding does; in JSON, each byte that is not UTF-8 becomes one U+FFFD."""
    import base64  # noqa: PLC0415 - few values have this tag

    try:
        data = base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError:  # includes binascii.Error
        _refuse("the value tagged !!binary is not base64")
    decoded = data.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\ufffd", decoded)


def _float_key(value: float) -> str:
    """Write a float as strconv.FormatFloat(value, 'g', -1, 32) does."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    single = _to_single(value)
    if math.isinf(single):
        return ".inf" if value > 0 else "-.inf"
    if single == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    shortest = next(text for text in _scientific(single) if _to_single(float(text)) == single)
    mantissa, exponent = shortest.split("e")
    power = int(exponent)
    if power not in _WITHOUT_EXPONENT:
        return f"{mantissa}e{exponent}"
    decimals = len(mantissa.lstrip("-").replace(".", "")) - 1 - power
    return f"{float(shortest):.{max(decimals, 0)}f}"


def _to_single(value: float) -> float:
    import struct  # noqa: PLC0415 - few keys are numbers

    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _scientific(value: float) -> Iterator[str]:
    """Yield a number with 1, 2, … 9 digits; nine are enough for any 32-bit float."""
    return (f"{value:.{digits}e}" for digits in range(9))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
