"""``liqo-values completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from liqo_values.cli.exit_status import CLEAN, fail

_PROGRAM = "liqo-values"
_SHELLS = ("bash", "fish", "zsh")
#: click's script for fish splits an answer at all commas, but lists of rules and descriptions have some too.
_SPLITS, _SPLITS_ONCE = 'string split ","', 'string split --max 1 ","'
#: click's script for zsh completes a file only where the word begins, but the one in `FORMAT=FILE` begins later.
_FILES, _FILES_OF_FORMATS = "            _path_files -f\n", "            compset -P '*='\n            _path_files -f\n"


@click.command()
@click.argument("shell", metavar="SHELL", type=click.Choice(_SHELLS))
def completion(shell: str) -> int:
    """Print a script that completes commands and options in a shell.

    SHELL is bash, zsh or fish.

    \b
    bash  eval "$(liqo-values completion bash)"   in ~/.bashrc
    zsh   eval "$(liqo-values completion zsh)"    in ~/.zshrc, after compinit
    fish  liqo-values completion fish | source    in ~/.config/fish/config.fish
    """  # noqa: D301 - click needs the character itself
    from liqo_values.cli.group import cli  # noqa: PLC0415 - the group imports this module

    complete = get_completion_class(shell)
    if complete is None:
        return fail(f"there is no completion for {shell}", f"choose one of {', '.join(_SHELLS)}")
    script = complete(cli, {}, _PROGRAM, "_LIQO_VALUES_COMPLETE").source()
    print(script.replace(_SPLITS, _SPLITS_ONCE).replace(_FILES, _FILES_OF_FORMATS))
    return CLEAN
