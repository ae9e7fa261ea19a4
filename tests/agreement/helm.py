"""Asks a real Helm about values: whether it accepts them, with which rule codes, and with which arguments."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

CHART = Path(__file__).parents[2] / "chart"
#: The name of a template in which Helm failed is not a code that it prints.
CODE = re.compile(r"(?<!liqo\.validation\.)\bLQ\d{3}\b")

#: The codes of what the chart's JSON Schema refuses. Helm looks at it first, and then at nothing else.
STRUCTURE = frozenset({"LQ002", "LQ003", "LQ004", "LQ005", "LQ402", "LQ403"})


#: Words of Helm's when values have not the shape that they must have.
SHAPE = ("values don't meet the specifications of the schema", "type mismatch on ")


#: What the templates say about a key that has another type.
TYPED = re.compile(r"^LQ00[34] [a-z-]+: (\S+) is .*, not ", re.MULTILINE)

#: What Helm says about a value that is the very sentence of the schema that rejects it.
NOT_A_SENTENCE = "'not' failed"

#: What Helm says about values without the reason, which it gives for what is in them if there is anything.
WITHOUT_REASON = (NOT_A_SENTENCE, "validation failed")

#: Whose values a part of Helm's message is about, and their path in all values.
SECTIONS = {"liqo:": "", "liqo-crds:": "/liqo-crds"}


@dataclass(frozen=True)
class Verdict:
    """What Helm says.

    Attributes:
        accepted: Whether it renders the chart.
        by_shape: Whether the values are rejected for their shape rather than by the chart's templates: by the JSON
            Schema, or by Helm itself, which takes nothing but a map for the values of a subchart.
        codes: The rule codes in its message.
        counts: How often it names a key or an argument for each code.
        types: The keys of which the templates reject the types, without quotes.
        places: The JSON pointers of what the schema rejects, each with what Helm says about it.
        arguments: ``extraArgs`` of every rendered VkOptionsTemplate, by its name; empty where nothing is rendered.
        output: Everything it printed, if it rejected the values.
    """

    accepted: bool
    by_shape: bool
    codes: frozenset[str]
    counts: Mapping[str, int]
    types: frozenset[str]
    places: Mapping[str, list[str]]
    arguments: Mapping[str, tuple[str, ...]]
    output: str


def ask(helm: Path, options: Sequence[str]) -> Verdict:
    """Render the chart with the given values options (``-f``, ``--set`` and so on)."""
    result = subprocess.run(
        [helm, "template", "liqo", CHART, "--namespace", "liqo", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        return Verdict(True, False, frozenset(), {}, frozenset(), {}, _arguments(result.stdout), "")
    return Verdict(
        accepted=False,
        by_shape=any(words in result.stderr for words in SHAPE),
        codes=frozenset(CODE.findall(result.stderr)),
        counts=_counts(result.stderr),
        types=frozenset(key.replace('"', "") for key in TYPED.findall(result.stderr)),
        places=_places(result.stderr),
        arguments={},
        output=result.stderr,
    )


def codes_of(said: Sequence[str]) -> set[str]:
    """Return the codes of what Helm says about a place."""
    return {code for one in said for code in CODE.findall(one)}


def _counts(output: str) -> dict[str, int]:
    """Count what the templates refuse: a message is about one key, or about all arguments that it lists."""
    counts: Counter[str] = Counter()
    for code, message in re.findall(r"^(LQ\d{3}) [a-z-]+: (.*)$", output, flags=re.MULTILINE):
        counts[code] += max(1, len(re.findall(r"[aA]rgs\[\d+\] is ", message)))
    return counts


def _places(output: str) -> dict[str, list[str]]:
    """Return what the schema rejects, in the values of the subchart as well; not what only sums up what is inside."""
    said: dict[str, list[str]] = {}
    below = ""
    for line in output.splitlines():
        if line in SECTIONS:
            below = SECTIONS[line]
        found = re.fullmatch(r" *- at '((?:[^'\\]|\\.)*)': (.*)", line)
        if found and (found[2] == NOT_A_SENTENCE or not found[2].endswith("' failed")):
            place = below + str(ast.literal_eval(f"'{found[1]}'"))
            said.setdefault(place, []).append(found[2])
    return said


def _arguments(manifests: str) -> dict[str, tuple[str, ...]]:
    """Find the arguments for virtual kubelets, without parsing all other manifests."""
    templates = [
        yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 (nothing but texts)
        for text in re.split(r"^---$", manifests, flags=re.MULTILINE)
        if "kind: VkOptionsTemplate" in text
    ]
    return {template["metadata"]["name"]: tuple(template["spec"].get("extraArgs", ())) for template in templates}
