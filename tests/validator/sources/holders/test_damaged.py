"""Whatever is wrong with a file of one of the tools, it is checked or reported: there is no traceback."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.validator.cli.calling import call
from tests.validator.sources.holders import cases

FILES = sorted(path for folder in cases.folders() for path in folder.rglob("*.y*ml") if path.name != cases.EXPECTED)
#: What breaks a file in other ways than random bytes.
PIECES = (
    *("{", "[", "]", "null", "1", "''", "- ", ": ", "&a ", "*a", "{{ x }}", "${ x }", "{% x %}", "\t", "---\n", "|\n"),
    *("liqo", "values:", "valuesInline: []", "set: [1]", "helm: []", "name: {}", "chart: [liqo]", "\n"),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """A file with something else within it, and its name."""
    path = draw(st.sampled_from(FILES))
    text = path.read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + length :]
    return path.name, text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_damaged_files(file: tuple[str, str]) -> None:
    name, text = file
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path(".git").mkdir()
        Path(name).write_text(text, encoding="utf-8")
        for arguments in ((".",), (name,)):
            status, _, _ = call("check", "--format", "json", *arguments)
            assert status in (0, 1, 2)
