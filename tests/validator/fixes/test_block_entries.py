"""Entries that a fix moves to another section, or removes: with their comments, and nothing else changes."""

from __future__ import annotations

import pytest

from liqo_values.charts.target import ours
from liqo_values.fixes import block_entries
from liqo_values.fixes.repair import edited
from liqo_values.model.source_text import Source
from liqo_values.values.load import load
from liqo_values.values.provenance import Values
from liqo_values.values.release_inputs import Given


def values_of(text: str, prefix: str = "") -> Values:
    return load(Given([Source("values.yaml", text)], prefix=prefix), defaults=ours().defaults).values


def moved(text: str, old: str, new: str, before: tuple[str, ...] = (), prefix: str = "") -> str | None:
    values = values_of(text, prefix)
    fix = block_entries.moved(values, tuple(old.split(".")), tuple(new.split(".")), before=before, safe=True)
    if fix is None or fix.obstacle:
        assert fix is None or not fix.edits
        return None
    return edited(fix.edits[0].span.source, fix.edits)


MOVES = [
    pytest.param(
        "networkManager:\n  config:\n    # kubeadm\n    podCIDR: 10.1.0.0/16 # x\n    serviceCIDR: 10.2.0.0/16\n",
        "networkManager:\n  config:\n    serviceCIDR: 10.2.0.0/16\nipam:\n  # kubeadm\n  podCIDR: 10.1.0.0/16 # x\n",
        id="to a new section, at the end",
    ),
    pytest.param(
        "x: 1\n# a\nnetworkManager: # b\n  # c\n  config:\n    podCIDR: 10.1.0.0/16\nipam:\n    pools: []\n\ntag: a\n",
        "x: 1\nipam:\n    pools: []\n    # a\n    # b\n    # c\n    podCIDR: 10.1.0.0/16\n\ntag: a\n",
        id="into a section that exists, and with the comments of those that become empty",
    ),
    pytest.param(
        "# of Rome\n# our team\nnetworkManager:\n  config:\n    podCIDR: 10.1.0.0/16\n",
        "# of Rome\n# our team\nipam:\n  podCIDR: 10.1.0.0/16\n",
        id="without the comment at the beginning of the file",
    ),
    pytest.param(
        "---\n# of Rome\nnetworkManager:\n  # ours\n  config:\n    podCIDR: 10.1.0.0/16\n",
        "---\n# of Rome\nipam:\n  # ours\n  podCIDR: 10.1.0.0/16\n",
        id="without the comment at the beginning of the document",
    ),
    pytest.param(
        "# of Rome\n\n# ours\nnetworkManager:\n  config:\n    podCIDR: 10.1.0.0/16\n",
        "# of Rome\n\nipam:\n  # ours\n  podCIDR: 10.1.0.0/16\n",
        id="with a comment that is not that of the file",
    ),
    pytest.param(
        "tag: v1.2.0\r\nnetworkManager:\r\n  config:\r\n    podCIDR: 10.1.0.0/16",
        "tag: v1.2.0\r\nipam:\r\n  podCIDR: 10.1.0.0/16",
        id="in a file with other line ends, and none at its end",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: >-\n      10.1.0.0/16\n\n# the end\n",
        "ipam:\n  podCIDR: >-\n    10.1.0.0/16\n\n# the end\n",
        id="a value in a block scalar",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: |\n      10.1.0.0/16\ntag: v1.2.0",
        "tag: v1.2.0\nipam:\n  podCIDR: |\n    10.1.0.0/16\n",
        id="a block scalar to the end of a file without a line end, which the text needs",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: |+\n      10.1.0.0/16\n\ntag: v1.2.0\n",
        None,
        id="not half of kept lines",
    ),
    pytest.param(
        "common: >1+\n a\n\nnetworkManager:\n  config:\n    podCIDR: 10.1.0.0/16\n\ntag: v1.2.0\n",
        None,
        id="not from below kept lines, to which the blank lines after it would be added",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: 10.1.0.0/16\ncommon: |\n  a",
        None,
        id="not below text that has no line end",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: |\n      10.1.0.0/16\nipam:\n  pools: []\n   # end\n",
        None,
        id="not a block scalar to before a comment that would become part of it",
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: 10.1.0.0/16\ncommon: |\n  a\n   \n# end\n",
        None,
        id="not into a block scalar that ends in spaces",
    ),
    pytest.param(
        "common: |\n  a\nnetworkManager:\n  config:\n    podCIDR: 10.1.0.0/16\n    # end\ntag: v1.2.0\n",
        None,
        id="not from between a block scalar and a comment that would become part of it",
    ),
    pytest.param("networkManager: {config: {podCIDR: 10.1.0.0/16}}\n", None, id="not out of a flow mapping"),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: &pods 10.1.0.0/16\nx-pods: *pods\n", None, id="not away from an alias"
    ),
    pytest.param(
        "networkManager:\n  config:\n    podCIDR: 10.1.0.0/16\nipam: {}\n", None, id="not into an empty section"
    ),
]


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_a_move(before: str, after: str | None) -> None:
    assert moved(before, "networkManager.config.podCIDR", "ipam.podCIDR") == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("networkManager: {config: {podCIDR: 10.1.0.0/16}}\n", "`networkManager.config.podCIDR` shares its line with"),
        (
            "networkManager:\n  config:\n    podCIDR: 10.1.0.0/16\nipam: {pools: []}\n",
            "`ipam.pools` shares its line with",
        ),
        ("networkManager:\n  config:\n    podCIDR: &a 10.1.0.0/16\n", "because of an anchor"),
        ("networkManager:\n  config:\n    podCIDR: 10.1.0.0/16\n", ""),
    ],
)
def test_why_an_entry_cannot_be_moved(text: str, reason: str) -> None:
    said = block_entries.obstacle(values_of(text), ("networkManager", "config", "podCIDR"), ("ipam", "podCIDR"))
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_section_stays_if_the_entry_stays_in_it() -> None:
    text = "proxy:\n  imageName: docker.io/envoy\n"
    assert moved(text, "proxy.imageName", "proxy.image.name") == "proxy:\n  image:\n    name: docker.io/envoy\n"


