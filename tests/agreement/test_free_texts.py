"""Values that may be any text: whatever is in one of them, it stays text, and nothing else in the manifests changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agreement.verdicts import HELMS, Case, disagreements_with_both
from tests.chart.leaves import MARK
from tests.chart.sample_values import EVERYTHING
from tests.chart.texts import Place, combined, places
from tests.support.generated import ASKED
from tests.support.values import merged
from tools.rendering import text, written
from tools.toolchain.build import tool

#: Text that YAML could read as another type; ``@`` is replaced with a different word in each place.
ALWAYS = ("@: x", "@\n- x: y\n", "true", "1234", "<<")
ASKED_FOR = (
    *(
        "null",
        "~",
        "on",
        "0x10",
        "1e3",
        "2001-01-01",
        "=",
        "@ #x",
        "- @",
        "? @",
        "@:",
        "[@",
        "{@",
        "&@ x",
        "*@",
        "!!int 7",
    ),
    *(
        '"@',
        "|",
        ">-",
        "%@",
        "`@",
        "'@",
        "@'",
        "\n@",
        "@\n",
        "\n\n  @\n x",
        " @ ",
        "\t@",
        "@\r\n",
        "---\n@",
        "...",
        "@\\n",
    ),
    *("{{ @ }}", "@\x85x", "@\u2028x", "\ufeff@", "@\x01", "@\x1b[0m", "\u202e@", "@" + "x" * 200),
)
TEXTS = (*ALWAYS, *(ASKED_FOR if ASKED else ()))

#: Every part of the chart is on. Credentials are written in base64, unless they are references.
BASE = merged(EVERYTHING, {"virtualKubelet": {"optionsTemplates": {"entry": {}}}})

Filled = Sequence[tuple[int, Place]]

#: Ports may be text as well, but no text that is no port.
TAKES_TEXT = [place for place in places() if place.steps or not place.admits(str(MARK)) or place.admits("walk")]


def test_every_place_is_found() -> None:
    names = {place.name for place in places()}
    assert len(names) > 1500
    deep = (
        "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.[].matchFields.[].key"
    )
    assert names >= {
        "common.nodeSelector.{}",
        "openshiftConfig.gatewayServiceAccounts.[]",
        "virtualKubelet.optionsTemplates.entry.extra.args.[]",
        f"webhook.pod.{deep}",
    }


@pytest.mark.differential
@pytest.mark.parametrize("pattern", TEXTS, ids=json.dumps)
def test_text_stays_text(pattern: str, tmp_path: Path) -> None:
    """In all places at once, so that Helm is asked once; schema and validator say which accept it."""

    def word(number: int) -> str:
        return f"walk{number:05}" if "@" in pattern else "plain"

    def hostile(number: int) -> str:
        return pattern.replace("@", word(number))

    admitted = [(number, place) for number, place in enumerate(TAKES_TEXT) if place.admits(hostile(number))]
    path = tmp_path / "values.yaml"
    path.write_text(written(values(admitted, hostile)), encoding="utf-8")
    assert disagreements_with_both(Case(files=(str(path),))) == []
    taken = list(accepted(admitted, hostile, path))
    assert len(taken) > 250
    plain = [(number, place) for number, place in taken if place.admits(word(number))]
    others = {number for number, _ in taken} - {number for number, _ in plain}
    expected = shapes(text(tool("helm4"), values=values(taken, lambda n: hostile(n) if n in others else word(n))))
    for helm in HELMS:
        rendered = text(tool(helm), values=values(taken, hostile))
        assert shapes(rendered) == expected, blamed(plain, word, hostile)


def values(filled: Filled, spelt: Callable[[int], str]) -> dict[str, Any]:
    """Values with a text in each place."""
    return combined([place.values(spelt(number)) for number, place in filled], BASE)


def accepted(filled: Filled, spelt: Callable[[int], str], path: Path) -> Iterator[tuple[int, Place]]:
    """Yield the places whose text the validator has no error for."""
    path.write_text(written(values(filled, spelt)), encoding="utf-8")
    if not Case(files=(str(path),)).refused:
        yield from filled
    elif len(filled) > 1:
        half = len(filled) // 2
        yield from accepted(filled[:half], spelt, path)
        yield from accepted(filled[half:], spelt, path)


def shapes(manifests: str) -> list[str]:
    """What kinds of values the objects consist of, with the names of keys left out, in an order of its own."""
    return sorted(repr(_shape(manifest)) for manifest in yaml.load_all(manifests, _Loader) if manifest)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return "map", sorted(((type(key).__name__, _shape(inner)) for key, inner in value.items()), key=repr)
    if isinstance(value, list):
        return "list", sorted(map(_shape, value), key=repr)
    return type(value).__name__


class _Loader(yaml.CSafeLoader):
    """Reads scalars as Helm and Kubernetes do, which know neither dates nor `=`, and take << for text in a value."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - so it is called there
        start: [(tag, known) for tag, known in rules if tag.rpartition(":")[2] not in ("timestamp", "value", "merge")]
        for start, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def blamed(filled: Filled, word: Callable[[int], str], hostile: Callable[[int], str]) -> list[str]:
    """Name the places whose text changes more than itself."""
    helm = tool("helm4")
    if shapes(text(helm, values=values(filled, word))) == shapes(text(helm, values=values(filled, hostile))):
        return []
    if len(filled) == 1:
        return [filled[0][1].name]
    half = len(filled) // 2
    return blamed(filled[:half], word, hostile) + blamed(filled[half:], word, hostile)
