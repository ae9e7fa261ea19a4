"""Mask credentials in the user's text, which must not end up in the log of a pipeline.

They are known by their key, however it is spelt or nested, and from there by their value: it is masked wherever it is
shown, in lines, messages and values. Text that cannot be read as YAML is searched for such keys.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from liqo_values.model import did_you_mean
from liqo_values.model.nodes import ListNode, MapNode, ScalarNode, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.model.findings import Fix
    from liqo_values.model.nodes import Node, Path, Plain, Scalar
    from liqo_values.model.source_text import Source

#: The chart's only credential, and how keys of others end.
_KEY = "secretaccesskey"
_KEYS = r"(secret\w{0,8}key|password|passwd|passphrase|(access|api|auth|bearer|session)token)$"
#: How all of these end: few keys do, so that the expression is rarely compiled.
_ENDS = ("key", "password", "passwd", "passphrase", "token")
#: Says in which Secret a credential is, instead of giving it.
_REFERENCE = "secretKeyRef"
_SPELLING_MISTAKES = 3

#: Shorter values are masked only after their key, and those below the second length only as whole words.
_SHORTEST, _SHORT = 4, 8
#: Up to so many values are looked for by a pattern, or compared one by one.
_FEW = 50
#: So many characters of a value are recognised where a message has cut the rest of it.
_CUT = 12
_TRIVIAL = frozenset(("true", "false", "null"))

_PAIR = r"""([\w.-]{4,80})\\?["']?[ \t]*([:=])[ \t]*(?:[&!]\S*[ \t]+)*"""
#: The name of a value in a manifest, whose value follows another key.
_NAMED = r"""name\\?["']?[ \t]*:[ \t]*\\?["']?([\w.-]+)"""
_MAYBE = r"(?i)secret|accesskey|passw|passphrase|token"
#: How many lines above a line are looked at for the key that it is below.
_ABOVE = 200


@lru_cache(4096)
def is_credential(key: str) -> bool:
    """Tell whether a key, or the last name of a dotted one, is that of a credential, allowing for misspellings."""
    name = key.rpartition(".")[2].replace("-", "").replace("_", "").lower()
    if did_you_mean.distance(name, _KEY, _SPELLING_MISTAKES) <= _SPELLING_MISTAKES:
        return True
    return name.endswith(_ENDS) and bool(re.search(_KEYS, name))


class Secrets:
    """Values that must not be shown.

    Args:
        texts: The values, as they are and as they are written.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        known = {text for text in texts if len(text) >= _SHORTEST and text not in _TRIVIAL}
        self._by_beginning: dict[str, list[str]] = {}
        for text in sorted(known, key=len, reverse=True):
            self._by_beginning.setdefault(text[:_SHORTEST], []).append(text)

    def masked(self, text: str) -> str:
        """Replace every value, also one that was cut, with asterisks; the length stays the same."""
        if not self._by_beginning:
            return text
        pieces: list[str] = []
        done = 0
        for at in self._beginnings(text):
            end = self._end(text, at) if at >= done else 0
            if end:
                pieces += text[done:at], "*" * (end - at)
                done = end
        return "".join([*pieces, text[done:]])

    def _beginnings(self, text: str) -> Iterator[int]:
        """Yield where one of the values may begin."""
        if len(self._by_beginning) <= _FEW:
            pattern = "|".join(map(re.escape, self._by_beginning))
            yield from (found.start() for found in re.finditer(rf"(?={pattern})", text))
        else:
            last = len(text) - _SHORTEST
            yield from (at for at in range(last + 1) if text[at : at + _SHORTEST] in self._by_beginning)

    def _end(self, text: str, at: int) -> int:
        """Return where a value that begins at a place ends, as far as it is there; 0 if none does."""
        secrets = self._by_beginning[text[at : at + _SHORTEST]]
        if len(secrets) > _FEW:  # each of them would be compared everywhere
            word = re.compile(r"\S+").match(text, at)
            return word.end() if word else 0
        ends = [0]
        for secret in secrets:
            end = at + sum(
                1
                for _ in takewhile(
                    lambda pair: pair[0] == pair[1], zip(secret, text[at : at + len(secret)], strict=False)
                )
            )
            whole = end - at == len(secret)
            if end - at >= _CUT or (whole and (len(secret) >= _SHORT or _is_word(text, at, end))):
                ends.append(end)
        return max(ends)


def _is_word(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()


def credentials(root: Node, *, inside: bool = False) -> Iterator[str]:
    """Yield the credentials in a tree of values, as they are and as they are written.

    Args:
        root: The tree.
        inside: Whether the tree itself is below the key of a credential.
    """
    seen: set[tuple[int, bool]] = set()  # aliases share what is in maps and lists
    rest: list[tuple[Node, bool]] = [(root, inside)]
    while rest:
        node, secret = rest.pop()
        if isinstance(node, ScalarNode):
            if secret and not isinstance(node.value, bool | Unknown | None):
                yield from _spellings(node)
            yield from _argument(node.value)[1:]
            continue
        held = node.entries if isinstance(node, MapNode) else node.items
        if (id(held), secret) in seen:
            continue
        seen.add((id(held), secret))
        if isinstance(node, ListNode):
            flags = [False, *(isinstance(item, ScalarNode) and len(_argument(item.value)) == 1 for item in node.items)]
            rest.extend((item, secret or flag) for item, flag in zip(node.items, flags, strict=False))
        else:
            rest.extend(
                (entry.value, (secret or is_credential(key)) and key != _REFERENCE)
                for key, entry in node.entries.items()
            )


def _argument(value: Scalar) -> list[str]:
    """Return flag and value of an argument with a credential, or only the flag if it has no value; else nothing."""
    if not isinstance(value, str) or not value.startswith("-"):
        return []
    parts = re.split(r"[=\s]+", value, maxsplit=1)
    return parts if is_credential(parts[0].lstrip("-")) else []


def _spellings(node: ScalarNode) -> Iterator[str]:
    value = str(node.value)
    written = node.span.text.strip("\"'") if node.span else ""
    for text in (value, written, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield text
        yield from (line.strip() for line in text.splitlines())


def masked(text: str, *, literal: bool = False) -> str:
    """Mask what follows the keys of credentials in a line or an argument of ``--set``; its length stays the same.

    Args:
        text: The text.
        literal: Whether a value goes to the end, as in an argument of ``--set-literal``.
    """
    pieces: list[str] = []
    done = 0
    named = any(is_credential(name) for name in re.findall(_NAMED, text))
    for pair in re.finditer(_PAIR, text):
        if pair.start() >= done and (is_credential(pair[1]) or (named and pair[1] == "value")):
            start, end = _value(text, pair.end(), pair[2]) if not literal else (pair.end(), len(text))
            pieces += text[done:start], re.sub(r"\S", "*", text[start:end])
            done = end
    return "".join([*pieces, text[done:]])


def _value(text: str, at: int, separator: str) -> tuple[int, int]:
    """Return where the value after a key starts and ends, without quotes; the same place twice if there is none."""
    quote = re.compile(r"""\\?["']""").match(text, at)
    if quote:
        end = re.compile(rf"(?:\\\\.|(?!{re.escape(quote[0])}).)*").match(text, quote.end())
        return quote.end(), end.end() if end else quote.end()
    if separator == "=":
        ends = r"\{[^}]*|(?:\\.|[^,\\]|,(?![\w.\[\]-]+=))*"  # a comma before what is no key may be meant as text
    elif text.startswith(("{", "["), at):
        ends = rf"(?!\{{[ ]*\\?[\"']?{_REFERENCE}).[^}}\]]*|"
    elif text.startswith(("|", ">", "*", "#"), at):
        return at, at
    elif text.count("{", 0, at) > text.count("}", 0, at) or text.count("[", 0, at) > text.count("]", 0, at):
        ends = r"[^,}\]]*"
    else:
        ends = r"(?:(?![ \t]#).)*"
    found = re.compile(ends).match(text, at)
    return at, found.end() if found else at


def is_shareable(fix: Fix) -> bool:
    """Tell whether a fix writes no credential, so that others may see and apply its edits."""
    return all(_shown(edit.span.source, edit.text) == edit.text for edit in fix.edits)


def _shown(source: Source, text: str) -> str:
    return masked(_secrets_of(source, len(source.secrets)).masked(text))


@lru_cache(8)
def shown_line(source: Source, number: int) -> str:
    """Return a line with credentials masked; cached, because a whole file may be one line with many findings."""
    line = source.line(number)
    if _may_hold(source) and _is_below_key(source, number):
        return re.sub(r"\S", "*", line)
    return _shown(source, line)


@lru_cache(8)
def _secrets_of(source: Source, _: int) -> Secrets:
    """Return the secrets of a text, of which there may be more by the next time."""
    return Secrets(source.secrets)


def shown_text(source: Source) -> str:
    """Return a whole text with credentials masked; its lines and their ends stay the same."""
    starts = [*source.line_starts, len(source.text)]
    lines = (source.text[start:end] for start, end in pairwise(starts))
    return "".join(
        shown_line(source, number) + line[len(line.rstrip("\r\n")) :] for number, line in enumerate(lines, 1)
    )


@lru_cache(8)
def _may_hold(source: Source) -> bool:
    return bool(re.search(_MAYBE, source.text))


def _is_below_key(source: Source, number: int) -> bool:
    """Tell whether a line belongs to a value that begins on a line above it, after the key of a credential."""
    indent = _indent(source.line(number))
    if _REFERENCE in source.line(number):
        return False
    for above in range(number - 1, max(0, number - _ABOVE), -1):
        if not indent:
            return False
        line = source.line(above)
        if line.strip() and _indent(line) < indent:
            indent = _indent(line)
            key = re.fullmatch(r"""[\s-]*["']?([\w.-]+)["']?[ \t]*:[ \t]*([&!|>].*|\[|\{)?""", line)
            if key and key[1] == _REFERENCE:
                return False
            if key and is_credential(key[1]):
                return True
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def hidden(path: Path, value: Plain, secrets: Secrets) -> Plain:
    """Return a value with credentials masked: those at or below the key of one, and those that are one by value."""
    inside = any(isinstance(step, str) and is_credential(step) for step in path) and _REFERENCE not in path
    if isinstance(value, dict):
        return {key: hidden((*path, key), item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [hidden(path, item, secrets) for item in value]
    if inside:
        return value if value is None or isinstance(value, bool) or value == "" else "***"
    return secrets.masked(value) if isinstance(value, str) else value
