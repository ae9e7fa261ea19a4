"""The command that starts the server, without the packages that it needs, and without an editor."""

from __future__ import annotations

import subprocess
import sys

_WITHOUT = "import sys\nsys.modules['pygls'] = None\nfrom liqo_values.cli import main\nmain(['lsp'])\n"


def test_without_its_packages_the_command_says_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "pip install 'liqo-values[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_ends_if_the_editor_does() -> None:
    program = [sys.executable, "-m", "liqo_values", "lsp"]
    done = subprocess.run(program, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_is_not_a_message_ends_nothing_with_a_traceback() -> None:
    program = [sys.executable, "-m", "liqo_values", "lsp"]
    message = b"Content-Length: 5\r\n\r\n{bad}"
    done = subprocess.run(program, input=message, capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stderr
