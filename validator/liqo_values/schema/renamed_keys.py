"""Keys from before Liqo 1.0: their new names, or what replaces them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import MODE_KEYS
from liqo_values.fixes import block_entries, edits
from liqo_values.model.findings import Diagnostic
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Path, Plain, dotted, plain
from liqo_values.parsing.yaml_writer import show, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.findings import Fix
    from liqo_values.values.provenance import Values


class OldKey(NamedTuple):
    """A key from before Liqo 1.0.

    Attributes:
        path: Its path in the user's values.
        new: Its new path; empty if it was removed.
        instead: What to use instead of a removed key.
        whole: The list that replaces a removed one, whose items were added to the default; empty for all other keys.
    """

    path: Path
    new: Path = ()
    instead: str = ""
    whole: Path = ()


def diagnostics(path: Path, value: Plain, values: Values, chart: TargetChart) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each key of an older release at or below ``path``.

    Args:
        path: A key that an older chart has and this one does not.
        value: Its value.
        values: All values.
        chart: The target chart.
    """
    for old in old_keys(path, value, chart):
        yield Diagnostic(
            _message(old, chart),
            values.label(old.path, "is not read", at_key=True),
            _remedy(old, values, chart),
            code="LQ402",
            path=old.path,
            related=values.overridden(old.path),
            fix=_fix(old, values, chart),
        )


def old_keys(path: Path, value: Plain, chart: TargetChart) -> Iterator[OldKey]:
    """Yield the keys of older releases at or below ``path``, each at the highest level at which it is known."""
    return _old(path, value, _known(chart))


def _old(path: Path, value: Plain, known: dict[Path, OldKey]) -> Iterator[OldKey]:
    below = [old for old in known if old != path and _begins(old, path)]
    if isinstance(value, dict) and below and value:
        for name, inner in value.items():
            yield from _old((*path, name), inner, known)
        return
    nearest = max((old for old in known if _begins(path, old)), key=len, default=None)
    if nearest is None:
        yield OldKey(path)
    elif known[nearest].new:
        yield OldKey(path, (*known[nearest].new, *path[len(nearest) :]))
    else:
        yield known[nearest]._replace(path=path)


def _message(old: OldKey, chart: TargetChart) -> str:
    """Return a message that says whether a key was renamed or removed."""
    if _exists(old, chart):
        return f"`{dotted(old.path)}` was renamed to `{dotted(old.new)}` in Liqo 1.0"
    return f"`{dotted(old.path)}` was removed in Liqo 1.0"


def _remedy(old: OldKey, values: Values, chart: TargetChart) -> str:
    """Return what to write instead of a key."""
    if not _exists(old, chart):
        return f"look for a similar key in `{dotted(old.new[:-1])}`" if old.new else old.instead or "remove it"
    new, value = dotted(old.new), values.get(*old.path)
    if values.set_by_user(old.new):
        return f"remove it, since `{new}` is set"
    rivals = _rivals(old, values, chart)
    if rivals:
        return f"`{dotted(rivals[0])}` became `{new}`, too: keep the value that is in use, and remove the other"
    reason = block_entries.obstacle(values, old.path, old.new) if _moves(old, values, chart) else ""
    unmoved = f"; {reason}" if reason else ""
    if isinstance(value, (dict, list)) or value in (None, ""):
        return f"use `{new}`{unmoved}"
    line = f"set `{new}: {written(value) if isinstance(value, str) else show(value)}`{unmoved}"
    default = chart.keys.schema_at(old.new).get("default")
    if isinstance(value, bool) and value is not default:
        return f"{line}; the old name has no effect, and the default is `{show(default)}`"
    return line


def _rivals(old: OldKey, values: Values, chart: TargetChart) -> list[Path]:
    """Return other old keys with the same new name, if both have a value."""
    return [rival for rival in _namesakes(old, chart) if values.get(*rival) and values.get(*old.path)]


def _namesakes(old: OldKey, chart: TargetChart) -> list[Path]:
    """Return other old keys with the same new name."""
    others = (_steps(name) for name, new in chart.moved_keys.items() if _steps(new) == old.new)
    return [other for other in others if other != old.path]


def _fix(old: OldKey, values: Values, chart: TargetChart) -> Fix | None:
    """Rename or move a key, unless its new name is set, too, or add it to the list that replaces it; or remove it."""
    given = values.get(*old.path)
    if old.whole and given:
        return None if values.set_by_user(old.whole) else _extend(old, values, chart)
    if not _exists(old, chart):
        # Nothing reads it, but if it has a value, that says what someone wanted.
        return None if old.new else block_entries.removed(values, old.path, safe=not given)
    if given in (None, "") and any(values.set_by_user(other) for other in (old.new, *_namesakes(old, chart))):
        return block_entries.removed(values, old.path, safe=True)
    if not _can_have(old, values, chart):
        return None
    # A cluster ID must follow rules that did not apply to a cluster name, and cannot be changed later. Liqo's own chart
    # ignores the old key: to rename one that decides the mode changes what runs already.
    safe = old.new[-1] != "clusterID" and (chart.is_ours or old.new not in MODE_KEYS)
    if old.path[:-1] == old.new[:-1]:
        return edits.key(values.origin(old.path), str(old.new[-1]), safe=safe)
    safe = safe and _fits(given, old.new, chart)
    return block_entries.moved(values, old.path, old.new, safe=safe)


def _can_have(old: OldKey, values: Values, chart: TargetChart) -> bool:
    """Return whether the value of a key can become that of its new name, which nothing else sets."""
    if not _exists(old, chart) or values.set_by_user(old.new) or _rivals(old, values, chart):
        return False
    return isinstance(values.get(*old.path), dict) is (chart.keys.schema_at(old.new).get("type") == "object")


def _moves(old: OldKey, values: Values, chart: TargetChart) -> bool:
    """Return whether a key has to be moved to another section."""
    return old.path[:-1] != old.new[:-1] and _can_have(old, values, chart)


def _fits(value: Plain, path: Path, chart: TargetChart) -> bool:
    """Return whether the chart has all keys of a section at its new path."""
    known = chart.keys.schema_at(path).get("properties")
    if not isinstance(value, dict) or not known:
        return True
    return all(key in known and _fits(inner, (*path, key), chart) for key, inner in value.items())


def _extend(old: OldKey, values: Values, chart: TargetChart) -> Fix | None:
    """Move a list, and write the defaults into it that it was added to."""
    default = find(chart.defaults, *map(str, old.whole))
    items = plain(default) if default is not None else []
    given = values.get(*old.path)
    if not (isinstance(items, list) and isinstance(given, list) and given):
        return None
    return block_entries.moved(values, old.path, old.whole, before=[written(item) for item in items], safe=True)


def _exists(old: OldKey, chart: TargetChart) -> bool:
    """Return whether the chart has the new key: a renamed section may have lost some of its keys."""
    return bool(old.new) and bool(chart.keys.schema_at(old.new))


def _known(chart: TargetChart) -> dict[Path, OldKey]:
    moved = {_steps(old): OldKey(_steps(old), new=_steps(new)) for old, new in chart.moved_keys.items()}
    removed = {
        _steps(old): OldKey(_steps(old), instead=instead, whole=_steps(chart.extended_lists.get(old, "")))
        for old, instead in chart.removed_keys.items()
    }
    return moved | removed


def _steps(dotted: str) -> Path:
    return tuple(dotted.split(".")) if dotted else ()


def _begins(path: Path, start: Path) -> bool:
    return path[: len(start)] == start
