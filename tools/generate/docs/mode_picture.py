"""Draws the four modes as one picture, for the README, from the definitions of the modes."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING

from tools.generate.docs.mode_tables import modes

if TYPE_CHECKING:
    from tools.generate.docs.mode_tables import Described

_LEFT, _TOP, _GAP = 44, 44, 16
_WIDTH, _HEIGHT = 460, 222
_CLUSTER = (164, 118)
_INK, _FAINT, _PAPER, _CARD = "#1f2328", "#59636e", "#ffffff", "#f6f8fa"
_LIQO, _OTHER, _NONE = "#1f6feb", "#9a6700", "#8c959f"


def draw() -> str:
    """Return the picture, as SVG."""
    width, height = _LEFT + 2 * (_WIDTH + _GAP), _TOP + 2 * (_HEIGHT + _GAP)
    parts = [f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>']
    for column, word in enumerate(("on", "off")):
        middle = _LEFT + column * (_WIDTH + _GAP) + _WIDTH / 2
        parts.append(_text(middle, 28, f"networking module {word}", anchor="middle", weight="bold"))
    for row, word in enumerate(("on", "off")):
        middle = _TOP + row * (_HEIGHT + _GAP) + _HEIGHT / 2
        turned = f'transform="rotate(-90 28 {middle})"'
        parts.append(_text(28, middle, f"IP reflection {word}", anchor="middle", weight="bold", more=turned))
    for mode in modes():
        x = _LEFT + (not mode.networking) * (_WIDTH + _GAP)
        y = _TOP + (not mode.reflection) * (_HEIGHT + _GAP)
        parts.append(f'<g transform="translate({x} {y})">\n{_card(mode)}\n</g>')
    body = "\n".join(parts)
    spoken = escape("; ".join(f"{mode.name}: {mode.effect.meaning}" for mode in modes()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img">\n'
        f"<title>The four modes</title>\n<desc>{spoken}</desc>\n{body}\n</svg>\n"
    )


def _card(mode: Described) -> str:
    """Draw one mode: its name, what it means, both clusters, and what is between them."""
    parts = [
        _box(0, 0, _WIDTH, _HEIGHT, _CARD, "#d1d9e0"),
        _text(16, 28, mode.name, weight="bold", more='font-family="monospace" font-size="17"'),
    ]
    for number, line in enumerate(textwrap.wrap(mode.effect.meaning, 62)):
        parts.append(_text(16, 50 + number * 17, line, colour=_FAINT))
    return "\n".join([*parts, *_home(mode), *_provider(), *_between(mode)])


def _home(mode: Described) -> list[str]:
    """Draw the cluster that the pod was created in: the pod as it is shown there, and whether a Service selects it."""
    x, y = 16, _HEIGHT - _CLUSTER[1] - 14
    selected = "a Service selects it" if mode.reflection else "no Service selects it"
    return [
        _box(x, y, *_CLUSTER, _PAPER, _FAINT),
        _text(x + 10, y + 20, "consumer", weight="bold"),
        _box(x + 10, y + 32, _CLUSTER[0] - 20, 42, _PAPER, _FAINT, 'stroke-dasharray="4 3"'),
        _text(x + 18, y + 48, "the pod, as shown"),
        _text(x + 18, y + 66, mode.effect.pod.ip, colour=_colour(mode), more='font-family="monospace"'),
        _text(x + 10, y + 100, selected, colour=_colour(mode)),
    ]


def _provider() -> list[str]:
    """Draw the cluster where the pod runs; its own IP is the same in all modes."""
    x, y = _WIDTH - _CLUSTER[0] - 16, _HEIGHT - _CLUSTER[1] - 14
    own = next(mode.effect.pod.ip for mode in modes() if mode.reflection and not mode.networking)
    return [
        _box(x, y, *_CLUSTER, _PAPER, _FAINT),
        _text(x + 10, y + 20, "provider", weight="bold"),
        _box(x + 10, y + 32, _CLUSTER[0] - 20, 42, _PAPER, _INK),
        _text(x + 18, y + 48, "the pod, running"),
        _text(x + 18, y + 66, own, more='font-family="monospace"'),
    ]


def _between(mode: Described) -> list[str]:
    """Draw what carries the traffic: Liqo's gateways, another network, or nothing."""
    left, right = 16 + _CLUSTER[0], _WIDTH - _CLUSTER[0] - 16
    y = _HEIGHT - _CLUSTER[1] - 14 + 53
    if mode.networking:
        colour, style, words = _LIQO, 'stroke-width="5"', "Liqo"
    elif mode.reflection:
        colour, style, words = _OTHER, 'stroke-width="3" stroke-dasharray="8 5"', "your network"
    else:
        return [_text((left + right) / 2, y + 4, "no traffic", anchor="middle", colour=_NONE)]
    line = f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="{colour}" {style}/>'
    return [line, _text((left + right) / 2, y - 10, words, anchor="middle", colour=colour)]


def _colour(mode: Described) -> str:
    return _INK if mode.reflection else _NONE


def _box(x: float, y: float, width: float, height: float, fill: str, stroke: str, more: str = "") -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{fill}" stroke="{stroke}" {more}/>'


def _text(
    x: float,
    y: float,
    content: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
    colour: str = _INK,
    more: str = "",
) -> str:
    place = f'x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{colour}"'
    return f"<text {place} {more}>{escape(content)}</text>"
