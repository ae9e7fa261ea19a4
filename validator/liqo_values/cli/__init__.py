"""The command line: parse options, call, print, exit. Each command has its own module, imported when it is called.

Commands print with ``print``: ``click.echo`` treats an ASCII terminal as misconfigured and writes UTF-8 to it.
"""

from __future__ import annotations

from liqo_values.cli.program import main

__all__ = ["main"]
