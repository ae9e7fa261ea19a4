"""``virtualKubelet.extra.args`` as Go's pflag reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.liqo.program_args import BOOLEANS, Occurrence, Spelling, read

FLAGS = {
    "disable-ip-reflection": "bool",
    "enable-profiling": "bool",
    "node-ip": "string",
    "node-ping-interval": "duration",
}
SWITCH = "--disable-ip-reflection"


@pytest.mark.parametrize(
    ("items", "hidden"),
    [
        ([], None),
        ([SWITCH], True),
        *(([f"{SWITCH}={word}"], value) for word, value in BOOLEANS.items()),
        ([SWITCH, f"{SWITCH}=false"], False),
        ([f"{SWITCH}=false", SWITCH], True),
        ([SWITCH, "false"], True),
        (["--", SWITCH], None),
        ([SWITCH, "--", f"{SWITCH}=false"], True),
        (["--node-ip", SWITCH], None),
        (["--node-ip", "--", SWITCH], True),
        (["--node-ip=1", SWITCH], True),
        (["--enable-profiling", SWITCH], True),
        (["--no-such-flag", SWITCH], True),
        (["-", "", "word", SWITCH], True),
        (["disable-ip-reflection"], None),
        ([f"{SWITCH}s"], None),
        ([f"{SWITCH}=yes", f"{SWITCH}=0"], False),
    ],
)
def test_the_last_one_that_is_read_decides(items: list[str], hidden: bool | None) -> None:
    effective = read(items, FLAGS).effective
    assert (effective.value if effective else None) is hidden


@pytest.mark.parametrize(
    ("item", "spelling"),
    [
        (f"{SWITCH}=yes", Spelling.ASSIGNED),
        (f"{SWITCH}=", Spelling.ASSIGNED),
        (f"{SWITCH}= true", Spelling.ASSIGNED),
        (f"{SWITCH}==true", Spelling.ASSIGNED),
        ("-disable-ip-reflection", Spelling.SINGLE_DASH),
        ("-disable-ip-reflection=true", Spelling.SINGLE_DASH),
        ("-Disable_IP_Reflection", Spelling.SINGLE_DASH),
        ("---disable-ip-reflection", Spelling.MISSPELT),
        ("--Disable-IP-Reflection", Spelling.MISSPELT),
        ("--disable_ip_reflection=true", Spelling.MISSPELT),
        (f"{SWITCH} false", Spelling.MISSPELT),
        (f"{SWITCH}\tfalse", Spelling.MISSPELT),
        (f" {SWITCH}", Spelling.MISSPELT),
        (f"{SWITCH} ", Spelling.MISSPELT),
        (f"{SWITCH}s", Spelling.MISSPELT),
        ("--disable-ipreflection=true", Spelling.MISSPELT),
        ("disable-ip-reflection", Spelling.MISSPELT),
        ("\u2013\u2013disable-ip-reflection", Spelling.MISSPELT),
    ],
)
def test_what_must_be_refused(item: str, spelling: Spelling) -> None:
    arguments = read(["word", item, SWITCH], FLAGS)
    assert arguments.illegal == (Occurrence(1, item, spelling, None),)


@pytest.mark.parametrize("item", ["--", f"{SWITCH}-s", "--disable-ip", "reflection", "--klog.v=4", "-v", ""])
def test_other_arguments_are_ignored(item: str) -> None:
    assert read([item], FLAGS).occurrences == ()


def test_arguments_after_the_dashes_or_swallowed_are_never_refused() -> None:
    arguments = read(["--node-ip", f"{SWITCH}=maybe", "--", "-disable-ip-reflection"], FLAGS)
    assert [(found.spelling, found.neighbour) for found in arguments.occurrences] == [
        (Spelling.SWALLOWED, 0),
        (Spelling.AFTER_DASHES, 2),
    ]
    assert arguments.illegal == ()


@pytest.mark.parametrize("word", ["false", "True", "0", "no", " off"])
def test_a_detached_value_is_noticed(word: str) -> None:
    assert read([SWITCH, word], FLAGS).occurrences[0].neighbour == 1


def test_a_word_that_is_not_a_boolean_is_not_a_detached_value() -> None:
    assert read([SWITCH, "falsehood"], FLAGS).occurrences[0].neighbour == -1


PIECES = [SWITCH, f"{SWITCH}=false", f"{SWITCH}=1", f"{SWITCH}=x", "--", "--node-ip", "--node-ip=x", "-d", "", "false"]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_it_agrees_with_pflag_written_down_literally(items: list[str]) -> None:
    """Go's own loop, line by line, over the two flags that matter."""
    expected: bool | None = None
    rest = list(items)
    while rest:
        item = rest.pop(0)
        if item == "--":
            break
        if not item.startswith("--"):
            continue
        name, equals, value = item[2:].partition("=")
        if not equals and name == "node-ip" and rest:
            rest.pop(0)
        elif name == "disable-ip-reflection":
            expected = BOOLEANS.get(value, expected) if equals else True
    effective = read(items, FLAGS).effective
    assert (effective.value if effective else None) is expected
