"""The grammars of tree-sitter, which read what is not YAML; they are an optional part of the installation."""

from __future__ import annotations

from array import array
from functools import cached_property
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from tree_sitter import Parser

#: What a grammar reads, by its name.
_READS = {"bash": "command lines", "hcl": "Terraform"}


def parser(name: str) -> Parser:
    """Return a parser for a language.

    Args:
        name: Its grammar: ``bash`` or ``hcl``.

    Raises:
        InputError: the grammar is not installed.
    """
    try:
        tree_sitter, grammar = import_module("tree_sitter"), import_module(f"tree_sitter_{name}")
    except ImportError:
        message = f"to read {_READS[name]}, the validator needs packages that are not installed"
        raise InputError(message, "run `pip install 'liqo-values[sources]'`") from None
    made: Parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    return made


def encoded(text: str) -> bytes:
    """Return a text as parsers take it."""
    return text.encode("utf-8", "surrogatepass")


class Offsets:
    """Converts offsets in bytes, which trees have, to those in characters."""

    def __init__(self, text: str) -> None:
        self._text = text

    def at(self, byte: int) -> int:
        """Return the number of the character that a byte belongs to."""
        return byte if self._ascii else self._characters[byte]

    @cached_property
    def _ascii(self) -> bool:
        return self._text.isascii()

    @cached_property
    def _characters(self) -> array[int]:
        """The character at each byte."""
        widths = (len(encoded(character)) for character in self._text)
        numbered = chain.from_iterable([number] * width for number, width in enumerate(widths))
        return array("Q", chain(numbered, (len(self._text),)))
