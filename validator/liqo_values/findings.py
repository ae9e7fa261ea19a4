"""What a check finds, independent of how it is reported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.source.text import Span
    from liqo_values.source.tree import Path


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  #: Helm refuses it, or it cannot work.
    WARNING = "warning"  #: It works, but not as it reads.
    NOTICE = "notice"  #: Worth knowing.


@dataclass(frozen=True, slots=True)
class Label:
    """A stretch of text in one layer, with what to say about it.

    Attributes:
        span: The text; None where a chart default is meant, which has no place in the user's files.
        layer: What the layer is called.
        text: A few words shown next to the marked text.
    """

    span: Span | None
    layer: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of one stretch of text.

    Attributes:
        span: What is replaced; an empty span inserts. The sources of spans are the files as they were read.
        text: What stands there instead; empty to delete.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
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


@dataclass(frozen=True, slots=True)
class Finding:
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
