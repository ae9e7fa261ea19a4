"""Comments that suppress findings: parse, apply, insert."""

from __future__ import annotations

#: All these comments contain this text, in any case.
MARK = "liqo-values:"
