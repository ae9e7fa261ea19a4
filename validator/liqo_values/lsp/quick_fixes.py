"""The actions that editors offer at findings: fixes, the same as those of ``fix``, and comments that suppress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from liqo_values.fixes.repair import repair
from liqo_values.lsp import text_edits
from liqo_values.lsp.diagnostics import SOURCE, Places, range_of
from liqo_values.lsp.document_checks import source_of
from liqo_values.model.findings import with_fixes
from liqo_values.suppressions.insert_comments import annotated, can_be_ignored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.lsp.document_checks import DocumentCheck, DocumentChecks
    from liqo_values.lsp.open_documents import Document, OpenDocuments
    from liqo_values.model.findings import Finding, Fix
    from liqo_values.model.source_text import Source

#: The kind of the action that fixes everything: editors can apply it when they save a file.
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
#: What a new comment says in place of a reason, for the user to replace.
_REASON = "TODO: why is this intentional?"
_UNSAFE = " (may change what the values mean)"


class QuickFixes:
    """The actions for one request of an editor.

    Args:
        document: The document.
        check: What a check of its present text has found.
        checks: Checks other texts.
        documents: The open documents.
    """

    def __init__(
        self, document: Document, check: DocumentCheck, checks: DocumentChecks, documents: OpenDocuments
    ) -> None:
        self._document = document
        self._check = check
        self._checks = checks
        self._documents = documents
        self._places = Places(documents)

    def offered(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the actions at a range: safe fixes first, then unsafe ones, then comments; and those for the file."""
        only = params.context.only
        actions: list[types.CodeAction] = []
        if _asks_for(only, types.CodeActionKind.QuickFix.value):
            here = [finding for finding in self._findings() if self._is_at(finding, params.range)]
            fixes = [(one, one.fix) for one in with_fixes(here) if one.fix is not None and one.fix.edits]
            ordered = sorted(fixes, key=lambda pair: not pair[1].safe)
            actions += [self._fix(finding, fix, params.context.diagnostics) for finding, fix in ordered]
            if here and any(not fix.safe for fix in self._all_fixes()):
                actions.append(self._all(types.CodeActionKind.QuickFix, unsafe=True))
            actions += [action for one in here for action in self._suppress(one, params.context.diagnostics)]
        if _asks_for(only, FIX_ALL) and any(fix.safe for fix in self._all_fixes()):
            actions.append(self._all(FIX_ALL, unsafe=False))
        return actions

    def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """Add the edit of an action that fixes everything, which takes several checks."""
        data: Any = action.data
        unsafe = bool(isinstance(data, dict) and data.get("unsafe"))
        source = source_of(self._document, self._check.folder)
        repaired = repair([source], self._checked_findings, unsafe=unsafe)
        action.edit = text_edits.of_text(source, repaired.sources[0].text, self._document.uri, self._places)
        return action

    def _findings(self) -> Iterator[Finding]:
        """Yield the findings that are shown in the document; each of several releases only once."""
        seen: set[tuple[object, str]] = set()
        for finding in (finding for result in self._check.results for finding in result.findings):
            identity = finding.fingerprint, finding.message
            if identity not in seen and range_of(finding, self._check, self._places)[0] == self._document.path:
                seen.add(identity)
                yield finding

    def _all_fixes(self) -> list[Fix]:
        return [one.fix for one in with_fixes(self._findings()) if one.fix is not None and one.fix.edits]

    def _is_at(self, finding: Finding, wanted: types.Range) -> bool:
        at = range_of(finding, self._check, self._places)[1]
        return _key(at.start) <= _key(wanted.end) and _key(wanted.start) <= _key(at.end)

    def _fix(self, finding: Finding, fix: Fix, shown: Sequence[types.Diagnostic]) -> types.CodeAction:
        return types.CodeAction(
            title=fix.title[:1].upper() + fix.title[1:] + ("" if fix.safe else _UNSAFE),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=_about(finding, shown),
            is_preferred=fix.safe or None,
            edit=text_edits.of_edits(fix.edits, self._check, self._documents, self._places),
        )

    def _all(self, kind: str, *, unsafe: bool) -> types.CodeAction:
        title = f"Fix all that {SOURCE} can fix in this file{_UNSAFE if unsafe else ''}"
        data = {"uri": self._document.uri, "unsafe": unsafe}
        return types.CodeAction(title=title, kind=kind, data=data)

    def _suppress(self, finding: Finding, shown: Sequence[types.Diagnostic]) -> Iterator[types.CodeAction]:
        """Yield an action that adds a comment, if the comment has an effect."""
        if not can_be_ignored(finding) or finding.primary.span is None:
            return
        source = source_of(self._document, self._check.folder)
        text = annotated(source, [finding], _REASON)
        if text == source.text or self._still_found(finding, source.with_text(text)):
            return
        yield types.CodeAction(
            title=f"Suppress {finding.code} here with a comment",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=_about(finding, shown),
            edit=text_edits.of_text(source, text, self._document.uri, self._places),
        )

    def _still_found(self, finding: Finding, source: Source) -> bool:
        found = self._checked_findings([source])
        return any(one.fingerprint == finding.fingerprint for one in found)

    def _checked_findings(self, sources: Sequence[Source]) -> list[Finding]:
        """Return the findings if the document had another text."""
        texts = self._checks.texts(self._check.folder) | {self._document.path: sources[0]}
        check = self._checks.check(self._document.path, texts=texts)
        return [finding for result in check.results for finding in result.findings]


def _asks_for(only: Sequence[str] | None, kind: str) -> bool:
    """Return whether an editor wants actions of a kind, or of one that contains it."""
    return only is None or any(f"{kind}.".startswith(f"{wanted}.") for wanted in map(_text, only))


def _text(kind: object) -> str:
    return str(getattr(kind, "value", kind))


def _about(finding: Finding, shown: Sequence[types.Diagnostic]) -> list[types.Diagnostic] | None:
    return [one for one in shown if one.code == finding.code and one.source == SOURCE] or None


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
