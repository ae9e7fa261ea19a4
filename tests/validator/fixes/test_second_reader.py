"""After a fix, ruamel.yaml reads everything but the fix as before, comments included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liqo_values import check
from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Edit, Fix
from liqo_values.model.source_text import Source, Span
from tests.support import second_reader
from tools.generate.rules import cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.second_reader import Range


def assert_nothing_else_changed(source: Source, fix: Fix) -> bool:
    """Compare what is read before and after a fix, apart from what it edits; False if nothing can be read.

    Comments stay, or are moved with what they are about, unless the fix removes the whole stretch that they are in, or
    edits their words.
    """
    before = second_reader.read(source.text)
    after = second_reader.read(edited(source, fix.edits))
    if before is None:
        return False
    assert after is not None, "it could be read before"
    old, new = _ranges(fix.edits)
    kept = [piece.meaning for piece in before.values if not piece.is_in(old)]
    assert [piece.meaning for piece in after.values if not piece.is_in(new)] == kept
    moves = any(edit.text and edit.span.start == edit.span.end for edit in fix.edits)
    lost = [] if moves else _ranges([edit for edit in fix.edits if not edit.text])[0]
    said = [piece.text for piece in before.comments if not piece.holds(old) and not piece.overlaps(lost)]
    found = [piece.text for piece in after.comments if not piece.holds(new)]
    assert (sorted(found) == sorted(said)) if moves else (found == said)
    return True


def _ranges(edits: Sequence[Edit]) -> tuple[list[Range], list[Range]]:
    """Return what is edited, in the text as it was and as it is after all of these edits."""
    old, new, moved = [], [], 0
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        old.append((edit.span.start, edit.span.end))
        new.append((edit.span.start + moved, edit.span.start + moved + len(edit.text)))
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return old, new


FIXES = [
    pytest.param(fix, id=f"{case.code}: {case.title}: {number}")
    for path in cases.paths()
    for case in cases.read(path)
    if " fixable" in (case.report or "")
    for number, fix in enumerate(found.fix for found in case.check().findings if found.fix)
]


@pytest.mark.parametrize("fix", FIXES)
def test_a_fix_changes_nothing_else_in_an_example(fix: Fix) -> None:
    (source,) = {edit.span.source for edit in fix.edits}
    assert assert_nothing_else_changed(source, fix)


#: Lines of a section that can be fixed, each with a mark for a comment behind it, and lines that need no fix.
FIXABLE = (
    ("networking", "enabled: 'false'"),
    ("networking", 'reflectIPs: "true"'),
    ("networking", "internal: false"),
    ("proxy", "enabled: !!str true"),
    ("storage", "enable: true"),
    ("telemetry", "enable: false"),
    ("metricAgent", "enable: on"),
    ("webhook", "failurePolcy: Ignore"),
    ("virtualKubelet", "imageName: registry.example.org/vk"),
    ("networkManager", "config:\n    podCIDR: 10.1.0.0/16 # pods\n    # services\n    serviceCIDR: 10.2.0.0/16"),
    ("reflection", "pod: {workers: 3}"),
    ("discovery", "config: {clusterName: milan}"),
    ("virtualKubelet", "extra: {args: [--disable-ip-reflection=True, --disable-ip-reflection]}"),
)
HARMLESS = (
    ("proxy", "replicas: 2"),
    ("storage", "virtualStorageClassName: 'yes'"),
    ("common", "globalLabels: {a: \"#1\", b: 'it''s'}"),
    ("webhook", "port: 0x2329"),
    ("controllerManager", "pod: &pod {labels: {a: b}}"),
    ("offloading", "reflection:\n    skip:\n      labels:\n        - one # of two\n        # and\n        - two"),
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Values with something to fix, and comments anywhere."""
    lines = draw(st.lists(st.sampled_from(FIXABLE), min_size=1, max_size=5, unique=True))
    lines += draw(st.lists(st.sampled_from(HARMLESS), max_size=4, unique=True))
    words = st.sampled_from(("why", "see #12", "it's: on", "- no item", '"', "é ☃"))
    comments = st.lists(st.one_of(words.map(lambda text: f"# {text}"), st.just("")), max_size=2)
    text = [*draw(comments)]
    for section in dict.fromkeys(name for name, _ in draw(st.permutations(lines))):
        text += [f"{section}:", *(f"  {comment}".rstrip() for comment in draw(comments))]
        keys: set[str] = set()
        for name, line in lines:
            key = line.partition(":")[0]
            if name == section and key not in keys:
                keys.add(key)
                behind = draw(st.one_of(st.just(""), words.map(lambda words: f"  # {words}")))
                text += [f"  {line}{behind}", *draw(comments)]
    ending = draw(st.sampled_from(("\n", "\r\n")))
    return ending.join("\n".join(text).split("\n")) + draw(st.sampled_from(("", ending)))


@given(files())
def test_a_fix_changes_nothing_else_in_generated_values(text: str) -> None:
    source = Source("values.yaml", text)
    fixes = [found.fix for found in check([source]).findings if found.fix]
    assume(fixes)
    for fix in fixes:
        assert assert_nothing_else_changed(source, fix)


def test_the_second_reader_sees_values_and_comments() -> None:
    found = second_reader.read("# a\nb: on # c\nd: [1, {}]\n")
    assert found is not None
    assert [piece.text for piece in found.comments] == ["# a", "# c"]
    assert [piece.meaning for piece in found.values] == [
        (("0", "tag:yaml.org,2002:str b"), "tag:yaml.org,2002:bool", "on"),
        (("0", "tag:yaml.org,2002:str d", "[]"), "tag:yaml.org,2002:int", "1"),
        (("0", "tag:yaml.org,2002:str d", "[]"), "tag:yaml.org,2002:map", ""),
    ]


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: 1 # b\nc: 2\n", (3, 8, "2")),  # a comment goes with the value
        ("a: 1\nb: 2\n", (3, 4, "{b: 2")),  # not YAML any more
        ("a:\n  b: 1\n  c: 2\n", (3, 10, "  b: 1\nc:\n ")),  # another path for a key that is not edited
    ],
)
def test_it_would_notice(text: str, edit: tuple[int, int, str]) -> None:
    source = Source("values.yaml", text)
    fix = Fix("change", (Edit(Span(source, edit[0], edit[1]), edit[2]),), safe=True)
    with pytest.raises(AssertionError):
        assert_nothing_else_changed(source, fix)
