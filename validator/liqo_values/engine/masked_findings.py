"""What may be shown of findings: no credentials, and no quotations that are whole files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.liqo.mode import Fact, Mode
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Label
from liqo_values.model.printable import shortened
from liqo_values.parsing.masking import Secrets, masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source


def showable(findings: Iterable[Finding], secrets: Secrets) -> list[Finding]:
    """Return findings with credentials masked and long quotations cut, but for the edits of their fixes."""
    return [_showable(finding, secrets) for finding in findings]


def showable_mode(mode: Mode, secrets: Secrets) -> Mode:
    """Return a mode with credentials masked in what decided it."""
    templates = {name: _showable_fact(fact, secrets) for name, fact in mode.templates.items()}
    return Mode(_showable_fact(mode.networking, secrets), _showable_fact(mode.reflection, secrets), templates)


def _showable_fact(fact: Fact, secrets: Secrets) -> Fact:
    overrode = tuple(_label(place, secrets) for place in fact.overrode)
    return Fact(fact.value, _label(fact.decided_by, secrets), overrode, shortened(secrets.masked(fact.doubt)))


def _label(place: Label, secrets: Secrets) -> Label:
    return Label(place.span, secrets.masked(place.layer), shortened(secrets.masked(place.text)))


def _showable(finding: Finding, secrets: Secrets) -> Finding:
    def text(sentence: str) -> str:
        return shortened(secrets.masked(sentence))

    fix, fingerprint = finding.fix, finding.fingerprint
    return finding.replace(
        message=text(finding.message),
        help=text(finding.help),
        primary=_label(finding.primary, secrets),
        related=tuple(_label(place, secrets) for place in finding.related),
        fix=fix and fix.replace(title=text(fix.title)),
        fingerprint=fingerprint.replace(subject=secrets.masked(fingerprint.subject)),
    )


def conceal(sources: Iterable[Source], secrets: Iterable[str]) -> None:
    """Mask values wherever lines of some texts are shown."""
    for source in sources:
        source.secrets.update(secrets)


def showable_error(error: InputError) -> InputError:
    """Return an error with credentials masked and long quotations cut."""
    return InputError(shortened(masked(error.message)), shortened(masked(error.remedy)), error.span)
