"""``liqo-values lsp``."""

from __future__ import annotations

import click

from liqo_values.cli.exit_status import CLEAN, fail


@click.command()
@click.option("--stdio", is_flag=True, help="Use standard input and output, which is the default.")
def lsp(stdio: bool) -> int:  # noqa: ARG001 - many editors pass it
    """Start the language server for editors.

    Editors start this command, and show what `check` finds as you type. It needs the extra `lsp`:
    pip install 'liqo-values[lsp]'
    """
    try:
        from liqo_values.lsp import server  # noqa: PLC0415 - no other command needs it
    except ModuleNotFoundError:
        return fail("the language server needs packages that are not installed", "run `pip install 'liqo-values[lsp]'`")
    server.serve()
    return CLEAN
