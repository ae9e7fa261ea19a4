"""Where the pages of the rules are to be found."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The address of a rule's page, with ``{code}`` in the place of its code; empty as long as none is published.
PAGES = ""
#: The environment variable that names the pages of one's own, in the same form.
VARIABLE = "LIQO_VALUES_RULE_URL"


def page(code: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of a rule's page; None where none is known."""
    address = environ.get(VARIABLE) or PAGES
    known = address.startswith(("https://", "http://")) and "{code}" in address and address.isprintable()
    return address.replace("{code}", code) if known else None
