"""What `liqo_values` promises to Python programs: classes with named attributes."""

from __future__ import annotations

import pickle

import pytest

import liqo_values
from liqo_values import CheckResult, Finding, Label, TargetChart

VALUES = ["networking.enabled=false", "networking.reflectIPs=false"]


def checked(*more: str) -> CheckResult:
    return liqo_values.check(set_values=[*VALUES, *more])


def test_the_target_chart_of_a_result_is_accepted_as_an_argument() -> None:
    result = liqo_values.check(set_values=VALUES, chart="published@1.1.2")
    assert isinstance(result.chart, TargetChart)
    assert liqo_values.check(set_values=VALUES, chart=result.chart).chart is result.chart


def test_a_result_is_no_tuple() -> None:
    result = checked()
    for thing in (result, result.mode, result.mode.networking, result.mode.networking.decided_by):
        with pytest.raises(TypeError):
            len(thing)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            iter(thing)  # type: ignore[call-overload]


def test_a_finding_is_no_tuple_and_is_compared_by_its_attributes() -> None:
    (found,) = checked("tagg=x").findings
    with pytest.raises(TypeError):
        iter(found)  # type: ignore[call-overload]
    label = Label(None, "a", "b")
    assert label == Label(None, "a", "b")
    assert label != Label(None, "a", "c")
    assert hash(label) == hash(Label(None, "a", "b"))
    assert label != (None, "a", "b")


def test_a_copy_differs_in_what_was_asked_for() -> None:
    (found,) = checked("tagg=x").findings
    other = found.replace(message="other")
    assert isinstance(other, Finding)
    assert (other.message, other.code) == ("other", found.code)
    assert found.message != "other"
    with pytest.raises(TypeError, match="colour"):
        found.replace(colour="red")


def test_what_it_is_can_be_read() -> None:
    assert repr(Label(None, "a", "b")) == "Label(layer='a', span=None, text='b')"


def test_findings_pass_from_one_process_to_another() -> None:
    (found,) = checked("tagg=x").findings
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert (again.message, again.primary.text) == (found.message, found.primary.text)
