"""The addresses of the pages of rules."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The address of a rule's page, with ``{code}`` in place of its code; empty because no pages are published.
PAGES = ""
#: The environment variable with the address of your own pages, in the same form.
VARIABLE = "LIQO_VALUES_RULE_URL"


def page(code: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of a rule's page; None if it is unknown."""
    address = environ.get(VARIABLE) or PAGES
    known = address.startswith(("https://", "http://")) and "{code}" in address and address.isprintable()
    return address.replace("{code}", code) if known else None
