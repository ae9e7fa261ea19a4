"""How many cases the tests generate that compare the validator with a real program.

Usually few, and the same in every run; ``make agreement`` generates as many others as you have time for, and asks both
Helms about every case instead of one of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest
from hypothesis import HealthCheck, settings

P = ParamSpec("P")
R = TypeVar("R")

#: What ``make agreement`` asks for.
ASKED = int(os.environ.get("EXAMPLES") or 0)


def differential(usually: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a Hypothesis test that compares the validator with a real program on generated cases.

    Args:
        usually: The number of cases in a run of all tests.
    """
    configured = settings(
        max_examples=ASKED or usually, derandomize=not ASKED, deadline=None, suppress_health_check=list(HealthCheck)
    )

    def decorate(test: Callable[P, R]) -> Callable[P, R]:
        decorated: Callable[P, R] = pytest.mark.differential(configured(test))
        return decorated

    return decorate
