"""Keys that the published chart has in other releases of Liqo: where they are now, or what there is instead."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts import known_keys, target
from liqo_values.fixes import edits
from liqo_values.model.layers import LayerKind
from liqo_values.model.locations import show
from liqo_values.model.nodes import Path, Plain, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Fix
    from liqo_values.values.provenance import Values


class OldKey(NamedTuple):
    """A key of before Liqo 1.0.

    Attributes:
        path: Where the user has it.
        new: Where it is now; empty where it is gone.
        instead: What there is instead of a key that is gone.
    """

    path: Path
    new: Path = ()
    instead: str = ""


def old_keys(path: Path, value: Plain) -> list[OldKey]:
    """Return the keys of older releases at ``path`` and below it, each as high up as something is known about it.

    Args:
        path: A key that this chart does not have and an older one does.
        value: Its value.
    """
    return list(_old(path, value))


def _old(path: Path, value: Plain) -> Iterator[OldKey]:
    below = [old for old in _known() if old != path and _begins(old, path)]
    if isinstance(value, dict) and below and value:
        for name, inner in value.items():
            yield from _old((*path, name), inner)
        return
    known = max((old for old in _known() if _begins(path, old)), key=len, default=None)
    if known is None:
        yield OldKey(path)
    elif _known()[known].new:
        yield OldKey(path, (*_known()[known].new, *path[len(known) :]))
    else:
        yield OldKey(path, instead=_known()[known].instead)


def message(old: OldKey) -> str:
    """Say what happened to a key."""
    if _exists(old):
        return f"`{dotted(old.path)}` is called `{dotted(old.new)}` since Liqo 1.0"
    return f"`{dotted(old.path)}` is gone since Liqo 1.0"


def remedy(old: OldKey, values: Values) -> str:
    """Say what to write instead of a key."""
    if not _exists(old):
        return f"look below `{dotted(old.new[:-1])}` for the like of it" if old.new else old.instead or "remove it"
    new, value = dotted(old.new), values.get(*old.path)
    if _is_given(old.new, values):
        return f"remove it, since `{new}` is given"
    if isinstance(value, (dict, list)) or value in (None, ""):
        return f"write `{new}`"
    written = f"write `{new}: {edits.scalar(value) if isinstance(value, str) else show(value)}`"
    default = known_keys.schema_at(old.new).get("default")
    if isinstance(value, bool) and value is not default:
        return f"{written}; under its old name it counts for nothing, and the default is `{show(default)}`"
    return written


def fix(old: OldKey, values: Values) -> Fix | None:
    """Give a key its new name where it can stay where it is, and nothing stands there under that name."""
    if not _exists(old) or old.path[:-1] != old.new[:-1] or _is_given(old.new, values):
        return None
    is_map = known_keys.schema_at(old.new).get("type") == "object"
    if isinstance(values.get(*old.path), dict) is not is_map:
        return None
    # A cluster ID has to follow rules that a cluster name had not, and cannot be changed later.
    return edits.key(values.origin(old.path), str(old.new[-1]), safe=old.new[-1] != "clusterID")


def _exists(old: OldKey) -> bool:
    """Tell whether the chart has what the key is said to be now: a section may have lost some of its keys."""
    return bool(old.new) and bool(known_keys.schema_at(old.new))


def _is_given(path: Path, values: Values) -> bool:
    origin = values.origin(path)
    return origin is not None and origin.layer.kind is not LayerKind.DEFAULTS


@cache
def _known() -> dict[Path, OldKey]:
    moved = {_steps(old): OldKey(_steps(old), new=_steps(new)) for old, new in target.moved_keys().items()}
    gone = {_steps(old): OldKey(_steps(old), instead=instead) for old, instead in target.gone_keys().items()}
    return moved | gone


def _steps(dotted: str) -> Path:
    return tuple(dotted.split("."))


def _begins(path: Path, start: Path) -> bool:
    return path[: len(start)] == start
