"""The mode that is expected of a release, by an option, the project file or an annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.liqo.mode import FACTS, named
from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, UNEXPECTED, Diagnostic, Label, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.liqo.mode import Fact, Mode, ModeName
    from liqo_values.values.expectation import Expectation

_REMEDY = "correct the values, or change what is expected"
_UNDECIDED = "decide it in the values that are checked, or change what is expected"


@rule(UNEXPECTED, "unexpected-mode", Severity.ERROR, about=About.MODE, suppressible=False, charts=ALL_CHARTS)
def unexpected_mode(context: Context) -> Iterator[Diagnostic]:
    """A release that does not have the mode that is expected of it.

    ## What it does
    Compares the mode of a release with what is expected of it: by the option `--expect`, by `expect` in the project
    file, or by the annotation `liqo-values/expect-mode` of an Application, of the template of an ApplicationSet, or of
    a HelmRelease. An undecided mode is not the expected one, and neither is that of values that are rejected. An
    annotation that is misspelt or in a wrong place is an error too. The mode of what may be a release but is not
    checked (LQ019) is not known, nor is a mode that a template fills in: these are warnings.

    ## What breaks at run time
    Nothing at once. But whoever expects a mode relies on it: for example, that pods reach each other, or that no
    gateway is open to the Internet.
    """
    for expectation in context.expectations:
        if expectation.unclear is not None:
            message, remedy, mistake = expectation.unclear
            severity = Severity.ERROR if mistake else Severity.WARNING
            yield Diagnostic(message, expectation.place, remedy, severity=severity)
            continue
        try:
            expected = named(expectation.mode)
        except InputError as error:
            yield Diagnostic(error.message, expectation.place, error.remedy)
            continue
        yield from _compared(context, expectation, expected)


def _compared(context: Context, expectation: Expectation, expected: ModeName) -> Iterator[Diagnostic]:
    mode = context.mode
    by = Label(expectation.place.span, expectation.place.layer, f"expects `{expected}`")
    wanted = expectation.sentence
    if mode is None:
        yield from _not_known(context, wanted, by)
        return
    if mode.name is not None and mode.name is not expected:
        deciding = [_decides(name, fact) for name, fact, wanted in _facts(mode, expected) if fact.value is not wanted]
        message = f"the mode is `{mode.name}`, but {wanted}"
        yield Diagnostic(message, deciding[0], _REMEDY, related=(*deciding[1:], by))
    elif context.refusal is not None:
        place = context.refusal.primary
        rejected = Label(place.span, place.layer, f"rejected ({context.refusal.code})")
        message = f"{wanted}, but the values are rejected"
        yield Diagnostic(message, rejected, "correct the values: nothing is installed with them", related=(by,))
    elif mode.name is None:
        unsure = [(name, fact) for name, fact, _ in _facts(mode, expected) if fact.value is None]
        places = [_decides(name, fact) for name, fact in unsure]
        message = f"the mode is undecided, but {wanted}: {unsure[0][1].doubt}"
        yield Diagnostic(message, places[0], _UNDECIDED, related=(*_others(places), by))


def _not_known(context: Context, wanted: str, by: Label) -> Iterator[Diagnostic]:
    """Report what may be a release, and is not checked."""
    for notice in context.diagnostics:
        if notice.code == NOT_CHECKED:
            message = f"{wanted}, but the mode is not known: {notice.message}"
            yield Diagnostic(message, notice.primary, notice.help, related=(by,), severity=Severity.WARNING)


def _facts(mode: Mode, expected: ModeName) -> Iterator[tuple[str, Fact, bool]]:
    """Yield the two facts with their names, and with what is expected of them."""
    names = ("the networking module", "IP reflection")
    return zip(names, (mode.networking, mode.reflection), FACTS[expected], strict=True)


def _decides(name: str, fact: Fact) -> Label:
    place = fact.decided_by
    return Label(place.span, place.layer, f"{name} is {fact.word}")


def _others(places: list[Label]) -> list[Label]:
    """Return the places after the first one that are other places."""
    first = places[0]
    return [place for place in places[1:] if (place.layer, place.span) != (first.layer, first.span)]
