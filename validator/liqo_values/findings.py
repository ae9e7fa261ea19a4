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
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: Path
    primary: Label
    related: tuple[Label, ...]
    help: str
