"""The mode of values for releases of Liqo before 1.0."""

from __future__ import annotations

import pytest

import liqo_values
from liqo_values.engine.result import CheckResult
from liqo_values.model.source_text import Source


def checked(text: str, release: str = "0.10.3") -> CheckResult:
    return liqo_values.check([Source("values.yaml", text)], chart=f"published@{release}")


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("", "connected"),
        ("networking: {internal: false}", "external-network"),
        ("networking: {internal: false, reflectIPs: false}", "offloading-only"),
        ("networking: {reflectIPs: false}", "connected-no-ips"),
        ("networking: {enabled: false}", "connected"),  # a key of 1.0
        ("networking: {internal: 'false'}", "connected"),  # a text is true in a template
        ("networking: {internal: {podCIDR: 10.0.0.0/16}}", "connected"),
        ("networking: {internal: null}", "external-network"),
        ("virtualKubelet: {extra: {args: [--disable-ip-reflection]}}", "connected-no-ips"),
        (
            "networking: {reflectIPs: false}\nvirtualKubelet: {extra: {args: [--disable-ip-reflection=false]}}",
            "connected",
        ),
        (
            "networking: {internal: false}\nnetworkManager: {config: {podCIDR: 10.0.0.0/16}}\nauth: {x: 1}",
            "external-network",
        ),
    ],
)
def test_the_keys_of_that_time_decide_the_mode(text: str, mode: str) -> None:
    result = checked(text)
    assert result.mode.name is not None
    assert result.mode.name.value == mode


@pytest.mark.parametrize(
    ("release", "mode"),
    [("0.7.2", "connected"), ("0.8.0", "external-network"), ("0.11.0-rc.3", "connected")],
)
def test_the_key_differs_between_releases(release: str, mode: str) -> None:
    result = checked("networking: {internal: false}", release)
    assert result.mode.name is not None
    assert result.mode.name.value == mode


def test_what_decides_it_has_its_place() -> None:
    networking = checked("networking:\n  internal: false\n").mode.networking
    assert networking.decided_by.span is not None
    assert (networking.decided_by.span.line, networking.decided_by.text) == (2, "networking.internal: false")
    assert [label.text for label in networking.overrode] == ["networking.internal: true"]
    always = checked("", "0.7.2").mode.reflection.decided_by
    assert (always.layer, always.text) == ("Liqo's chart v0.7.2", "always on")


def test_nothing_else_is_known() -> None:
    result = checked("networking: {enabled: 'no'}\nunknown: 1\n")
    assert [finding.code for finding in result.findings if finding.code != "LQ801"] == []
    assert (result.deployed, result.not_deployed, result.caveats) == ((), (), ())


def test_what_is_not_yaml_is_still_an_error() -> None:
    assert "LQ001" in [finding.code for finding in checked("a: [\n").findings]
