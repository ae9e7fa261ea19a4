"""Helm rejects values that cannot work before anything reaches the cluster."""

from __future__ import annotations

import json
import re

import pytest

from tests.cluster.conftest import Release
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE

OFF = ("--set", "networking.enabled=false")


def argument(text: str) -> tuple[str, str]:
    return "--set-json", f"virtualKubelet.extra.args={json.dumps([text])}"


REFUSED = {
    "reflection both off and on": (
        (*OFF, "--set", "networking.reflectIPs=false", *argument("--disable-ip-reflection=0")),
        {"LQ101"},
    ),
    "no service CIDR": (("--set", "ipam.podCIDR=10.244.0.0/16"), {"LQ102"}),
    "no pod CIDR": (("--set", "ipam.serviceCIDR=10.96.0.0/16"), {"LQ103"}),
    "no CIDR at all, and an unreadable boolean": (
        argument("--disable-ip-reflection=yes"),
        {"LQ102", "LQ103", "LQ201"},
    ),
    "single dash": ((*OFF, *argument("-disable-ip-reflection")), {"LQ202"}),
    "boolean as a string": (("--set-string", "networking.enabled=false"), {"LQ004"}),
    "boolean as a string, schema skipped": (
        ("--set-string", "networking.enabled=false", "--skip-schema-validation"),
        {"LQ004"},
    ),
    "unknown key under networking": ((*OFF, "--set", "networking.enable=false"), {"LQ002"}),
    "key of before Liqo 1.0": ((*OFF, "--set", "networking.internal=false"), {"LQ402"}),
    "unknown key under virtualKubelet": ((*OFF, "--set", "virtualKubelet.extraArgs={a}"), {"LQ002"}),
    "unknown key under ipam": ((*OFF, "--set", "ipam.podCidr=10.244.0.0/16"), {"LQ002"}),
}

cases = pytest.mark.parametrize(("options", "codes"), REFUSED.values(), ids=REFUSED)


@cases
def test_refused_installation_leaves_nothing_behind(
    release: Release, options: tuple[str, ...], codes: set[str]
) -> None:
    result = release.cluster.helm(
        release.program, "install", RELEASE, CHART, "--create-namespace", *options, namespace="liqo-refused"
    )
    assert result.returncode != 0
    assert set(re.findall(r"LQ\d{3}", result.stderr)) == codes, result.stderr
    kinds = "namespaces,secrets,clusterroles,mutatingwebhookconfigurations"
    names = release.cluster.kubectl("get", kinds, "-A", "-o", "name").stdout.split()
    assert [name for name in names if "liqo" in name and name != f"namespace/{NAMESPACE}"] == []
