"""Draws what `liqo-values` prints in a terminal: its real output, with its colours, also in a narrow one for phones."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import tempfile
from contextlib import suppress
from html import escape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PROGRAM = Path(sys.executable).parent / "liqo-values"

_CONTRADICTION = """\
networking:
  enabled: false
  reflectIPs: false
virtualKubelet:
  extra:
    args:
      - --disable-ip-reflection=false
"""
#: The pictures by name: the command, and the values file that it is given.
SCENES = {"mode": ("mode", "networking:\n  enabled: false\n"), "finding": ("check", _CONTRADICTION)}
#: The columns of the terminals, by what is added to the name of a picture.
WIDTHS = {"": 100, "-narrow": 48}
_THEME = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        *((110, 118, 129), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
        *((88, 166, 255), (188, 140, 255), (57, 197, 207), (201, 209, 217)),
    ],
)
# Without the fonts that rich's own frame loads from another site, which would see who opens a picture.
_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>TITLE</title>
<style>
.{unique_id}-matrix {{ font-family: "Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw(name: str, width: int) -> str:
    """Return the picture of a scene, as SVG.

    Args:
        name: Its name.
        width: The columns of the terminal.
    """
    command, values = SCENES[name]
    shown = f"liqo-values {command} values.yaml"
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(f"$ {shown}\n{_output(command, values, width)}".rstrip()))
    frame = _FRAME.replace("TITLE", escape(f"what {shown} prints"))
    return console.export_svg(title=shown, theme=_THEME, code_format=frame, unique_id=name)


def _output(command: str, values: str, width: int) -> str:
    """Run the program in a terminal of that width, and return what it prints."""
    shown = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "values.yaml").write_text(values, encoding="utf-8")
        terminal, of_program = pty.openpty()
        with subprocess.Popen(
            [PROGRAM, command, "values.yaml", "--color", "always"],
            cwd=folder,
            env={**shown, "PYTHONIOENCODING": "utf-8", "TERM": "xterm", "COLUMNS": str(width)},
            stdout=of_program,
        ):
            os.close(of_program)
            return _read(terminal).decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Read what is printed until the program ends."""
    read = bytearray()
    with os.fdopen(terminal, "rb", buffering=0) as output, suppress(OSError):  # Linux reports the end as an error
        while part := output.read(1 << 16):
            read += part
    return bytes(read)
