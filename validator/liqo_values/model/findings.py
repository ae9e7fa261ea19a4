"""What a check finds, independent of how it is reported."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from liqo_values.model.nodes import Path
    from liqo_values.model.source_text import Span


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  #: Helm refuses it, or it cannot work.
    WARNING = "warning"  #: It works, but not as it reads.
    NOTICE = "notice"  #: Worth knowing.

    def at_least(self, threshold: Severity) -> bool:
        """Tell whether this is as bad as ``threshold``, or worse."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class Label(NamedTuple):
    """A stretch of text in one layer, with what to say about it.

    Attributes:
        span: The text; None where a chart default is meant, which has no place in the user's files.
        layer: What the layer is called.
        text: A few words shown next to the marked text.
    """

    span: Span | None
    layer: str
    text: str

    def excerpt(self) -> Label:
        """Return the same without the rest of the text."""
        return self._replace(span=self.span and self.span.excerpt())


class Edit(NamedTuple):
    """A replacement of one stretch of text.

    Attributes:
        span: What is replaced; an empty span inserts. The sources of spans are the files as they were read.
        text: What stands there instead; empty to delete.
    """

    span: Span
    text: str


class Fix(NamedTuple):
    """How a finding can be removed by changing text; all edits are applied, or none.

    Attributes:
        title: What is done, as an order: ``write `networking.enabled: false```.
        edits: They do not overlap.
        safe: Whether the values keep the meaning that Helm and Liqo give them, or that the message says was plainly
            meant. An unsafe fix is applied only where the user asks for that.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class SuppressedBy(StrEnum):
    """What keeps a finding from counting."""

    COMMENT = "comment"  #: A comment in the values file.
    BASELINE = "baseline"  #: The list of known findings.


class Suppression(NamedTuple):
    """Why a finding does not count.

    Attributes:
        by: What says so.
        reason: Why, in the words of whoever wrote it; empty where nobody did.
        place: The comment; None for the baseline.
    """

    by: SuppressedBy
    reason: str = ""
    place: Label | None = None


class Fingerprint(NamedTuple):
    """What makes a finding the same one in the next run, whatever the line it is on by then.

    Attributes:
        home: The file that it belongs to, relative to the current directory where it is below it. That of the place
            it points to; where that is in no file, the topmost file of the release.
        code: Rule code.
        subject: The dotted path of the value it is about; without one, the text it marks.
        ordinal: Its number, from 0, among those that have all this in common.
    """

    home: str = ""
    code: str = ""
    subject: str = ""
    ordinal: int = 0

    @property
    def digest(self) -> str:
        """The fingerprint as 32 hexadecimal digits."""
        from hashlib import sha256  # noqa: PLC0415 - few reports show it

        text = json.dumps([self.home, self.code, self.subject, self.ordinal])
        return sha256(text.encode("ascii")).hexdigest()[:32]


class Finding(NamedTuple):
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
        suppression: Why it does not count, if it does not.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: Path
    primary: Label
    related: tuple[Label, ...]
    help: str
    fix: Fix | None = None
    fingerprint: Fingerprint = Fingerprint()
    suppression: Suppression | None = None
