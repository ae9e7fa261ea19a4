"""The charts that Liqo published before 1.0: only what decides their mode is known."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from liqo_values.charts import versions
from liqo_values.charts.keys import ARGS
from liqo_values.charts.target import ChartFamily, TargetChart, load_data

if TYPE_CHECKING:
    from liqo_values.model.nodes import MapNode, Path


class ChartBeforeOne(TargetChart):
    """The chart that Liqo published with a release before 1.0.

    Its schema accepts any value, and it lists no components: nothing but the mode is known.
    """

    only_mode = True

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process read the files itself."""
        return before_one, (self.family, self.release)

    @property
    def schema(self) -> dict[str, Any]:
        """A schema that accepts every value."""
        keys: dict[str, Any] = {str(path[0]): {} for path in (self.module_key, self.reflection_key, ARGS) if path}
        return {"properties": keys}

    @cached_property
    def defaults(self) -> MapNode:
        """The default values of the keys that decide the mode."""
        from liqo_values.model.nodes import map_from_plain  # noqa: PLC0415 - nothing else here needs it

        values: dict[str, Any] = {"virtualKubelet": {"extra": {"args": []}}}
        for path in (self.module_key, self.reflection_key):
            if path:
                values.setdefault(str(path[0]), {})[path[1]] = True
        return map_from_plain(values)

    @property
    def components(self) -> tuple[()]:
        """Nothing: its components are not known."""
        return ()

    @cached_property
    def module_key(self) -> Path:
        """The key that turns the networking module off; empty if nothing does."""
        return self._key("module")

    @cached_property
    def reflection_key(self) -> Path:
        """The key that turns IP reflection off; empty if nothing does."""
        return self._key("reflection")

    def _key(self, fact: str) -> Path:
        number = releases().index(self.release)
        for key, entry in _facts()[fact].items():
            first = releases().index(f"v{entry['since']}")
            last = releases().index(f"v{entry['until']}") if "until" in entry else len(releases())
            if first <= number <= last:
                return tuple(key.split("."))
        return ()


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = load_data("published.json")["before"]
    return facts


@cache
def releases() -> tuple[str, ...]:
    """Return the known releases before 1.0, oldest first."""
    return tuple(f"v{release}" for release in _facts()["releases"])


@cache
def known() -> tuple[versions.Version, ...]:
    """Return the versions of these releases."""
    return versions.all_of(releases())


@cache
def before_one(family: ChartFamily, release: str) -> ChartBeforeOne:
    """Return the chart of a known release before 1.0."""
    return ChartBeforeOne(family, release)
