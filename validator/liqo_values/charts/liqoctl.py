"""The published chart as `liqoctl install` installs it: with values that it finds out or takes from its flags."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from liqo_values.charts.keys import RESERVED_SUBNETS
from liqo_values.charts.published import PublishedChart
from liqo_values.charts.target import ChartFamily, TargetChart, load_data
from liqo_values.model.layers import LIQOCTL_NAME
from liqo_values.model.nodes import Unknown, map_from_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from liqo_values.charts.chart_facts import Effects
    from liqo_values.model.nodes import MapNode, Path, Plain

    Flags = tuple[tuple[str, tuple[str, ...]], ...]

#: The provider of `liqoctl install` without a subcommand.
GENERIC = "generic"

_RELEASE = "{release}"


class LiqoctlChart(PublishedChart):
    """The chart that `liqoctl install` installs with one of Liqo's releases.

    Attributes:
        provider: The subcommand, such as ``eks``, or ``generic``.
    """

    def __init__(self, release: str, provider: str, flags: Flags) -> None:
        """Create the chart.

        Args:
            release: A known release of Liqo, such as ``v1.1.2``.
            provider: One of ``providers()``.
            flags: The flags of the command, without dashes, each with all its values.
        """
        super().__init__(ChartFamily.LIQOCTL, release)
        self.provider = provider
        self._options = dict(flags)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process read the files itself."""
        return installed, (self.release, self.provider, self._options)

    @property
    def installer(self) -> str:
        """The command that installs it."""
        return LIQOCTL_NAME if self.provider == GENERIC else f"{LIQOCTL_NAME} {self.provider}"

    @property
    def label(self) -> str:
        """Its name in reports."""
        return f"`{self.installer}` {self.release}"

    @cached_property
    def added(self) -> MapNode:
        """The values that the command merges over the defaults; those that it finds out are unknown."""
        values: dict[str, Plain] = {}
        for entry in _facts()["written"]:
            if self._applies(entry):
                _add(values, _filled(entry.get("values", {}), self._release))
                _add(values, _filled(entry.get("unknown", {}), _unknown))
        for entry, texts in self._used:
            *above, last = entry["key"].split(".")
            section = _section(values, above)
            section[last] = _read(entry.get("as", "text"), texts, section.get(last))
        return map_from_plain(values)

    @cached_property
    def effects(self) -> Effects:
        """What its modes mean to users, without what the command provides."""
        effects: Effects = super().effects
        known = _facts()["provides"]
        by_mode = {
            name: mode._replace(provide=tuple(sentence for sentence in mode.provide if sentence not in known))
            for name, mode in effects.by_mode.items()
        }
        return effects._replace(by_mode=by_mode)

    @cached_property
    def added_by_flags(self) -> dict[Path, str]:
        """The keys whose values are from a flag of the command, with this flag."""
        return {tuple(entry["key"].split(".")): f"--{entry['flag']}" for entry, _ in self._used}

    @cached_property
    def added_for_provider(self) -> frozenset[Path]:
        """The keys that the command sets because of the provider."""
        own = [entry.get("values", {}) for entry in _facts()["written"] if "in" in entry and self._applies(entry)]
        return frozenset(path for values in own for path in _leaves(values))

    @property
    def _used(self) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
        """Yield the keys that the given flags set, each with the values of the flag."""
        for entry in _facts()["flags"]:
            texts = self._options.get(entry["flag"], ())
            if texts and self._applies(entry):
                yield entry, texts

    def _applies(self, entry: Mapping[str, Any]) -> bool:
        return self.provider in entry.get("in", (self.provider,)) and self._holds(entry)

    def _release(self, value: Plain) -> Plain:
        return self.release if value == _RELEASE else value


def installed(release: str, provider: str = GENERIC, flags: Mapping[str, Sequence[str]] | None = None) -> TargetChart:
    """Return the chart as `liqoctl install` installs it.

    Args:
        release: A known release of Liqo, such as ``v1.1.2``.
        provider: One of ``providers()``.
        flags: The flags of the command by name, without dashes, each with all its values; ``true`` for a switch. Flags
            that set no values are ignored.
    """
    return _installed(release, provider, tuple((name, tuple(texts)) for name, texts in (flags or {}).items()))


