"""Comments in values files that keep findings from counting."""

from __future__ import annotations

from liqo_values.suppressions.adding import annotated, can_be_ignored
from liqo_values.suppressions.applying import Applied, apply
from liqo_values.suppressions.reading import Ignore, Remark, read

__all__ = ["Applied", "Ignore", "Remark", "annotated", "apply", "can_be_ignored", "read"]
