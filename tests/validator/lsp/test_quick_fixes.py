"""The actions at findings: the edits of `fix`, and comments that suppress."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.validator.cli.calling import ON, call
from tests.validator.lsp.editor import Editor, applied
from tests.validator.lsp.sources import KINDS, VALUES, place_of

pytestmark = pytest.mark.xdist_group("lsp")
FIX_ALL = "source.fixAll.liqo-values"
NAME = "liqo-values.yaml"


def fixed(opened: Editor, name: str, text: str, *options: str) -> str:
    """Return a file after `fix`."""
    opened.put(name, text)
    call("fix", *options, name)
    after = (opened.folder / name).read_bytes().decode()
    opened.put(name, text)
    return after


@pytest.mark.parametrize("kind", KINDS)
def test_all_fixes_together_are_those_of_fix(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    opened.open(name, text)
    (unsafe,) = [
        one
        for one in opened.actions(name, place_of(text, "enabled")[0])
        if "Fix all" in one.title and one.kind == types.CodeActionKind.QuickFix
    ]
    assert "may change what the values mean" in unsafe.title
    assert applied(text, unsafe.edit, opened.uri(name)) == fixed(opened, name, text, "--unsafe")
    safe = opened.actions(name, 0, [types.CodeActionKind.SourceFixAll])
    expected = fixed(opened, name, text)
    assert [applied(text, one.edit, opened.uri(name)) for one in safe] == ([] if expected == text else [expected])
    assert {one.kind for one in safe} <= {FIX_ALL}


def test_a_safe_fix_is_preferred_and_an_unsafe_one_is_marked(opened: Editor) -> None:
    opened.open(NAME, VALUES)
    safe = opened.actions(NAME, 1, [types.CodeActionKind.QuickFix])[0]
    assert (safe.title, safe.is_preferred) == ("Write `false`", True)
    assert applied(VALUES, safe.edit, opened.uri(NAME)) == VALUES.replace('"false"', "false")
    assert [one.code for one in safe.diagnostics or ()] == ["LQ004"]
    unsafe = opened.actions(NAME, 2, [types.CodeActionKind.QuickFix])[0]
    assert unsafe.title == "Write `reflectIPs` (may change what the values mean)"
    assert not unsafe.is_preferred


def test_a_fix_in_text_with_other_characters_is_where_it_belongs(opened: Editor) -> None:
    text = 'tag: "😀" # 😀\r\nnetworking: {enabled: "false"}  # 😀\r\n'
    opened.open(NAME, text)
    (edit,) = opened.actions(NAME, 1)[0].edit.changes[opened.uri(NAME)]  # type: ignore[union-attr, index]
    assert (edit.range.start.line, edit.range.start.character, edit.new_text) == (1, 22, "false")


def test_a_finding_can_be_suppressed_with_a_comment(opened: Editor) -> None:
    text = f"{ON}offloading: {{reflection: {{skip: {{labels: []}}}}}}\ncontrollerManager: {{replicas: 0}}\n"
    shown = opened.open(NAME, text)
    line = next(one.range.start.line for one in shown if one.severity is not types.DiagnosticSeverity.Error)
    (comment,) = [one for one in opened.actions(NAME, line) if one.title.startswith("Suppress")]
    after = applied(text, comment.edit, opened.uri(NAME))
    assert "# liqo-values: ignore[" in after
    assert len(opened.replace(NAME, after)) == len(shown) - 1


def test_errors_cannot_be_suppressed(opened: Editor) -> None:
    opened.open(NAME, VALUES)
    assert not [one for one in opened.actions(NAME, 1) if "Suppress" in one.title]


def test_without_findings_nothing_is_offered(opened: Editor) -> None:
    opened.open(NAME, ON)
    assert opened.actions(NAME, 0) == []
