"""What the editor shows is what `check` says, in every kind of file, as one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsprotocol import types

from tests.validator.cli.calling import ON, call
from tests.validator.lsp.editor import Editor, editor
from tests.validator.lsp.sources import KINDS, VALUES

pytestmark = pytest.mark.xdist_group("lsp")
SEVERITIES = {"error": 1, "warning": 2, "notice": 3}
BROKEN = "networking: [\n"


def checked(name: str) -> list[tuple[int, int, str, int]]:
    """Return what `check` finds in a file: line, column, code and severity; the top of the file if it has no place."""
    found = json.loads(call("check", "--format", "json", ".")[1])["findings"]
    return sorted((*_place(one["primary"], name), one["code"], SEVERITIES[one["severity"]]) for one in found)


def _place(primary: dict[str, Any], name: str) -> tuple[int, int]:
    in_file = primary["layer"] == name and primary["line"]
    return (primary["line"] - 1, primary["column"] - 1) if in_file else (0, 0)


def places(shown: list[types.Diagnostic]) -> list[tuple[int, int, str, int]]:
    return sorted(
        (one.range.start.line, one.range.start.character, str(one.code), one.severity.value if one.severity else 0)
        for one in shown
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_editor_shows_what_check_says(opened: Editor, kind: str) -> None:
    name, text, _ = KINDS[kind]
    opened.put(name, text)
    shown = opened.open(name)
    assert places(shown) == checked(name)
    assert len(shown) > 1


def test_a_diagnostic_says_what_is_wrong_and_what_to_do(opened: Editor) -> None:
    shown = {one.code: one for one in opened.open("liqo-values.yaml", VALUES)}
    quoted = shown["LQ004"]
    assert quoted.source == "liqo-values"
    assert quoted.severity is types.DiagnosticSeverity.Error
    assert "\n" in quoted.message
    assert (quoted.range.start.line, quoted.range.end.line) == (1, 1)


def test_a_code_leads_to_the_page_of_its_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIQO_VALUES_RULE_URL", "https://example.org/{code}.html")
    with editor(tmp_path) as started:
        (shown,) = started.open("liqo-values.yaml", BROKEN)
    assert shown.code_description == types.CodeDescription("https://example.org/LQ001.html")


def test_related_places_are_shown(opened: Editor) -> None:
    shown = opened.open("liqo-values.yaml", "tag: a\nnetworking: {enabled: false}\ntag: b\n")
    (twice,) = [one for one in shown if one.range.start.line == 2 and one.related_information]
    assert [one.location.range.start.line for one in twice.related_information or ()] == [0]


def test_files_that_are_not_for_liqo_are_left_alone(opened: Editor) -> None:
    assert opened.open("compose.yaml", "services: {web: {image: nginx}}\n") == []
    assert opened.open("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n") == []


def test_the_newest_text_wins(opened: Editor) -> None:
    opened.open("liqo-values.yaml", ON)
    for number in range(20):
        opened.type("liqo-values.yaml", ((0, 0, 0, 0), f"typo{number}: 1\n"), wait=False)
    assert len(opened.shown("liqo-values.yaml")) == 20
    for _ in range(20):
        opened.type("liqo-values.yaml", ((0, 0, 1, 0), ""), wait=False)
    assert opened.shown("liqo-values.yaml") == []


def test_a_broken_text_is_reported_and_the_server_goes_on(opened: Editor) -> None:
    assert [one.code for one in opened.open("liqo-values.yaml", BROKEN)] == ["LQ001"]
    assert opened.type("liqo-values.yaml", ((0, 0, 1, 0), ON)) == []


def test_closing_a_document_takes_its_findings_away(opened: Editor) -> None:
    assert opened.open("liqo-values.yaml", BROKEN)
    opened.close("liqo-values.yaml")
    opened.until(lambda: not opened.codes("liqo-values.yaml"))


def test_unsaved_layers_count_instead_of_files(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", ON)
    opened.put("rome.yaml", "tag: v1.2.0\n")
    assert opened.open("rome.yaml") == []
    opened.open("base.yaml", "typo: 1\n" + ON)
    opened.until(lambda: opened.codes("base.yaml") == ["LQ002"])
    opened.replace("base.yaml", "{}\n")
    opened.until(lambda: "LQ103" in opened.codes("rome.yaml"))
    opened.close("base.yaml")
    opened.until(lambda: opened.codes("rome.yaml") == [])


def test_an_unsaved_project_file_counts(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", ON)
    assert opened.open("rome.yaml", "tag: v1.2.0\n") == []
    opened.open(".liqo-values.yaml", "stacks: [{name: rome, files: [rome.yaml]}]\n")
    opened.until(lambda: "LQ103" in opened.codes("rome.yaml"))
    opened.replace(".liqo-values.yaml", "stacks: [\n")
    opened.until(lambda: opened.client.diagnostics[opened.uri(".liqo-values.yaml")])
    opened.close(".liqo-values.yaml")
    opened.until(lambda: opened.codes("rome.yaml") == [])


def test_values_files_of_a_manifest_are_checked_with_it(opened: Editor) -> None:
    opened.put(
        "app.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\nspec:\n  source:\n"
        "    repoURL: https://example.org/this.git\n    path: chart\n    helm: {valueFiles: [../rome-values.yaml]}\n",
    )
    opened.put("chart/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.2.0\n")
    opened.put("rome-values.yaml", "networking: {enabled: false, typo: 1}\n")
    opened.open("app.yaml")
    assert "LQ002" in [one.code for one in opened.open("rome-values.yaml")]


def test_changes_on_disk_are_noticed(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    opened.put("base.yaml", "{}\n")
    assert "LQ103" in [one.code for one in opened.open("rome.yaml", "tag: v1.2.0\n")]
    opened.put("base.yaml", ON)
    opened.changed_on_disk("base.yaml")
    opened.until(lambda: opened.codes("rome.yaml") == [])
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [rome.yaml]}]\n")
    opened.changed_on_disk(".liqo-values.yaml")
    opened.until(lambda: "LQ103" in opened.codes("rome.yaml"))


def test_the_server_asks_for_changes_on_disk(server: Editor) -> None:
    server.until(lambda: server.seen.registered)
    assert [one.method for one in server.seen.registered] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]


def test_a_project_file_is_noticed_without_a_message_of_the_editor(opened: Editor) -> None:
    opened.put("base.yaml", ON)
    assert "LQ103" in [one.code for one in opened.open("rome.yaml", "tag: v1.2.0\nnetworking: {reflectIPs: true}\n")]
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml, rome.yaml]}]\n")
    assert opened.replace("rome.yaml", "tag: v1.2.0\n") == []
    opened.put(".liqo-values.yaml", "stacks: [{name: rome, files: [rome.yaml]}]\n")
    assert "LQ103" in [one.code for one in opened.replace("rome.yaml", "tag: v1.2.1\n")]


def test_an_error_in_the_project_file_is_shown_in_it(opened: Editor) -> None:
    opened.put(".liqo-values.yaml", "stacks: 1\n")
    opened.open("liqo-values.yaml", ON)
    opened.until(lambda: opened.client.diagnostics.get(opened.uri(".liqo-values.yaml")))
    (shown,) = opened.client.diagnostics[opened.uri(".liqo-values.yaml")]
    assert "must be a list" in shown.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_are_counted_as_the_editor_counts_them(encoding: str, tmp_path: Path) -> None:
    text = "# 😀é\r\ntag: '😀é' \r\nnetworking: {'😀é': 1}\r\n"
    with editor(tmp_path, [types.PositionEncodingKind(encoding)], like="neovim") as started:
        shown = started.open("liqo-values.yaml", text)
        (unknown,) = [one for one in shown if one.code == "LQ002"]
        before = len("networking: {".encode(encoding)) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        width = {"utf-8": 8, "utf-16": 5, "utf-32": 4}[encoding]
        assert unknown.range.start.line == 2
        assert unknown.range.start.character in (before, before - 1)  # the byte order mark that Python adds
        assert unknown.range.end.character - unknown.range.start.character == width
        column = {"utf-8": 7, "utf-16": 7, "utf-32": 7}[encoding]
        assert started.type("liqo-values.yaml", ((2, column + 6, 2, column + 6 + width), "enabled"))


@pytest.mark.parametrize("like", ["neovim", "emacs"])
def test_other_editors_are_served(like: str, tmp_path: Path) -> None:
    with editor(tmp_path, like=like) as started:
        assert started.open("liqo-values.yaml", BROKEN)


PIECES = st.sampled_from(
    [
        "networking:\n  enabled: false\n", "networking: {enabled: true}\n", "typo: 1\n", 'tag: "é😀"\n',
        "ipam: [1]\r\n",
        "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n", "virtualKubelet: {extra: {args: [--x]}}\n",
        "# liqo-values: ignore-file[LQ106] because\n", "a: &a [*a]\n", "tag: [\n",
        "networkin: {enabeld: off}\n",
        "---\n", "proxy: {replicas: 0}\n", "tag: {{ .Values.tag }}\n",
    ]
)  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES, max_size=6))
def test_generated_documents_are_shown_as_check_reports_them(opened: Editor, pieces: list[str]) -> None:
    text = "".join(pieces)
    opened.put("liqo-values.yaml", text)
    shown = opened.open("liqo-values.yaml", text)
    expected = checked("liqo-values.yaml") if call("check", ".")[0] != 2 else None
    opened.close("liqo-values.yaml")
    if expected is not None:
        assert [(code, severity) for *_, code, severity in places(shown)] == [
            (code, severity) for *_, code, severity in expected
        ]


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_whatever_is_asked_about_unfinished_texts_is_answered(opened: Editor, kind: str, data: st.DataObject) -> None:
    """The editor of these tests fails at its end if the server has written anything to its log."""
    name, text, _ = KINDS[kind]
    start = data.draw(st.integers(0, len(text)))
    typed = data.draw(st.sampled_from(["", ":", "{", "'", '"', "|", "- ", "😀", "\t", "\r\n"]))
    unfinished = text[:start] + typed + text[start + 3 :]
    opened.open(name, unfinished)
    line = data.draw(st.integers(0, unfinished.count("\n") + 1))
    column = data.draw(st.integers(0, 30))
    opened.hover(name, line, column)
    opened.completion(name, line, column)
    opened.definition(name, line, column)
    opened.actions(name, line)
    opened.lenses(name)
    opened.close(name)
