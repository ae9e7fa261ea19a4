"""Changes of texts as editors apply them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.lsp.diagnostics import Places
    from liqo_values.lsp.document_checks import DocumentCheck
    from liqo_values.lsp.open_documents import OpenDocuments
    from liqo_values.model.findings import Edit
    from liqo_values.model.source_text import Source


def of_edits(
    edits: Sequence[Edit], check: DocumentCheck, documents: OpenDocuments, places: Places
) -> types.WorkspaceEdit:
    """Return edits of any files, which are the same as those of ``fix``."""
    by_uri: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        uri = documents.uri_of(check.path_of(edit.span.source.name))
        by_uri.setdefault(uri, []).append(types.TextEdit(places.range(edit.span), edit.text))
    return types.WorkspaceEdit(changes=by_uri)


def of_text(source: Source, changed: str, uri: str, places: Places) -> types.WorkspaceEdit | None:
    """Return the change of one text into another, without what is the same at its ends; None if nothing differs."""
    text = source.text
    if text == changed:
        return None
    start = _same(text, changed)
    same = _same(text[start:][::-1], changed[start:][::-1])
    while start and text[start - 1] == "\r":  # a change within a line end would be moved to its start
        start -= 1
    if same and text[len(text) - same - 1 : len(text) - same] == "\r":
        same -= 1
    end, end_changed = len(text) - same, len(changed) - same
    range_ = types.Range(places.position(source, start), places.position(source, end))
    return types.WorkspaceEdit(changes={uri: [types.TextEdit(range_, changed[start:end_changed])]})


def _same(first: str, second: str) -> int:
    """Count the characters that two texts have in common at their beginnings."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
