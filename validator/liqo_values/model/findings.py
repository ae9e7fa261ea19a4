"""Findings and their parts, independent of how they are reported."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from liqo_values.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from liqo_values.model.nodes import Path
    from liqo_values.model.source_text import Span

#: The rule about what Helm cannot read: if it has findings, nothing else is reported for the release.
UNREADABLE = "LQ001"
#: The rule about what Helm 3 and Helm 4 read differently; this program reads it as Helm 4 does.
TWO_HELMS = "LQ013"
#: The code of the rule about files that may be for Liqo, but are not checked.
NOT_CHECKED = "LQ019"
#: The code of the rule about a mode that is not the one that is expected.
UNEXPECTED = "LQ701"
#: The code of the rule that gathers the old keys of a file: they follow from its findings, but are fixed one by one.
OLD_VALUES = "LQ016"


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"  #: Helm rejects it, or it cannot work.
    WARNING = "warning"  #: It installs, but does not do what it appears to.
    NOTICE = "notice"  #: Worth knowing.

    def at_least(self, threshold: Severity) -> bool:
        """Return whether this is at least as severe as ``threshold``."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class Label(Record):
    """A range of text in one layer, with a note.

    Attributes:
        span: The range; None for a default of the chart, which is not in the user's files.
        layer: The name of the layer.
        text: A few words shown next to the marked text.
    """

    __slots__ = ("layer", "span", "text")

    def __init__(self, span: Span | None, layer: str, text: str) -> None:
        self.span = span
        self.layer = layer
        self.text = text

    def excerpt(self) -> Label:
        """Return the same without the rest of the text."""
        return Label(self.span and self.span.excerpt(), self.layer, self.text)

    def moved(self, place: Callable[[Span], Span]) -> Label:
        """Return the same with its span moved, for example from a nested text to the text that contains it."""
        return Label(self.span and place(self.span), self.layer, self.text)


class Edit(Record):
    """A replacement of one range of text.

    Attributes:
        span: The range to replace; an empty span inserts. The sources of spans are the files as they were read.
        text: The new text; empty to delete.
    """

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Fix(Record):
    """How to fix a finding by changing text; all edits are applied, or none.

    Attributes:
        title: What the fix does, in the imperative: ``write `networking.enabled: false```.
        edits: The edits, which do not overlap.
        safe: Whether the values keep the meaning that they have for Helm and Liqo, or get the one that was clearly
            intended according to the message. Unsafe fixes are applied only if the user requests them.
        obstacle: Why the text cannot be changed, although it is known how; there are no edits then.
    """

    __slots__ = ("edits", "obstacle", "safe", "title")

    def __init__(self, title: str, edits: tuple[Edit, ...], safe: bool, obstacle: str = "") -> None:
        self.title = title
        self.edits = edits
        self.safe = safe
        self.obstacle = obstacle

    def moved(self, place: Callable[[Span], Span]) -> Fix:
        """Return the same with its edits moved."""
        return self.replace(edits=tuple(Edit(place(edit.span), edit.text) for edit in self.edits))


class Diagnostic(Record):
    """A message about values or objects, from readers, the schema or rules.

    A rule signs it, which turns it into a :class:`Finding`.

    Attributes:
        message: One sentence, lower case, no final period, that can be understood without context.
        primary: The place that the user should look at first.
        help: What to write instead.
        code: Code of the rule that it belongs to; empty if a rule yields it.
        path: The values path it is about; empty for the whole file.
        related: Other places involved.
        severity: Its severity; None if the rule decides.
        fix: The edits that do what ``help`` says, or why there are none; None if it is not fixable.
        partner: The name of the other release in reports, if it is about two; otherwise empty.
    """

    __slots__ = ("code", "fix", "help", "message", "partner", "path", "primary", "related", "severity")

    severity: Severity | None

    def __init__(  # noqa: PLR0913 - one argument per attribute
        self,
        message: str,
        primary: Label,
        help: str,  # noqa: A002 - its name in reports
        *,
        code: str = "",
        path: Path = (),
        related: tuple[Label, ...] = (),
        severity: Severity | None = None,
        fix: Fix | None = None,
        partner: str = "",
    ) -> None:
        self.message = message
        self.primary = primary
        self.help = help
        self.code = code
        self.path = path
        self.related = related
        self.severity = severity
        self.fix = fix
        self.partner = partner

    @property
    def unreadable(self) -> bool:
        """Whether it says that Helm cannot read the values."""
        return self.code == UNREADABLE

    def unfixable(self, obstacle: str) -> Diagnostic:
        """Return the same for text that cannot be changed."""
        return self.replace(fix=self.fix and self.fix.replace(edits=(), obstacle=obstacle))

    def moved(self, place: Callable[[Span], Span]) -> Diagnostic:
        """Return the same with all places moved, for example from a nested text to the text that contains it."""
        return self.replace(
            primary=self.primary.moved(place),
            related=tuple(label.moved(place) for label in self.related),
            fix=self.fix and self.fix.moved(place),
        )


