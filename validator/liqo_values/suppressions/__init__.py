"""Comments that suppress findings: parse, apply, insert."""

from __future__ import annotations

#: What all such comments have in them, in lower case.
MARK = "liqo-values:"