def with_flags(chart: TargetChart, flags: Mapping[str, Sequence[str]], written: TargetChart | None) -> TargetChart:
    """Return a chart that the user names for a command line in a script, with the flags of that command line.

    Args:
        chart: The chart that the user names; one that liqoctl does not install stays as it is.
        flags: The flags of the command line, as ``installed`` takes them.
        written: The chart of the command line, whose provider counts unless the user names one.
    """
    if not isinstance(chart, LiqoctlChart):
        return chart
    own = written.provider if isinstance(written, LiqoctlChart) else GENERIC
    return installed(chart.release, own if chart.provider == GENERIC else chart.provider, flags)


@cache
def _installed(release: str, provider: str, flags: Flags) -> TargetChart:
    return LiqoctlChart(release, provider, flags)


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = load_data("liqoctl.json")
    return facts


def providers() -> tuple[str, ...]:
    """Return the subcommands of `liqoctl install`, and ``generic`` for the command itself."""
    return tuple(_facts()["providers"])


@cache
def always_written() -> tuple[Path, ...]:
    """Return the keys that `liqoctl install` writes with every provider of every known release, except lists."""
    entries = (entry for entry in _facts()["written"] if not {"in", "since", "until"} & entry.keys())
    written = (path for entry in entries for part in ("values", "unknown") for path in _leaves(entry.get(part, {})))
    return tuple(path for path in written if path != RESERVED_SUBNETS)


@cache
def ever_written() -> frozenset[Path]:
    """Return the keys that `liqoctl install` writes with any provider of any known release."""
    values = (entry.get(part, {}) for entry in _facts()["written"] for part in ("values", "unknown"))
    return frozenset(path for one in values for path in _leaves(one))


def _leaves(values: Plain, path: Path = ()) -> Iterator[Path]:
    if isinstance(values, dict) and values:
        for key, value in values.items():
            yield from _leaves(value, (*path, key))
    elif path:
        yield path


def _filled(value: Plain, fill: Callable[[Plain], Plain]) -> Any:  # noqa: ANN401 - of the same type
    """Return a copy of values with all scalars replaced."""
    if isinstance(value, dict):
        return {key: _filled(inner, fill) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(item, fill) for item in value]
    return fill(value)


def _unknown(description: Plain) -> Plain:
    return Unknown(f"<{description}>")


def _add(values: dict[str, Plain], more: dict[str, Plain]) -> None:
    """Add values as liqoctl does: lists are appended."""
    for key, value in more.items():
        earlier = values.get(key)
        if isinstance(earlier, dict) and isinstance(value, dict):
            _add(earlier, value)
        elif isinstance(earlier, list) and isinstance(value, list):
            values[key] = [*earlier, *value]
        else:
            values[key] = value


def _section(values: dict[str, Plain], path: Sequence[str]) -> dict[str, Plain]:
    for step in path:
        inner = values.setdefault(step, {})
        values = inner if isinstance(inner, dict) else {}
    return values


def _read(form: str, texts: Sequence[str], written: Plain) -> Plain:
    """Return the value of a key that a flag sets.

    Args:
        form: How the text is read, as described in ``schema/liqoctl.yaml``.
        texts: The values of the flag; those that only a script knows are unknown.
        written: The value of the key without the flag.
    """
    if form in ("on", "off"):
        return (texts[-1].lower() in ("true", "t", "1")) is (form == "on")
    if any(isinstance(text, Unknown) for text in texts):
        return [*texts] if form in ("items", "first") else Unknown(texts[-1])
    items = [item for text in texts for item in text.split(",") if item]
    if form == "items":
        return [*items]
    if form == "first":
        return [*items, *(written if isinstance(written, list) else ())]
    if form == "pairs":
        pairs = (item.partition("=") for item in items)
        return {key: value for key, _, value in pairs} | (written if isinstance(written, dict) else {})
    return texts[-1]
