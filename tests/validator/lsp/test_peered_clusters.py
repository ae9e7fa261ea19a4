"""Findings about two clusters in the editor are those of ``check .`` that concern the releases of open documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.validator.cli.calling import call
from tests.validator.lsp.editor import Editor

PROJECT = """\
chart: published@1.2.0
stacks:
- {name: cluster, forEach: "clusters/*.yaml"}
- {name: old, files: [turin.yaml], chart: published@1.1.2}
peerings:
- {consumer: rome, provider: milan, networking: true}
- {consumer: milan, provider: rome}
- {consumer: turin, provider: rome, servicesAcross: true}
- {consumer: turin, provider: milan, servicesAcross: true}
"""
VALUES = """\
networking: {{enabled: {module}, reflectIPs: {ips}}}
discovery: {{config: {{clusterID: {name}}}}}
ipam: {{podCIDR: {pods}, serviceCIDR: 10.96.0.0/12}}
telemetry: {{enabled: false}}
"""
ROME, MILAN, TURIN, FILE = "clusters/rome.yaml", "clusters/milan.yaml", "turin.yaml", ".liqo-values.yaml"
ALL = (ROME, MILAN, TURIN, FILE)


def values(name: str, pods: str, module: str = "true", ips: str = "true") -> str:
    return VALUES.format(name=name, pods=pods, module=module, ips=ips)


@pytest.fixture
def peered(opened: Editor) -> Editor:
    """A cluster without the module, and one that hides IPs and has another version, in the folder of the editor."""
    opened.put(ROME, values("rome", "10.1.0.0/16"))
    opened.put(MILAN, values("milan", "10.2.0.0/16", module="false"))
    opened.put(TURIN, values("turin", "10.3.0.0/16", module="false", ips="false"))
    opened.put(FILE, PROJECT)
    opened.changed_on_disk(*ALL)
    return opened


def shown(editor: Editor) -> list[tuple[str, str, int, str]]:
    """Return what is shown of rules about two clusters: file, code, line and message."""
    return sorted(
        (name, str(one.code), one.range.start.line + 1, str(one.message).partition("\n")[0])
        for name in ALL
        for one in editor.client.diagnostics.get(editor.uri(name), ())
        if str(one.code).startswith("LQ7")
    )


def told(*releases: str) -> list[tuple[str, str, int, str]]:
    """Return what ``check .`` says about two clusters, one of which is one of these."""
    document: dict[str, Any] = json.loads(call("check", ".", "--format", "json")[1])
    names = [one["name"] for one in document["releases"]]
    return sorted(
        (one["file"], one["code"], one["line"], one["message"])
        for one in document["findings"]
        if one["other_release"] is not None and {names[one["release"]], names[one["other_release"]]} & {*releases}
    )


@pytest.mark.parametrize(
    ("name", "release", "codes"),
    [
        (ROME, f"cluster {ROME}", {"LQ704", "LQ705", "LQ706"}),
        (MILAN, f"cluster {MILAN}", {"LQ704", "LQ705", "LQ706"}),
        (TURIN, "old", {"LQ704", "LQ705", "LQ706"}),
    ],
)
def test_one_document_shows_what_concerns_its_release(peered: Editor, name: str, release: str, codes: set[str]) -> None:
    expected = told(release)
    assert {code for _, code, _, _ in expected} == codes
    assert len(expected) < len(told(f"cluster {ROME}", f"cluster {MILAN}", "old"))
    peered.open(name)
    peered.until(lambda: shown(peered) == expected)
    peered.close(name)
    peered.until(lambda: shown(peered) == [])


def test_several_documents_show_each_finding_once(peered: Editor) -> None:
    for name in (ROME, MILAN, TURIN):
        peered.open(name)
    expected = told(f"cluster {ROME}", f"cluster {MILAN}", "old")
    peered.until(lambda: shown(peered) == expected)
    for name in (ROME, MILAN, TURIN):
        peered.close(name)


def test_unsaved_texts_of_both_clusters_count(peered: Editor) -> None:
    peered.open(ROME)
    peered.until(lambda: "LQ704" in peered.codes(MILAN))
    peered.open(MILAN)
    peered.replace(MILAN, values("milan", "10.2.0.0/16"))
    peered.until(lambda: "LQ704" not in peered.codes(MILAN))
    peered.replace(ROME, values("rome", "10.1.0.0/16", module="false"))
    peered.until(lambda: "LQ704" in peered.codes(ROME))
    peered.close(MILAN)
    peered.until(lambda: "both clusters" in "".join(text for *_, text in shown(peered)))
    peered.close(ROME)


def test_a_saved_file_of_another_cluster_counts(peered: Editor) -> None:
    peered.open(ROME)
    peered.until(lambda: "LQ704" in peered.codes(MILAN))
    peered.put(MILAN, values("milan", "10.2.0.0/16"))
    peered.changed_on_disk(MILAN)
    peered.until(lambda: not peered.codes(MILAN) or "LQ704" not in peered.codes(MILAN))
    peered.close(ROME)


def test_a_finding_is_suppressed_with_a_comment(peered: Editor) -> None:
    peered.put(FILE, PROJECT.replace(", networking: true", ""))
    peered.changed_on_disk(FILE)
    peered.open(MILAN)
    peered.until(lambda: "LQ704" in peered.codes(MILAN))
    titles = [action.title for action in peered.actions(MILAN, 0)]
    assert "Suppress LQ704 here with a comment" in titles
    ignored = values("milan", "10.2.0.0/16", module="false").replace(
        "true}\n", "true} # liqo-values: ignore[LQ704] because milan is switched next\n", 1
    )
    peered.replace(MILAN, ignored)
    peered.until(lambda: "LQ704" not in peered.codes(MILAN))
    peered.close(MILAN)


def test_without_peerings_only_check_compares_clusters(peered: Editor) -> None:
    peered.put(FILE, PROJECT.partition("peerings:")[0])
    peered.put(MILAN, values("rome", "10.2.0.0/16"))
    peered.changed_on_disk(FILE, MILAN)
    assert {code for _, code, _, _ in told(f"cluster {ROME}")} == {"LQ702"}
    peered.open(ROME)
    assert shown(peered) == []
    peered.close(ROME)
