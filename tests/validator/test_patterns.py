"""Regular expressions that wait until they are asked for."""

from __future__ import annotations

import re

import pytest

from liqo_values.patterns import pattern


def test_it_is_compiled_once_and_not_before_it_is_asked_for() -> None:
    digits = pattern(r"\d+", re.ASCII)
    assert digits() is digits()
    assert digits().fullmatch("12")
    assert digits().flags & re.ASCII
    broken = pattern("(")
    with pytest.raises(re.error):
        broken()
