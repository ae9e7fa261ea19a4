"""An HTML page for people, with the findings and the mode of each release of a run.

The page does not load anything: it contains its style and script, and its content security policy forbids everything
else. It works without the script, which only adds a filter. The same results produce the same bytes.
"""

from __future__ import annotations

from liqo_values.reports.html.page import BEGINNING, TITLE, render

__all__ = ["BEGINNING", "TITLE", "render"]
