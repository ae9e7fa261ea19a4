"""One browser for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Page, browser
from tools.toolchain import nodejs


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of the browser, empty until a test opens something in it."""
    program = nodejs.browser()
    with browser(program.command, dict(program.environment)) as opened:
        yield opened
