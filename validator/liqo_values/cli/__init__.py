"""The command line: parse options, call, print, exit. One module per command, imported when it is called.

Printing is done with ``print``: ``click.echo`` takes an ASCII terminal for a mistake and writes UTF-8 to it.
"""

from __future__ import annotations

from liqo_values.cli.program import main

__all__ = ["main"]