def test_within_an_umbrella_chart() -> None:
    text = "liqo:\n  networkManager:\n    config:\n      podCIDR: 10.1.0.0/16\n  tag: v1.2.0\nother: 1\n"
    after = "liqo:\n  tag: v1.2.0\n  ipam:\n    podCIDR: 10.1.0.0/16\nother: 1\n"
    assert moved(text, "networkManager.config.podCIDR", "ipam.podCIDR", prefix="liqo") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[10.9.0.0/16] # ours", "[10.0.0.0/8, 10.9.0.0/16] # ours"),
        ("\n    # ours\n    - 10.9.0.0/16", "\n  # ours\n  - 10.0.0.0/8\n  - 10.9.0.0/16"),
    ],
)
def test_items_are_added_before_those_of_a_list(before: str, after: str) -> None:
    space = "" if before.startswith("\n") else " "
    text = f"networkManager:\n  config:\n    additionalPools:{space}{before}\n"
    found = moved(text, "networkManager.config.additionalPools", "ipam.pools", ("10.0.0.0/8",))
    assert found == f"ipam:\n  pools:{space}{after}\n"


def test_an_entry_is_removed_with_the_sections_that_become_empty() -> None:
    values = values_of("tag: v1.2.0\nauth:\n  # who\n  ingress:\n    enable: true\nproxy: {}\n")
    fix = block_entries.removed(values, ("auth", "ingress", "enable"), safe=False)
    assert fix is not None
    assert edited(fix.edits[0].span.source, fix.edits) == "tag: v1.2.0\nproxy: {}\n"


def test_the_only_section_of_a_file_is_not_removed() -> None:
    fix = block_entries.removed(values_of("auth:\n  ingress: {}\n"), ("auth", "ingress"), safe=False)
    assert fix is not None
    assert fix.obstacle == "`fix` removes nothing that is alone in its file"
    assert not fix.edits
