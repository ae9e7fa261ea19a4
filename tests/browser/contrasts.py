"""How well a colour can be seen on another one."""

from __future__ import annotations

import re


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, as WCAG defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The luminance of a colour such as ``rgb(1, 2, 3)``, as WCAG defines it."""
    parts = (int(part) / 255 for part in re.findall(r"\d+", colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
