"""Shortcuts to the reader under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.nodes import MapNode, Node, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing.yaml import Parsed, parse
from tests.validator.parsing.scratch import REFUSED

if TYPE_CHECKING:
    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Plain


def read(text: str) -> Parsed:
    """Read a values file."""
    return parse(Source("values.yaml", text))


def result_of(parsed: Parsed) -> Plain:
    """Return the values, or REFUSED if LQ001 is reported."""
    if any(said.unreadable for said in parsed.diagnostics):
        assert not parsed.root.entries
        assert len(parsed.diagnostics) == 1
        return REFUSED
    return plain(parsed.root)


def values_of(text: str) -> Plain:
    """Return what our reader reads in a text, or REFUSED."""
    return result_of(read(text))


def refusal(text: str) -> Diagnostic:
    """Return the one LQ001 of a text that Helm refuses."""
    (said,) = read(text).diagnostics
    assert said.unreadable
    assert said.message
    assert said.help
    return said


def at(root: Node, *path: str) -> Node:
    """Follow keys."""
    for key in path:
        assert isinstance(root, MapNode)
        root = root.entries[key].value
    return root
