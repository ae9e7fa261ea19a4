"""Draws the four modes as one picture, for the README, from the definitions of the modes.

There are two pictures: a table like the one in the HTML report, and one column for phones. Both follow the colours that
the reader prefers.
"""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING

from tools.generate.docs.mode_tables import modes

if TYPE_CHECKING:
    from tools.generate.docs.mode_tables import Described

_EDGE, _GAP, _PADDING, _LINE = 44, 16, 16, 17
#: The size of a card, which fits on a phone: its width, and how many characters of a sentence fit into a line.
_WIDTH, _CHARACTERS = 370, 50
_CLUSTER_WIDTH, _CLUSTER_HEIGHT = 140, 118
_ROWS = {True: "networking module on", False: "networking module off"}
_COLUMNS = {True: "IP reflection on", False: "IP reflection off"}
_STYLE = """\
<style>
text { fill: #1f2328; } .faint { fill: #59636e; } .none { fill: #6e7781; } .bold { font-weight: bold; }
.code { font-family: monospace; } .liqo { fill: #0969da; stroke: #0969da; } .other { fill: #9a6700; stroke: #9a6700; }
text.liqo, text.other { stroke: none; }
.paper { fill: #ffffff; } .card { fill: #f6f8fa; stroke: #d1d9e0; } .box { fill: #ffffff; stroke: #59636e; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .faint { fill: #9198a1; } .none { fill: #8b949e; }
.liqo { fill: #58a6ff; stroke: #58a6ff; } .other { fill: #d29922; stroke: #d29922; }
.paper { fill: #0d1117; } .card { fill: #151b23; stroke: #3d444d; } .box { fill: #0d1117; stroke: #9198a1; }
}
</style>"""


def draw() -> str:
    """Return the picture for wide screens, as SVG: a row for the networking module, a column for the IPs."""
    height = _height()
    width, total = _EDGE + 2 * (_WIDTH + _GAP), _EDGE + 2 * (height + _GAP)
    parts = []
    for number, title in enumerate(_COLUMNS.values()):
        parts.append(_text(_EDGE + number * (_WIDTH + _GAP) + _WIDTH / 2, 28, title, "bold", "middle"))
    for number, title in enumerate(_ROWS.values()):
        middle = _EDGE + number * (height + _GAP) + height / 2
        parts.append(f'<g transform="rotate(-90 28 {middle})">{_text(28, middle, title, "bold", "middle")}</g>')
    for mode in modes():
        x = _EDGE + (not mode.reflection) * (_WIDTH + _GAP)
        y = _EDGE + (not mode.networking) * (height + _GAP)
        parts.append(_placed(x, y, _card(mode)))
    return _picture(width, total, parts)


def draw_narrow() -> str:
    """Return the picture for phones, as SVG: the modes one below the other."""
    height = _height()
    step = height + _LINE + 2 * _GAP
    parts = []
    for number, mode in enumerate(modes()):
        title = f"{_ROWS[mode.networking]}, {_COLUMNS[mode.reflection]}"
        parts.append(_text(1, number * step + _LINE, title, "bold"))
        parts.append(_placed(1, number * step + _LINE + _GAP / 2, _card(mode)))
    return _picture(_WIDTH + 2, len(modes()) * step, parts)


def _picture(width: int, height: int, parts: list[str]) -> str:
    body = "\n".join([f'<rect width="{width}" height="{height}" class="paper"/>', *parts])
    spoken = escape("; ".join(f"{mode.name}: {mode.effect.meaning}" for mode in modes()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img">\n'
        f"<title>The four modes</title>\n<desc>{spoken}</desc>\n{_STYLE}\n{body}\n</svg>\n"
    )


def _height() -> int:
    """Return the height of all cards: that of the one with the most lines."""
    return 44 + _LINE * max(len(_meaning(mode)) for mode in modes()) + _CLUSTER_HEIGHT + _PADDING


def _meaning(mode: Described) -> list[str]:
    return textwrap.wrap(mode.effect.meaning, _CHARACTERS)


def _card(mode: Described) -> list[str]:
    """Draw one mode: its name, what it means, both clusters, and what is between them."""
    height = _height()
    top = height - _CLUSTER_HEIGHT - _PADDING
    return [
        f'<rect width="{_WIDTH}" height="{height}" rx="8" class="card"/>',
        f'<g font-size="17">{_text(_PADDING, 28, mode.name, "bold code")}</g>',
        *(_text(_PADDING, 50 + n * _LINE, line, "faint") for n, line in enumerate(_meaning(mode))),
        _placed(_PADDING, top, _consumer(mode)),
        _placed(_WIDTH - _CLUSTER_WIDTH - _PADDING, top, _provider()),
        _placed(_PADDING + _CLUSTER_WIDTH, top + _CLUSTER_HEIGHT / 2 - 6, _between(mode)),
    ]


def _consumer(mode: Described) -> list[str]:
    """Draw the cluster that the pod was created in: the pod as it is shown there, and whether a Service selects it."""
    selected = "a Service selects it" if mode.reflection else "no Service selects it"
    look = "" if mode.reflection else "none"
    return [
        *_cluster("consumer", "the pod, as shown", 'stroke-dasharray="4 3"'),
        _text(16, 66, mode.effect.pod.ip, f"code {look}"),
        _text(10, 100, selected, look),
    ]


def _provider() -> list[str]:
    """Draw the cluster where the pod runs; its own IP is the same in all modes."""
    own = next(mode.effect.pod.ip for mode in modes() if mode.reflection and not mode.networking)
    return [*_cluster("provider", "the pod, running"), _text(16, 66, own, "code")]


def _cluster(name: str, pod: str, more: str = "") -> list[str]:
    return [
        f'<rect width="{_CLUSTER_WIDTH}" height="{_CLUSTER_HEIGHT}" rx="8" class="box"/>',
        _text(10, 20, name, "bold"),
        f'<rect x="8" y="32" width="{_CLUSTER_WIDTH - 16}" height="42" rx="8" class="box" {more}/>',
        _text(16, 48, pod),
    ]


def _between(mode: Described) -> list[str]:
    """Draw what carries the traffic: Liqo's gateways, another network, or nothing."""
    width = _WIDTH - 2 * (_CLUSTER_WIDTH + _PADDING)
    if mode.networking:
        look, style, words = "liqo", 'stroke-width="5"', ["Liqo"]
    elif mode.reflection:
        look, style, words = "other", 'stroke-width="3" stroke-dasharray="8 5"', ["your", "network"]
    else:
        return [_text(width / 2, n * _LINE, word, "none", "middle") for n, word in enumerate(("no", "traffic"))]
    above = -10 - _LINE * (len(words) - 1)
    labels = (_text(width / 2, above + n * _LINE, word, look, "middle") for n, word in enumerate(words))
    return [f'<line x2="{width}" class="{look}" {style}/>', *labels]


def _placed(x: float, y: float, parts: list[str]) -> str:
    return "\n".join([f'<g transform="translate({x:g} {y:g})">', *parts, "</g>"])


def _text(x: float, y: float, content: str, look: str = "", anchor: str = "start") -> str:
    classes = f' class="{look.strip()}"' if look.strip() else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{classes}>{escape(content)}</text>'
