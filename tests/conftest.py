"""What all tests share: where the chart is, both Helms, and how Hypothesis behaves."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tools.toolchain.build import tool

ROOT = Path(__file__).resolve().parent.parent

# An example that starts a program takes as long as a busy machine needs. In CI, Hypothesis chooses a profile of its own
# with the same settings, and the same examples in every run.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("CI"):
    settings.load_profile("patient")

# Helm and the others are Go programs that live for a tenth of a second: collecting garbage takes a third of it. Beyond
# so much memory it takes less time than to get at ever more.
os.environ.setdefault("GOGC", "off")
os.environ.setdefault("GOMEMLIMIT", "150MiB")

# Settings of Python on some machines: the first compiles our modules again in every run, the second hides output that
# is not flushed when a program ends. Users have neither.
for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
    os.environ.pop(name, None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes one worker longest: later, the others would wait for it."""
    items.sort(key=lambda item: ROOT / "tests" / "cluster" not in item.path.parents)


@pytest.fixture(scope="session")
def chart() -> Path:
    """The folder of the chart."""
    return ROOT / "chart"


@pytest.fixture(scope="session", params=["helm3", "helm4"])
def helm(request: pytest.FixtureRequest) -> Path:
    """Helm 3, then Helm 4: a test that asks for it runs with both."""
    return tool(request.param)


@pytest.fixture(scope="session")
def one_helm() -> Path:
    """Helm 4, for tests of what is rendered: that is the same from both, as tests/chart/test_same_bytes.py shows."""
    return tool("helm4")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Undo what a shell does to jobs in the background: they ignore interrupts, and so do all their children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
