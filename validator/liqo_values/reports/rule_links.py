"""The addresses of the pages of rules, and of the other pages of the same site."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The address of a rule's page, with ``{code}`` in place of its code; empty because no pages are published.
PAGES = ""
#: The environment variable with the address of your own pages, in the same form.
VARIABLE = "LIQO_VALUES_RULE_URL"
_CODE = "{code}"
#: The folder with the pages of rules, on the site and in `docs/`.
_FOLDER = "rules"
#: The slashes in an address without a path.
_OF_HOST = 2


def page(code: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of a rule's page; None if it is unknown."""
    address = _pages(environ)
    return address.replace(_CODE, code) if address else None


def overview(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of the list of all rules, which the site has above their pages; None if it is unknown."""
    before, slash, after = _pages(environ).rpartition("/")
    return before + after.replace(_CODE, "") if slash and _CODE in after and before.count("/") > _OF_HOST else None


def guide(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of a page in `docs/`, such as `doctor`, above those of rules; None if it is unknown."""
    before, folder, after = _pages(environ).rpartition(f"/{_FOLDER}/{_CODE}")
    return f"{before}/{name}{after}" if folder else None


def _pages(environ: Mapping[str, str]) -> str:
    address = environ.get(VARIABLE) or PAGES
    known = address.startswith(("https://", "http://")) and _CODE in address and address.isprintable()
    return address if known else ""
