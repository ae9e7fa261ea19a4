"""Changes one part of a value: to something else, or a key to another, or so that it is missing or there twice."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

#: What a part of a value can become.
ODD: tuple[Any, ...] = (
    *("", "Walk_7", "walk ", "-", "..", "/", "7", "true", "a=b", "a:b", "a,b", "1Gi", "~", "é", "x" * 64, "x" * 254),
    *(-1, 0, 1, 2**31, 2**53, 1.5, True, None, {}, [], {"walk": "walk"}, ["walk"]),
)
#: What a map can get as a key.
KEYS = ("walk", "Name", "nam", "readonly")


def damaged(value: Any, random: Random) -> Any:
    """Return a copy of a value in which one part is different."""
    changed = [copy.deepcopy(value)]
    parent, step = random.choice(list(_places(changed)))
    part = parent[step]
    if isinstance(part, dict) and part and random.random() < 1 / 2:
        key = random.choice(list(part))
        moved = part.pop(key)
        if random.random() < 1 / 2:
            part[random.choice((*KEYS, key.capitalize(), f"{key}s"))] = moved
    elif isinstance(part, dict) and random.random() < 1 / 2:
        part[random.choice(KEYS)] = random.choice(ODD)
    elif isinstance(part, list) and random.random() < 1 / 2:
        part.append(copy.deepcopy(random.choice([*part, *ODD])))
    else:
        parent[step] = random.choice(ODD)
    return changed[0]


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every part of a map or list as what contains it, and where."""
    steps = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for step in steps:
        yield node, step
        yield from _places(node[step])
