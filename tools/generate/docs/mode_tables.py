"""Describes the four modes for the documentation, from what the validator says about the presets."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from liqo_values import check
from liqo_values.charts.chart_facts import Effect
from liqo_values.charts.target import ours
from liqo_values.engine.result import CheckResult
from liqo_values.model.nodes import dotted
from tools.generate.errors import GenerationError
from tools.presets import MODES, PRESETS
from tools.repository import ROOT


class Described(NamedTuple):
    """A mode: its name, what its preset results in, and the effect for users."""

    name: str
    result: CheckResult
    effect: Effect

    @property
    def networking(self) -> bool:
        """Whether the networking module is on."""
        return self.result.mode.networking.value is True

    @property
    def reflection(self) -> bool:
        """Whether IPs are reflected."""
        return self.result.mode.reflection.value is True


@cache
def modes() -> tuple[Described, ...]:
    """Return the modes of all presets, in the order in which they are listed everywhere."""
    return tuple(_described(name) for name in MODES)


def _described(preset: str) -> Described:
    result = check(PRESETS / f"{preset}.yaml")
    name = result.mode.name
    if name is None or name.value != preset:
        message = f"the preset {preset} results in {name.value if name else 'no mode'}"
        raise GenerationError(message)
    return Described(name.value, result, ours().effects.by_mode[name])


def table() -> str:
    """Write all modes as a table, for the README."""
    lines = [
        "| mode | networking module | IP reflection | the IP of a remote pod | Services of the consumer | traffic |",
        "|---|---|---|---|---|---|",
    ]
    for mode in modes():
        pod = mode.effect.pod
        cells = [
            f"[`{mode.name}`](docs/modes/{mode.name}.md)",
            mode.result.mode.networking.word,
            mode.result.mode.reflection.word,
            f"`{pod.ip}`: {pod.ip_note}",
            pod.services.partition(";")[0],
            pod.traffic.partition(";")[0],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def summary(mode: Described) -> str:
    """Write what a mode is, what a remote pod looks like and what is left to the user, for its page."""
    pod, facts = mode.effect.pod, mode.result.mode
    preset = (PRESETS / f"{mode.name}.yaml").relative_to(ROOT).as_posix()
    seen = [("IP", f"`{pod.ip}`: {pod.ip_note}"), ("Services", pod.services), ("traffic", pod.traffic)]
    parts = [
        _sentence(mode.effect.meaning),
        f"The networking module is **{facts.networking.word}**, IP reflection is **{facts.reflection.word}**.",
        f"Its preset is [`{preset}`](../../{preset}).",
        "## What pods see",
        "A remote pod runs in the provider and has an IP there.",
        "\n".join(
            ["| of such a pod | the consumer sees |", "|---|---|", *(f"| {name} | {text} |" for name, text in seen)]
        ),
        "## What you bring",
        "\n".join(f"- {_sentence(text)}" for text in mode.effect.provide),
        "Good to know:",
        "\n".join(f"- {_sentence(text)}" for text in (*mode.effect.know, *ours().effects.always)),
        "## What is deployed",
        "\n".join(["| component | what it is for | deployed |", "|---|---|---|", *_components(mode)]),
    ]
    return "\n\n".join(parts)


def _components(mode: Described) -> list[str]:
    """Write a row for each component; one that only another preset turns on is shown with the key that does so."""
    rows = []
    for component in ours().components:
        if component in mode.result.deployed:
            word = "yes"
        elif component.network and not mode.networking:
            word = "no, as part of the networking module"
        else:
            word = f"only with `{dotted(component.switch)}`"
        rows.append(f"| `{component.name}` | {component.what} | {word} |")
    return rows


def _sentence(text: str) -> str:
    """Begin with a capital letter, and end with a full stop."""
    return f"{text[0].upper()}{text[1:]}."
