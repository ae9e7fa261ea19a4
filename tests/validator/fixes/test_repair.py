"""Fixes are applied whole or not at all, pass by pass, and never make things worse."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liqo_values import check
from liqo_values.fixes.repair import edited, repair
from liqo_values.model.findings import Edit, Finding, Fix, Label, Severity
from liqo_values.model.source_text import Source, Span


def finding(source: Source, match: re.Match[str], new: str, *, safe: bool = True, code: str = "LQ901") -> Finding:
    """A finding on a stretch of text, with a fix that replaces it."""
    span = Span(source, match.start(), match.end())
    fix = Fix(f"write `{new}`", (Edit(span, new),), safe)
    return Finding(code, "test", Severity.WARNING, "m", (match[0],), Label(span, source.name, ""), (), "h", fix)


def replacing(pattern: str, new: str, *, safe: bool = True) -> Callable[[Sequence[Source]], list[Finding]]:
    """A check with a finding, and a fix, for every match of a pattern."""
    return lambda sources: [
        finding(source, match, new, safe=safe) for source in sources for match in re.finditer(pattern, source.text)
    ]


def texts(sources: Sequence[Source]) -> list[str]:
    return [source.text for source in sources]


def test_every_byte_that_no_fix_is_about_stays() -> None:
    source = Source("v.yaml", "# old\r\na: old # old stays? no\r\n\tb:  'x'\r\n")
    done = repair([source], replacing(r"(?<=a: )old", "new"))
    assert texts(done.sources) == ["# old\r\na: new # old stays? no\r\n\tb:  'x'\r\n"]
    assert [found.code for found in done.applied] == ["LQ901"]
    assert done.left == ()


def test_a_file_without_findings_is_the_same_object() -> None:
    source = Source("v.yaml", "a: 1\n")
    assert repair([source], replacing("nothing", "")).sources == (source,)


def test_unsafe_fixes_wait_to_be_asked_for() -> None:
    source = Source("v.yaml", "a: old\n")
    judge = replacing("old", "new", safe=False)
    assert texts(repair([source], judge).sources) == ["a: old\n"]
    assert len(repair([source], judge).left) == 1
    assert texts(repair([source], judge, unsafe=True).sources) == ["a: new\n"]


def test_fixes_of_the_same_text_take_turns() -> None:
    def judge(sources: Sequence[Source]) -> list[Finding]:
        return [*replacing("ab", "b")(sources), *replacing("bc", "c")(sources)]

    assert texts(repair([Source("v.yaml", "abc\n")], judge).sources) == ["c\n"]


def test_a_fix_that_leaves_its_finding_is_not_applied() -> None:
    done = repair([Source("v.yaml", "a: old\n")], replacing("old", "old!"))
    assert texts(done.sources) == ["a: old\n"]
    assert done.applied == ()


def test_a_fix_that_makes_an_error_is_not_applied_and_stops_no_other() -> None:
    def judge(sources: Sequence[Source]) -> list[Finding]:
        found = [*replacing("bad", "worse")(sources), *replacing("old|odd", "new")(sources)]
        for source in sources:
            for match in re.finditer("worse", source.text):
                place = Label(Span(source, match.start(), match.end()), source.name, "")
                found.append(Finding("LQ902", "test", Severity.ERROR, "m", ("worse",), place, (), "h"))
        return found

    done = repair([Source("v.yaml", "bad old odd\n")], judge)
    assert texts(done.sources) == ["bad new new\n"]
    assert [found.path for found in done.applied] == [("old",), ("odd",)]


def test_errors_that_were_there_before_keep_no_fix_from_being_applied() -> None:
    assert fixed("networking: {enabled: 'off'}\nwalk: 1\nstroll: 2\n") == (
        "networking: {enabled: false}\nwalk: 1\nstroll: 2\n"
    )


def test_an_error_that_a_fix_makes_a_second_time_counts() -> None:
    def judge(sources: Sequence[Source]) -> list[Finding]:
        found = replacing("old", "wrong")(sources)
        for source in sources:
            for match in re.finditer("wrong", source.text):
                place = Label(Span(source, match.start(), match.end()), source.name, "")
                found.append(Finding("LQ902", "test", Severity.ERROR, "m", ("wrong",), place, (), "h"))
        return found

    assert texts(repair([Source("v.yaml", "wrong old\n")], judge).sources) == ["wrong old\n"]


def test_an_edit_outside_of_the_files_keeps_the_whole_fix_from_being_applied() -> None:
    file, argument = Source("v.yaml", "a: old\n"), Source("--set a=old", "a=old")

    def judge(sources: Sequence[Source]) -> list[Finding]:
        source = sources[0]
        if "old" not in source.text:
            return []
        edits = (Edit(Span(source, 3, 6), "new"), Edit(Span(argument, 2, 5), "new"))
        fix = Fix("t", edits, safe=True)
        return [Finding("LQ901", "t", Severity.WARNING, "m", (), Label(edits[0].span, source.name, ""), (), "h", fix)]

    assert texts(repair([file], judge).sources) == ["a: old\n"]


def test_one_fix_may_change_several_files() -> None:
    def judge(sources: Sequence[Source]) -> list[Finding]:
        edits = tuple(
            Edit(Span(source, match.start(), match.end()), "new")
            for source in sources
            for match in re.finditer("old", source.text)
        )
        if not edits:
            return []
        place = Label(edits[0].span, "a.yaml", "")
        return [Finding("LQ901", "t", Severity.WARNING, "m", (), place, (), "h", Fix("t", edits, safe=True))]

    done = repair([Source("a.yaml", "a: old\n"), Source("b.yaml", "b: old\n")], judge)
    assert texts(done.sources) == ["a: new\n", "b: new\n"]


def test_fixes_in_a_circle_end() -> None:
    def judge(sources: Sequence[Source]) -> list[Finding]:
        return [*replacing("tick", "tock")(sources), *replacing("tock", "tick")(sources)]

    assert texts(repair([Source("v.yaml", "tick\n")], judge).sources)[0] in ("tick\n", "tock\n")


@given(st.text(alphabet="ab\n", max_size=40))
def test_what_is_fixed_once_is_fixed(text: str) -> None:
    once = repair([Source("v.yaml", text)], replacing("ab", "b"))
    again = repair(once.sources, replacing("ab", "b"))
    assert texts(again.sources) == texts(once.sources)
    assert "ab" not in once.sources[0].text or once.left


@given(st.text(min_size=4, max_size=30), st.data())
def test_edits_replace_their_spans_and_nothing_else(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4, unique=True)))
    source = Source("v.yaml", text)
    edits = [Edit(Span(source, cuts[2], cuts[3]), "Y"), Edit(Span(source, cuts[0], cuts[1]), "X")]
    expected = f"{text[: cuts[0]]}X{text[cuts[1] : cuts[2]]}Y{text[cuts[3] :]}"
    assert edited(source, edits) == expected


def codes_by_real_rules(sources: Sequence[Source]) -> list[Finding]:
    """Check as ``liqo-values fix`` does."""
    return list(check(sources).findings)


def fixed(text: str, *, unsafe: bool = False) -> str:
    """Return a values file after its repair."""
    (source,) = repair([Source("values.yaml", text)], codes_by_real_rules, unsafe=unsafe).sources
    return source.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "networking: {enabled: 'false', reflectips: \"false\"}\n",
            "networking: {enabled: false, reflectIPs: false}\n",
        ),
        ("networking:\n  Enabled: 'off'  # why\n", "networking:\n  enabled: false  # why\n"),
        ("Networking:\n  enabled: 'off'\n", "networking:\n  enabled: false\n"),
        ("networking:\n  Enabled: 'perhaps'\n", "networking:\n  Enabled: 'perhaps'\n"),
    ],
)
def test_what_a_fix_uncovers_is_fixed_with_it(text: str, expected: str) -> None:
    assert fixed(text) == expected


def test_a_dropped_fix_is_tried_again_after_others() -> None:
    """The second is an error only as long as the first stands."""

    def judge(sources: Sequence[Source]) -> list[Finding]:
        found = [*replacing("second", "2")(sources), *replacing("first", "one")(sources)]
        for source in sources:
            for match in re.finditer("(?s)first.*2|2.*first", source.text):
                place = Label(Span(source, match.start(), match.end()), source.name, "")
                found.append(Finding("LQ902", "test", Severity.ERROR, "m", ("clash",), place, (), "h"))
        return found

    assert texts(repair([Source("v.yaml", "first second\n")], judge).sources) == ["one 2\n"]
    # The first one touches another fix, and so waits for the next pass.
    assert texts(repair([Source("v.yaml", "secondfirst\n")], judge).sources) == ["2one\n"]


lines = st.sampled_from(
    [
        "networking:",
        "Networking:",
        "  enabled: 'false'",
        "  enabled: false",
        '  Enabled: "no"',
        "  reflectips: 'true'  # why",
        "  reflectIPs: true",
        "  on: 1",
        "virtualKubelet:",
        "  extra:",
        "    args:",
        "    - --disable-ip-reflection  # hidden",
        "    - '--disable_ip_reflection'",
        "    - -disable-ip-reflection=true",
        "    - --node-ping-interval 5s",
        "    # a comment",
        "proxy.enabled: 'true'",
        "proxy: {enabled: 'true', replicas: '2'}",
        "common: {logLevel: debug, nodeselector: {a: 0755, b: yes}}",
        "pullPolicy: always",
    ]
)


@settings(max_examples=60, deadline=None)
@given(picked=st.lists(lines, min_size=1, max_size=14), unsafe=st.booleans())
def test_a_file_that_is_fixed_stays_as_it_is(picked: list[str], unsafe: bool) -> None:
    once = fixed("\n".join([*picked, ""]), unsafe=unsafe)
    assert fixed(once, unsafe=unsafe) == once
