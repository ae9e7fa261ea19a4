"""Comments that suppress findings: parse, apply, insert."""

from __future__ import annotations

#: All such comments contain this, in lower case.
MARK = "liqo-values:"
