"""What a check finds, independent of how it is reported."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from liqo_values.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from liqo_values.model.nodes import Path
    from liqo_values.model.source_text import Span

#: The rule about what Helm cannot read: where it finds something, nothing else is said about the release.
UNREADABLE = "LQ001"


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  #: Helm refuses it, or it cannot work.
    WARNING = "warning"  #: It installs, but does not do what it appears to.
    NOTICE = "notice"  #: Worth knowing.

    def at_least(self, threshold: Severity) -> bool:
        """Return whether this is as bad as ``threshold``, or worse."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class Label(Record):
    """A stretch of text in one layer, with what to say about it.

    Attributes:
        span: The text; None where a chart default is meant, which has no place in the user's files.
        layer: What the layer is called.
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
        """Return the same with its span moved, as from a text inside of another one to that one."""
        return Label(self.span and place(self.span), self.layer, self.text)


class Edit(Record):
    """A replacement of one stretch of text.

    Attributes:
        span: What is replaced; an empty span inserts. The sources of spans are the files as they were read.
        text: What stands there instead; empty to delete.
    """

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Fix(Record):
    """How a finding can be removed by changing text; all edits are applied, or none.

    Attributes:
        title: What is done, as an order: ``write `networking.enabled: false```.
        edits: They do not overlap.
        safe: Whether the values keep the meaning that Helm and Liqo give them, or that the message says was plainly
            meant. An unsafe fix is applied only where the user asks for that.
    """

    __slots__ = ("edits", "safe", "title")

    def __init__(self, title: str, edits: tuple[Edit, ...], safe: bool) -> None:
        self.title = title
        self.edits = edits
        self.safe = safe

    def moved(self, place: Callable[[Span], Span]) -> Fix:
        """Return the same with its edits moved."""
        return Fix(self.title, tuple(Edit(place(edit.span), edit.text) for edit in self.edits), self.safe)


class Diagnostic(Record):
    """Something to be said about values or objects: what readers notice, the schema refuses and rules yield.

    A rule signs it, which makes a :class:`Finding` of it.

    Attributes:
        message: One sentence, lower case, no final period, that stands alone.
        primary: The place that the user should look at first.
        help: What to write instead.
        code: Code of the rule that it is for; empty where a rule yields it itself.
        path: The values path it is about; empty for the whole file.
        related: Other places involved.
        severity: How bad it is; None where the rule decides.
        fix: The edits that do what ``help`` says, where a program can make them.
    """

    __slots__ = ("code", "fix", "help", "message", "path", "primary", "related", "severity")

    severity: Severity | None

    def __init__(  # noqa: PLR0913 - what there is to say
        self,
        message: str,
        primary: Label,
        help: str,  # noqa: A002 - what reports call it
        *,
        code: str = "",
        path: Path = (),
        related: tuple[Label, ...] = (),
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> None:
        self.message = message
        self.primary = primary
        self.help = help
        self.code = code
        self.path = path
        self.related = related
        self.severity = severity
        self.fix = fix

    @property
    def unreadable(self) -> bool:
        """Whether it says that Helm cannot read the values."""
        return self.code == UNREADABLE

    def moved(self, place: Callable[[Span], Span]) -> Diagnostic:
        """Return the same with all places moved, as from a text inside of another one to that one."""
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
        reason: The reason given by its author; empty where there is none.
        place: The comment; None for the baseline.
    """

    __slots__ = ("by", "place", "reason")

    def __init__(self, by: SuppressedBy, reason: str = "", place: Label | None = None) -> None:
        self.by = by
        self.reason = reason
        self.place = place


class Fingerprint(Record):
    """What makes a finding the same one in the next run, whatever the line it is on by then.

    Attributes:
        home: The file that it belongs to, relative to the current directory where it is below it. That of the place
            it points to; where that is in no file, the topmost file of the release.
        code: Rule code.
        subject: The dotted path of the value it is about; without one, the text it marks.
        ordinal: Its number, from 0, among those that have all this in common.
    """

    __slots__ = ("code", "home", "ordinal", "subject")

    def __init__(self, home: str = "", code: str = "", subject: str = "", ordinal: int = 0) -> None:
        self.home = home
        self.code = code
        self.subject = subject
        self.ordinal = ordinal

    @property
    def digest(self) -> str:
        """The fingerprint as 32 hexadecimal digits."""
        from hashlib import sha256  # noqa: PLC0415 - few reports show it

        text = json.dumps([self.home, self.code, self.subject, self.ordinal])
        return sha256(text.encode("ascii")).hexdigest()[:32]


class Finding(Diagnostic):
    """One thing that is wrong, contradictory or worth knowing.

    Attributes:
        code: Rule code, such as ``LQ101``.
        name: Rule name, such as ``reflection-contradiction``.
        severity: How bad it is.
        message: One sentence, lower case, no final period, that stands alone.
        path: The values path it is about; empty for the whole file.
        primary: The place that the user should look at first.
        related: Other places involved.
        help: What to write instead.
        fix: The edits that do so, where a program can make them.
        fingerprint: What tells it from all others of a run, and finds it again in the next.
        suppression: Why it is suppressed, if it is.
    """

    __slots__ = ("fingerprint", "name", "suppression")

    severity: Severity

    def __init__(  # noqa: PLR0913, PLR0917 - what there is to say
        self,
        code: str,
        name: str,
        severity: Severity,
        message: str,
        path: Path,
        primary: Label,
        related: tuple[Label, ...],
        help: str,  # noqa: A002 - what reports call it
        fix: Fix | None = None,
        fingerprint: Fingerprint | None = None,
        suppression: Suppression | None = None,
    ) -> None:
        super().__init__(message, primary, help, code=code, path=path, related=related, severity=severity, fix=fix)
        self.name = name
        self.fingerprint = fingerprint or Fingerprint()
        self.suppression = suppression