class SuppressedBy(StrEnum):
    """What suppresses a finding."""

    COMMENT = "comment"  #: A comment in the values file.
    BASELINE = "baseline"  #: The list of known findings.


class Suppression(Record):
    """Why a finding is suppressed.

    Attributes:
        by: What suppresses it.
        reason: The reason in the comment; empty if there is none.
        place: The comment; None for the baseline.
    """

    __slots__ = ("by", "place", "reason")

    def __init__(self, by: SuppressedBy, reason: str = "", place: Label | None = None) -> None:
        self.by = by
        self.reason = reason
        self.place = place


class Fingerprint(Record):
    """What identifies a finding across runs, even if its line number changes.

    Attributes:
        home: The file of its first place, relative to the current directory if it is below it. If that place is not in
            a file, the topmost file of the release.
        code: Rule code.
        subject: The dotted path of the value it is about; if there is none, the text it marks.
        ordinal: Its number, from 0, among findings that are otherwise identical.
        releases: The names of the two releases that it is about, its own one first; empty if it is about one. A value
            in a layer that releases share may be wrong for several pairs of them.
    """

    __slots__ = ("code", "home", "ordinal", "releases", "subject")

    def __init__(
        self, home: str = "", code: str = "", subject: str = "", ordinal: int = 0, releases: tuple[str, ...] = ()
    ) -> None:
        self.home = home
        self.code = code
        self.subject = subject
        self.ordinal = ordinal
        self.releases = releases

    @property
    def digest(self) -> str:
        """The fingerprint as 32 hexadecimal digits."""
        from hashlib import sha256  # noqa: PLC0415 - few reports show it

        text = json.dumps([self.home, self.code, self.subject, self.ordinal, *self.releases])
        return sha256(text.encode("ascii")).hexdigest()[:32]


class Finding(Diagnostic):
    """An error, a contradiction or anything else worth knowing.

    Attributes:
        code: Rule code, such as ``LQ101``.
        name: Rule name, such as ``reflection-contradiction``.
        severity: Its severity.
        message: One sentence, lower case, no final period, that can be understood without context.
        path: The values path it is about; empty for the whole file.
        primary: The place that the user should look at first.
        related: Other places involved.
        help: What to write instead.
        fix: The edits that do so; None if it is not fixable.
        obstacle: Why there are none, although it is known what to write; empty for all other findings.
        fingerprint: What identifies it in this run and in later ones.
        suppression: Why it is suppressed, if it is.
        follows: The findings that follow from it and disappear once it is fixed. They do not count.
        partner: The name of the other release in reports, if it is about two; otherwise empty.
    """

    __slots__ = ("fingerprint", "follows", "name", "obstacle", "suppression")

    severity: Severity

    def __init__(  # noqa: PLR0913, PLR0917 - one argument per attribute
        self,
        code: str,
        name: str,
        severity: Severity,
        message: str,
        path: Path,
        primary: Label,
        related: tuple[Label, ...],
        help: str,  # noqa: A002 - its name in reports
        fix: Fix | None = None,
        fingerprint: Fingerprint | None = None,
        suppression: Suppression | None = None,
        follows: tuple[Finding, ...] = (),
        obstacle: str = "",
        partner: str = "",
    ) -> None:
        super().__init__(
            message, primary, help, code=code, path=path, related=related, severity=severity, fix=fix, partner=partner
        )
        self.name = name
        self.fingerprint = fingerprint or Fingerprint()
        self.suppression = suppression
        self.follows = follows
        self.obstacle = obstacle

    def followed_by(self, findings: Iterable[Finding]) -> Finding:
        """Return the same as the cause of more findings: a cause is at least as severe as what follows from it."""
        follows = (*self.follows, *findings)
        severities = (self.severity, *(finding.severity for finding in follows))
        return self.replace(severity=min(severities, key=list(Severity).index), follows=follows)


def with_followers(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, each with those that follow from it after it."""
    return [one for finding in findings for one in (finding, *finding.follows)]


def fixed_alone(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that are fixed one by one: one that only gathers others is followed by these."""
    for finding in findings:
        yield finding
        yield from finding.follows if finding.code == OLD_VALUES else ()


def with_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that have a fix: one that only gathers others has none itself."""
    return [one for one in fixed_alone(findings) if one.fix is not None]
