"""The charts that Liqo publishes: our schema and defaults, without the keys that a release lacks."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from liqo_values.charts.target import ChartFamily, TargetChart, load_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.charts.chart_facts import Effects, NeededKey, TypedKey, UnquotedKey
    from liqo_values.model.nodes import MapNode, Path

    Steps = Sequence[str]

#: What the schema says about keys that only a later release, or only our chart, has; each ends in a rule's code.
_NEWER = "absent: only releases after Liqo {} have it [LQ403]"
_OURS = "absent: only the chart of liqo-values has it, not the one that Liqo publishes [LQ404]"


class PublishedChart(TargetChart):
    """The chart that Liqo publishes with one of its releases."""

    def __init__(self, family: ChartFamily, release: str) -> None:
        """Create the published chart of a known release.

        Args:
            family: ``PUBLISHED``, or ``LIQOCTL`` if `liqoctl install` installs it.
            release: The release of Liqo, such as ``v1.1.2``.
        """
        super().__init__(family, release)
        self._number = releases().index(release)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process read the files itself."""
        return published, (self.family, self.release)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """Our chart's schema, with the keys that this chart lacks marked as absent; it has no schema itself."""
        facts = _facts()
        schema: dict[str, Any] = super().schema
        for key in facts["ours"]:
            schema = _without(schema, key.split("."), _OURS)
        for key, since in facts["since"].items():
            if self._number < _index(since):
                schema = _without(schema, key.split("."), _NEWER.format(self.release))
        return schema

    @cached_property
    def defaults(self) -> MapNode:
        """Its default values."""
        from liqo_values.model.nodes import map_from_plain  # noqa: PLC0415 - nothing else here needs it

        facts = _facts()
        values = load_data("defaults.json")
        absent = [key for key, since in facts["since"].items() if self._number < _index(since)]
        for key in (*facts["ours"], *absent):
            _remove(values, key.split("."))
        for key, entry in facts["defaults"].items():
            if self._holds(entry):
                *above, last = key.split(".")
                _section(values, above)[last] = entry["value"]
        return map_from_plain(values)

    @cached_property
    def traits(self) -> frozenset[str]:
        """How its templates and programs differ from others, by the names in ``schema/published.yaml``."""
        return frozenset(name for name, entry in _facts()["traits"].items() if self._holds(entry))

    @cached_property
    def read_when_off(self) -> tuple[Path, ...]:
        """The keys and sections of the networking module that its templates read with the module off, too."""
        return tuple(tuple(key.split(".")) for key in _facts()["readWhenOff"])

    @cached_property
    def objects(self) -> dict[str, dict[str, Any]]:
        """Liqo's objects by kind, without the fields that this release lacks."""
        kinds: dict[str, dict[str, Any]] = super().objects
        for field, entry in _facts()["fields"].items():
            if not self._holds(entry):
                kind, *above, last = field.split(".")
                _section(kinds[kind]["fields"], above).pop(last)
        return kinds

    @cached_property
    def effects(self) -> Effects:
        """What its modes mean to users: more has to be set than for our chart, and more stays deployed."""
        effects: Effects = super().effects
        by_mode = dict(effects.by_mode)
        for entry in _facts()["modes"]:
            for name in entry["in"] if self._holds(entry) else ():
                mode = by_mode[name]
                provide = (*mode.provide, *([entry["provide"]] if "provide" in entry else ()))
                know = (*mode.know, *([entry["know"]] if "know" in entry else ()))
                by_mode[name] = mode._replace(provide=provide, know=know)
        return effects._replace(by_mode=by_mode)

    @cached_property
    def needed_keys(self) -> tuple[NeededKey, ...]:
        """The keys that must not be null."""
        from liqo_values.charts.chart_facts import NeededKey  # noqa: PLC0415 - only the rules about a null need it

        return tuple(
            NeededKey(_path(key), _paths(entry["if"]), _paths(entry["unless"]), entry["then"])
            for entry in _facts()["needed"]
            for key in entry["keys"]
            if self._holds(entry) and not self._lacks(key)
        )

    @cached_property
    def typed_keys(self) -> tuple[TypedKey, ...]:
        """The keys that the templates cannot be rendered with, if their values have the wrong type."""
        from liqo_values.charts.chart_facts import TypedKey  # noqa: PLC0415 - only the messages of the schema need it

        return tuple(
            TypedKey(
                _path(key),
                _paths(entry["if"]),
                _paths(entry["unless"]),
                frozenset(entry["wrong"]),
                entry["emptyToo"],
                entry["matches"],
            )
            for entry in _facts()["typed"]
            for key in entry["keys"]
            if self._holds(entry) and not self._lacks(key)
        )

    @cached_property
    def unquoted_keys(self) -> tuple[UnquotedKey, ...]:
        """The keys whose values the templates write without quotes of their own."""
        from liqo_values.charts.chart_facts import UnquotedKey  # noqa: PLC0415 - only rules about such text need it

        return tuple(
            UnquotedKey(
                _path(key), _paths(entry["if"]), _paths(entry["unless"]), tuple(entry["as"]), entry["unlessEmpty"]
            )
            for entry in _facts()["unquoted"]
            for key in entry["keys"]
            if self._holds(entry) and not self._lacks(key)
        )

    def _lacks(self, key: str) -> bool:
        """Return whether only later releases have a key, or the section that contains it."""
        newer = (later for later, since in _facts()["since"].items() if self._number < _index(since))
        return any(f"{key}.".startswith(f"{later}.") for later in newer)

    def _holds(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry with ``since`` or ``until`` applies to this release."""
        first = _index(entry["since"]) if "since" in entry else 0
        last = _index(entry["until"]) if "until" in entry else len(releases())
        return first <= self._number <= last


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = load_data("published.json")
    return facts


@cache
def releases() -> tuple[str, ...]:
    """Return the releases whose published charts are known, oldest first."""
    return tuple(f"v{release}" for release in _facts()["releases"])


def _index(release: str) -> int:
    return releases().index(f"v{release}")


@cache
def published(family: ChartFamily, release: str) -> TargetChart:
    """Return the published chart of a known release; its files are read once."""
    return PublishedChart(family, release)


def _without(schema: dict[str, Any], steps: Steps, sentence: str) -> dict[str, Any]:
    """Return a schema with a sentence in place of a key; unchanged parts are shared."""
    name, *rest = steps
    properties = schema.get("properties", {})
    if name not in properties:
        return schema
    if rest:
        return schema | {"properties": properties | {name: _without(properties[name], rest, sentence)}}
    left = {key: inner for key, inner in properties.items() if key != name}
    absent = schema.get("patternProperties", {}) | {f"^{name}$": {"const": sentence}}
    return schema | {"properties": left, "patternProperties": absent}


def _path(dotted: str) -> Path:
    return tuple(dotted.split("."))


def _paths(dotted: Sequence[str]) -> tuple[Path, ...]:
    return tuple(map(_path, dotted))


def _remove(values: dict[str, Any], steps: Steps) -> None:
    *above, last = steps
    _section(values, above).pop(last, None)


def _section(values: dict[str, Any], path: Steps) -> dict[str, Any]:
    """Return the map at a path; an empty one if there is none."""
    inner: Any = values
    for step in path:
        inner = inner.get(step, {}) if isinstance(inner, dict) else {}
    return inner if isinstance(inner, dict) else {}
