"""Lines and columns of the protocol: counted in units of an encoding, and ended only by what ends lines there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.lsp.text_positions import Lines

TEXTS = st.text(st.sampled_from("ab é😀\u2028\x0c\x85\r\n"), max_size=30)
ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def counted(text: str, offset: int, encoding: str) -> tuple[int, int]:
    """Count as the protocol says, without speed in mind."""
    before = re.split("\r\n|\n|\r", text[:offset])
    if text[offset - 1 : offset + 1] == "\r\n" and offset:  # within a line end
        before = before[:-1]
        return len(before) - 1, counted(text, offset - 1, encoding)[1] + 1
    codec, unit = ENCODINGS[encoding]
    return len(before) - 1, len(before[-1].encode(codec)) // unit


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, data=st.data())
def test_offsets_become_positions_and_positions_offsets(encoding: str, text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    lines = Lines(text, encoding)
    position = lines.position(offset)
    assert position == counted(text, offset, encoding)
    within_line_end = text[offset - 1 : offset + 1] == "\r\n" and offset
    assert lines.offset(*position) == (offset - 1 if within_line_end else offset)


def test_what_is_beyond_a_line_means_its_end() -> None:
    lines = Lines("a\r\nbc", "utf-16")
    assert lines.offset(0, 99) == 1
    assert lines.offset(1, 99) == lines.offset(7, 0) == 5


def test_half_a_character_means_the_whole() -> None:
    assert Lines("😀a", "utf-16").offset(0, 1) == 0
    assert Lines("éa", "utf-8").offset(0, 1) == 0
