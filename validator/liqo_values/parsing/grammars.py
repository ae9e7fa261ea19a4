"""The grammars of tree-sitter, which read what is not YAML; they are an optional part of the installation."""

from __future__ import annotations

from importlib import import_module
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
