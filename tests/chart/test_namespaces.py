"""Namespaces whose names YAML could read as another type than text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chart.sample_values import EVERYTHING
from tools.rendering import text


@pytest.mark.parametrize("namespace", ["1234", "null", "on", "0x10", "1e3"])
def test_a_namespace_is_text(helm: Path, namespace: str) -> None:
    """With every object of the chart; it changes nothing but the namespace."""
    usual = list(_fields(_parsed(text(helm, values=EVERYTHING))))
    other = list(_fields(_parsed(text(helm, "--namespace", namespace, values=EVERYTHING))))
    assert usual.count("liqo") == other.count(namespace)
    assert usual.count("liqo") > len({"ClusterRoleBinding", "APIService", "MutatingWebhookConfiguration"})


def _parsed(manifests: str) -> list[Any]:
    return [manifest for manifest in yaml.load_all(manifests, yaml.CSafeLoader) if manifest]


def _fields(value: Any) -> Iterator[Any]:
    """Yield the value of every field called namespace."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "namespace":
                yield inner
            yield from _fields(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item)
