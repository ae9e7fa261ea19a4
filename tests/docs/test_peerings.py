"""What the documentation shows of peerings is what the program says about its example."""

from __future__ import annotations

import json

from tools.docs.pages import Page
from tools.generate.docs import map_picture

#: Where the report has places, which the page leaves out.
PLACES = ("place", "decided_by", "overrode")


def test_the_json_of_a_peering() -> None:
    (shown,) = (fence.text for fence in Page(map_picture.PAGE).fences if fence.language == "json")
    last = map_picture.peerings()[-1]
    last["reflection"] = {key: value for key, value in last["reflection"].items() if key not in PLACES}
    assert json.loads(shown) == {key: value for key, value in last.items() if key not in PLACES}


def test_the_picture_has_the_clusters_of_the_example() -> None:
    for kind in ("wide", "narrow"):
        picture = map_picture.draw(kind)
        assert {f">{name}<" in picture for name in ("rome", "milan", "turin", "LQ705")} == {True}
        assert "href" not in picture
