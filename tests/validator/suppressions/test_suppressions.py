"""Which comment concerns which finding; the orders themselves are in ``tests/rules/LQ030.md`` to ``LQ034.md``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import liqo_values
from liqo_values.engine.reconcile import settle
from liqo_values.engine.result import CheckResult
from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Finding, Label, Severity, SuppressedBy
from liqo_values.model.source_text import Source, Span
from liqo_values.suppressions.apply_comments import Applied, apply
from liqo_values.suppressions.insert_comments import annotated
from liqo_values.suppressions.parse_comments import read
from tests.support.calls import calls, growth
from tests.validator.parsing.reading import read as values_of
from tests.validator.parsing.reading import result_of
from tests.validator.parsing.test_properties import files

NETWORK = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
HIDDEN = f"{NETWORK}networking:\n  reflectIPs: false"


def check(*texts: str, ignores: bool = True) -> CheckResult:
    """Check values files called 0.yaml, 1.yaml and so on."""
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    return liqo_values.check(sources, ignores=ignores)


def codes(result: CheckResult) -> tuple[list[str], list[str]]:
    """The codes of the findings that count, and of those that do not."""
    return [finding.code for finding in result.findings], [finding.code for finding in result.suppressed]


def test_a_misspelled_rule_is_renamed_only_when_asked() -> None:
    """It may have meant another one, whose findings it would hide."""
    (found,) = [one for one in check(f"{HIDDEN} # liqo-values: ignore[LQ1O5] on purpose\n").findings if one.fix]
    assert found.code == "LQ031"
    assert found.fix is not None
    assert not found.fix.safe
    assert [edit.text for edit in found.fix.edits] == ["LQ105"]


@pytest.mark.parametrize(
    "comment",
    [
        "# liqo-values: ignore[LQ105] because of this",
        "#liqo-values:ignore[lq105]: of this",
        "#  liqo-values:  IGNORE [ LQ105 ]  --  of this",
        "# liqo-values: ignore[hidden-ips-beside-network] of this",
        "# the old setting # liqo-values: ignore[LQ105] because of this",
        "# liqo-values: ignore[LQ105] because of this # liqo-values: ignore-file[LQ106] because of that",
    ],
)
def test_spellings(comment: str) -> None:
    result = check(f"{HIDDEN} {comment}\n")
    (suppressed,) = result.suppressed
    assert suppressed.suppression is not None
    assert (suppressed.suppression.by, suppressed.suppression.reason) == (SuppressedBy.COMMENT, "of this")
    assert "LQ105" not in codes(result)[0]


def test_two_orders_above_a_key_concern_it_both() -> None:
    above = "# liqo-values: ignore[LQ105] because of this # liqo-values: ignore[LQ106] because of that\n"
    assert codes(check(NETWORK + above + "networking:\n  reflectIPs: false\n")) == (["LQ030"], ["LQ105"])


def test_all_findings_on_demand() -> None:
    assert codes(check(f"{HIDDEN} # liqo-values: ignore[LQ105, LQ999]\n", ignores=False)) == (["LQ105"], [])


def test_the_comment_must_stand_at_the_first_place() -> None:
    """One in a lower layer, which the report shows as well, does not do: it would hide what overlays do."""
    below = f"{NETWORK}networking:\n  reflectIPs: true # liqo-values: ignore[LQ105] because of this\n"
    assert codes(check(below, "networking:\n  reflectIPs: false\n")) == (["LQ030", "LQ105"], [])
    above = "networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because of this\n"
    assert codes(check(NETWORK, above)) == ([], ["LQ105"])


def test_a_file_wide_comment_concerns_what_has_no_place_but_no_other_file() -> None:
    whole = "# liqo-values: ignore-file[LQ105] because of this\n"
    assert codes(check(whole, HIDDEN)) == (["LQ030", "LQ105"], [])
    result = liqo_values.check([Source("a.yaml", NETWORK + whole)], set_values=["networking.reflectIPs=false"])
    assert codes(result) == ([], ["LQ105"])


def test_the_innermost_comment_gives_the_reason_and_the_outer_one_is_unused() -> None:
    text = (
        f"# liqo-values: ignore-file[LQ105] because of all\n{NETWORK}"
        "# liqo-values: ignore[LQ105] because of the section\nnetworking:\n"
        "  reflectIPs: false # liqo-values: ignore[LQ105] because of the line\n"
    )
    result = check(text)
    assert codes(result) == (["LQ030", "LQ030"], ["LQ105"])
    assert result.suppressed[0].suppression is not None
    assert result.suppressed[0].suppression.reason == "of the line"


START, END = "# liqo-values: ignore-start[LQ105] because of", "# liqo-values: ignore-end"


def reasons(text: str) -> list[str]:
    """Return the reasons of what is suppressed, and the codes of what is reported."""
    result = check(text)
    return [
        *(found.suppression.reason for found in result.suppressed if found.suppression),
        *(f"{found.code}:{found.primary.span.line if found.primary.span else 0}" for found in result.findings),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # An end without codes ends the last range that has begun and not ended.
        ([f"{START} one", "networking: {reflectIPs: false}", END], ["of one"]),
        ([f"{START} one", f"{START} two", "networking: {reflectIPs: false}", END, END], ["of two", "LQ030:2"]),
        ([f"{START} one", f"{START} two", END, "networking: {reflectIPs: false}", END], ["of one", "LQ030:3"]),
        ([f"{START} one", END, "networking: {reflectIPs: false}"], ["LQ030:2", "LQ105:4"]),
        (["networking: {reflectIPs: false}", f"{START} one", END], ["LQ105:2", "LQ030:3"]),
        # An end with codes ends the last one with the same codes.
        (
            [
                "# liqo-values: ignore-start[LQ105] because of one",
                "# liqo-values: ignore-start[LQ206] because of two",
                "# liqo-values: ignore-end[LQ105]",
                "networking: {reflectIPs: false}",
                END,
            ],
            ["LQ030:2", "LQ030:3", "LQ105:5"],
        ),
        (
            [
                "# liqo-values: ignore-start[LQ206] because of two",
                "# liqo-values: ignore-start[LQ105] because of one",
                "# liqo-values: ignore-end[LQ206]",
                "networking: {reflectIPs: false}",
                END,
            ],
            ["of one", "LQ030:2"],
        ),
        # An end without codes never ends the first of several.
        (
            [
                "# liqo-values: ignore-start[LQ206] because of two",
                f"{START} one",
                END,
                "networking: {reflectIPs: false}",
                END,
            ],
            ["LQ030:2", "LQ030:3", "LQ105:5"],
        ),
        ([END, "networking: {reflectIPs: false}"], ["LQ032:2", "LQ105:3"]),
        # Of two that begin together, the shorter is the inner one.
        (
            [
                "# liqo-values: ignore[LQ105] because of the section",
                "networking:",
                "  # liqo-values: ignore[LQ105] because of the key",
                "  reflectIPs: false",
                "  enabled: true",
            ],
            ["of the key", "LQ030:2"],
        ),
        (
            [
                "# liqo-values: ignore[LQ105] because of the section",
                "networking: {reflectIPs: false, # liqo-values: ignore[LQ105] because of the line",
                "  enabled: true}",
            ],
            ["of the line", "LQ030:2"],
        ),
        # A trailing comment does not apply to the line after it.
        (
            ["tag: v1.2.0 # liqo-values: ignore[LQ006] because of one", "tag: v1.2.0"],
            ["LQ030:2", "LQ006:3"],
        ),
    ],
)
def test_ranges(lines: list[str], expected: list[str]) -> None:
    assert sorted(reasons(NETWORK + "\n".join([*lines, ""]))) == sorted(expected)


def test_the_topmost_file_gives_the_reason_for_what_has_no_place() -> None:
    sources = [
        Source(f"{name}.yaml", f"{text}# liqo-values: ignore-file[LQ105] because of {name}\n")
        for name, text in (("low", NETWORK), ("high", "tag: v1.2.0\n"))
    ]
    result = liqo_values.check(sources, set_values=["networking.reflectIPs=false"])
    (suppressed,) = result.suppressed
    assert suppressed.suppression is not None
    assert suppressed.suppression.reason == "of high"


def test_helm_still_refuses_suppressed_errors() -> None:
    result = check("# liqo-values: ignore-file[LQ002] because of this\nnetworkin: {}\nnetworking: {enabled: false}\n")
    assert codes(result) == (["LQ002", "LQ033"], [])
    assert result.refused


def test_comments_in_a_file_that_helm_cannot_read_are_not_reported() -> None:
    assert codes(check("# liqo-values: ignore[LQ105]\na: {\n")) == (["LQ001"], [])


def test_a_comment_that_one_of_several_releases_needs_is_used() -> None:
    shared = Source("base.yaml", "networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because of this\n")
    on, off = Source("on.yaml", NETWORK), Source("off.yaml", "networking: {enabled: false}\n")
    results = [liqo_values.check([shared, own]) for own in (on, off)]
    assert [codes(result)[0] for result in results] == [[], ["LQ030"]]
    assert [codes(result)[0] for result in settle(results)] == [[], []]
    assert [codes(result)[0] for result in settle([results[1], results[1]])] == [["LQ030"], ["LQ030"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1 # liqo-values: ignore[LQ105] because\r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"),
        ("  # liqo-values: ignore[LQ105] because\r\nb: 2\r\n", "b: 2\r\n"),
        ("b: 2\n# liqo-values: ignore[LQ105] because", "b: 2\n"),
        ("b: 2 # old # liqo-values: ignore[LQ105] because\n", "b: 2 # old\n"),
        ("b: 2 # liqo-values: ignore[LQ105, LQ999] because\n", "b: 2 # liqo-values: ignore[LQ999] because\n"),
        ("b: 2 # liqo-values: ignore[LQ999, LQ105] because\n", "b: 2 # liqo-values: ignore[LQ999] because\n"),
        ("# liqo-values: ignore-start[LQ105] x\nb: 2\n# liqo-values: ignore-end\n", "b: 2\n"),
    ],
)
def test_the_fix_of_an_unused_comment_removes_it_and_nothing_else(before: str, after: str) -> None:
    source = Source("values.yaml", before)
    (ignore,) = read("values.yaml", source)[0]
    assert edited(source, ignore.removal.edits) == after


orders = st.sampled_from(["ignore", "ignore-file", "ignore-start", "ignore-end", "ignroe", "prose", ""])
listed = st.sampled_from(["", "[]", "[LQ105]", "[LQ105, LQ106]", "[ LQ1O5,,repeated-switch ]", "[LQ105"])
lines = st.tuples(
    st.sampled_from(["", "a: 1 ", "b:\n  - x ", "c: 'x' "]), orders, listed, st.sampled_from(["", " why"])
)


@given(made=st.lists(lines, max_size=6))
def test_fixes_of_any_comment_apply_and_leave_the_values_alone(made: list[tuple[str, str, str, str]]) -> None:
    text = "".join(f"{value}# liqo-values: {order}{codes}{why}\n" for value, order, codes, why in made)
    source = Source("values.yaml", text)
    ignores, about_them = read("values.yaml", source)
    fixes = [ignore.removal for ignore in ignores] + [said.fix for said in about_them if said.fix]
    for fix in fixes:
        fixed = edited(source, fix.edits)
        assert result_of(values_of(fixed)) == result_of(values_of(text))
        assert fixed != text
    assert {said.code for said in about_them} <= {"LQ031", "LQ032", "LQ033", "LQ034"}


def test_twice_as_many_findings_and_comments_take_twice_the_work() -> None:
    def work(count: int) -> int:
        text = "".join(f"k{number}: 1 # liqo-values: ignore[LQ205] because of this\n" for number in range(count))
        source = Source("values.yaml", text)
        labels = [Label(Span(source, start, start + 2), "values.yaml", "") for start in source.line_starts[:-1]]
        findings = [Finding("LQ205", "x", Severity.WARNING, "m", (), label, (), "h") for label in labels]
        applied: list[Applied] = []
        counted = calls(lambda: applied.append(apply(findings, read("values.yaml", source)[0])))
        assert [(len(each.kept), len(each.suppressed), len(each.about_comments)) for each in applied] == [(0, count, 0)]
        return counted

    assert growth(work) < 2.2


class TestAnnotated:
    """Where a comment is written."""

    @staticmethod
    def annotated_at(text: str, *marked: str) -> str:
        """Annotate findings at the first occurrences of some texts, and see that the comments concern them."""

        def findings(source: Source) -> list[Finding]:
            starts = [source.text.index(mark) for mark in marked]
            labels = [Label(Span(source, start, start + 1), source.name, "") for start in starts]
            return [Finding("LQ205", "x", Severity.WARNING, "m", (), label, (), "h") for label in labels]

        source = Source("values.yaml", text)
        after = Source("values.yaml", annotated(source, findings(source), "x"))
        if after.text != text:
            assert apply(findings(after), read("values.yaml", after)[0]).kept == []
        return after.text

    COMMENT = "# liqo-values: ignore[LQ205] because x"

    @pytest.mark.parametrize(
        ("text", "marked", "expected"),
        [
            ("a: 1\n", "1", "a: 1 @\n"),
            ("a: 1", "1", "a: 1 @"),
            ("a: 1   \r\nb: 2\r\n", "1", "a: 1 @   \r\nb: 2\r\n"),
            ("a: 1 # why\n", "1", "a: 1 # why @\n"),
            ("a: |\n  text\n  text\n", "|", "a: | @\n  text\n  text\n"),
            ("a: [1, # one\n  2]\n", "2", "a: [1, # one\n  2] @\n"),
            ("m:\n  - a: 'one\n      two'\n", "'one", "m:\n  @\n  - a: 'one\n      two'\n"),
            ("a: one\r\n  two\r\nb: 1\r\n", "one", "@\r\na: one\r\n  two\r\nb: 1\r\n"),
            ("a: 'x # y'\n", "'x", "a: 'x # y' @\n"),
            ("a:\n", "a", "a: @\n"),
            # There, a comment would be part of the value.
            ("a: |\n  text\n", "text", "a: |\n  text\n"),
        ],
    )
    def test_place(self, text: str, marked: str, expected: str) -> None:
        assert self.annotated_at(text, marked) == expected.replace("@", self.COMMENT)

    def test_several(self) -> None:
        assert (
            self.annotated_at("a: 1\nb: [2, 3]\n", "1", "2", "3") == f"a: 1 {self.COMMENT}\nb: [2, 3] {self.COMMENT}\n"
        )

    @given(text=files, data=st.data())
    def test_values_stay_whatever_the_file_looks_like(self, text: str, data: st.DataObject) -> None:
        source = Source("values.yaml", text)
        start = data.draw(st.integers(0, len(text) - 1))
        label = Label(Span(source, start, start + 1), source.name, "")
        after = annotated(source, [Finding("LQ205", "x", Severity.WARNING, "m", (), label, (), "h")], "x")
        assert result_of(values_of(after)) == result_of(values_of(text))
        without = after.replace(f" {self.COMMENT}", "", 1) if f" {self.COMMENT}" in after else after
        assert sorted(without.replace(self.COMMENT, "").split()) == sorted(text.split())


def test_a_block_that_is_values_itself_has_comments_of_its_own() -> None:
    """Such as the values in an Argo CD Application: findings point into the text, and so may comments."""
    text = (
        "spec:\n"
        "  values: |\n"
        "    tag: a\n"
        "    # liqo-values: ignore[LQ006] because of this\n"
        "    tag: b\n"
        "    name: c # liqo-values: ignore[LQ205, LQ1O5] because of that\n"
        "  note: |\n"
        "    x # liqo-values: ignore[LQ105] because it is a text\n"
    )
    source = Source("application.yaml", text)
    findings = [
        Finding(code, "x", Severity.WARNING, "m", (), Label(Span(source, start, start + 3), source.name, ""), (), "h")
        for code, start in (("LQ006", text.index("tag: b")), ("LQ205", text.index("name")))
    ]
    ignores, about_them = read(
        source.name, source, [finding.primary.span.start for finding in findings if finding.primary.span]
    )
    assert [said.code for said in about_them] == ["LQ031"]
    applied = apply(findings, ignores)
    assert (applied.kept, applied.about_comments) == ([], [])
    assert read(source.name, source) == ([], []), "nobody has found values in the block"
