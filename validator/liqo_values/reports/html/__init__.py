"""One HTML file for people, with all that a run found in many installations, and the mode of each.

It needs nothing beside it and loads nothing: style and script are in it, and its policy forbids everything else. It
works without the script, which only adds a filter. The same results make the same bytes.
"""

from __future__ import annotations

from liqo_values.reports.html.page import BEGINNING, TITLE, render

__all__ = ["BEGINNING", "TITLE", "render"]
