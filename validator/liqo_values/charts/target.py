"""The chart that values are for, with everything known about it, from generated files.

It is passed as an argument wherever it is needed: there is no global target chart.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from liqo_values.charts import flag_sets
from liqo_values.charts.known_keys import KnownKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.charts.chart_facts import Component, Effects, NeededKey, TypedKey, UnquotedKey
    from liqo_values.charts.flag_sets import FlagSet, FlagValues, Program
    from liqo_values.model.nodes import MapNode, Path

#: The release of Liqo that our chart is for; `make generate` writes it into the chart.
LIQO = "v1.2.0"

_DATA = File(__file__).parent.parent / "data"


class ChartFamily(StrEnum):
    """Whose chart the values are for."""

    OURS = "ours"
    PUBLISHED = "published"
    LIQOCTL = "liqoctl"  #: The published one, with the values that ``liqoctl install`` adds.


_LABELS = {
    ChartFamily.OURS: "our chart {}",
    ChartFamily.PUBLISHED: "Liqo's chart {}",
    ChartFamily.LIQOCTL: "`liqoctl install` {}",
}


class TargetChart:
    """A chart: its schema, defaults, keys, presets, and the flags and objects of Liqo at its release.

    Everything is read on first use.

    Attributes:
        family: Whose chart it is.
        release: The release of Liqo that it installs, such as ``v1.2.0``.
        only_mode: Whether only what decides the mode is known about it, as before Liqo 1.0.
    """

    only_mode: bool = False

    def __init__(self, family: ChartFamily, release: str) -> None:
        self.family = family
        self.release = release

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process read the files itself."""
        return ours, ()

    @cached_property
    def schema(self) -> dict[str, Any]:
        """Its ``values.schema.json``, with descriptions."""
        loaded: dict[str, Any] = load_data("schema.json")
        return loaded

    @property
    def is_ours(self) -> bool:
        """Whether it is this project's chart, which has a schema and rejects what cannot work."""
        return self.family is ChartFamily.OURS

    @property
    def label(self) -> str:
        """Its name in reports."""
        return _LABELS[self.family].format(self.release)

    @property
    def traits(self) -> frozenset[str]:
        """How it and its programs differ from our chart, by the names in ``schema/published.yaml``."""
        return frozenset()

    @property
    def needed_keys(self) -> tuple[NeededKey, ...]:
        """The keys that must not be null; empty for our chart, whose templates accept a null everywhere."""
        return ()

    @property
    def typed_keys(self) -> tuple[TypedKey, ...]:
        """The keys that the templates cannot be rendered with, if their values have the wrong type."""
        return ()

    @property
    def unquoted_keys(self) -> tuple[UnquotedKey, ...]:
        """The keys whose values the templates write without quotes; empty for our chart, which quotes all text."""
        return ()

    @property
    def editors_schema(self) -> File:
        """The file with the schema of the values for editors."""
        return _DATA / "editors.schema.json"

    @cached_property
    def defaults(self) -> MapNode:
        """Its default values, which are not in the user's files and therefore have no spans.

        All releases that are checked share them: do not change them.
        """
        from liqo_values.model.nodes import map_from_plain  # noqa: PLC0415 - nothing else here needs it

        return map_from_plain(load_data("defaults.json"))

    @property
    def installer(self) -> str:
        """The command that merges the values instead of Helm, and adds its own; empty if Helm does it."""
        return ""

    @property
    def added(self) -> MapNode:
        """The values that the installer merges over the defaults."""
        from liqo_values.model.nodes import MapNode  # noqa: PLC0415 - only to have a value

        return MapNode()

    @property
    def added_by_flags(self) -> Mapping[Path, str]:
        """The keys whose values are from a flag of the installer, with this flag."""
        return {}

    @property
    def added_for_provider(self) -> frozenset[Path]:
        """The keys that the installer sets because of the provider."""
        return frozenset()

    @cached_property
    def keys(self) -> KnownKeys:
        """Its keys, and those of other releases."""
        return KnownKeys(self.schema, self.moved_keys, self.removed_keys | self._other_releases["mistaken"])

    @cached_property
    def presets(self) -> dict[str, str]:
        """The texts of its example values files, by name (``offloading-only``)."""
        loaded: dict[str, str] = load_data("presets.json")
        return loaded

    @cached_property
    def kubelet_flags(self) -> FlagSet:
        """The flags of the virtual kubelet."""
        return flag_sets.flag_set(self._flags, self._flags["flags"], self._holds)

    @property
    def flags(self) -> Mapping[str, str]:
        """The types (``bool``, ``string`` …) of the virtual kubelet's flags, by name without the dashes."""
        return self.kubelet_flags.types

    @property
    def flag_values(self) -> Mapping[str, FlagValues]:
        """The format of each flag's values, for flags of the virtual kubelet that do not accept every string."""
        return self.kubelet_flags.values

    @cached_property
    def duration(self) -> FlagValues:
        """The format of durations that Liqo's programs read."""
        return flag_sets.FlagValues(**self._flags["types"]["duration"])

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """Liqo's other programs with their flags, by their folders below ``cmd/`` of Liqo's sources."""
        return flag_sets.programs(self._flags, load_data("program-flags.json"), self._holds)

    def _holds(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry with ``since`` or ``until`` applies; our chart installs the newest known release."""
        return "until" not in entry

    @cached_property
    def kubernetes(self) -> dict[str, Any]:
        """What the API server rejects of values that the schema accepts, as ``schema.kubernetes_limits`` reads it."""
        loaded: dict[str, Any] = load_data("kubernetes.json")
        return loaded

    @cached_property
    def objects(self) -> dict[str, dict[str, Any]]:
        """Liqo's objects by kind: their ``group`` and ``version``, and the fields that Liqo defines."""
        loaded: dict[str, dict[str, Any]] = load_data("objects.json")
        return loaded

    @cached_property
    def groups(self) -> frozenset[str]:
        """The API groups of Liqo's objects, in any release."""
        return frozenset((*(api["group"] for api in self.objects.values()), *self._other_releases["groups"]))

    @property
    def moved_keys(self) -> dict[str, str]:
        """The dotted names that keys and sections had before Liqo 1.0, with their current names."""
        moved: dict[str, str] = self._other_releases["moved"]
        return moved

    @property
    def removed_keys(self) -> dict[str, str]:
        """The dotted names of keys and sections that Liqo 1.0 removed, with what to use instead."""
        removed: dict[str, str] = self._other_releases["gone"]
        return removed

    @property
    def extended_lists(self) -> dict[str, str]:
        """Removed lists whose items were added to a default, with the key that is the whole list now."""
        extended: dict[str, str] = self._other_releases["extended"]
        return extended

    @property
    def newer_keys(self) -> list[str]:
        """The dotted names of keys and sections that only later releases have."""
        newer: list[str] = self._other_releases["newer"]
        return newer

    @property
    def keys_of_forks(self) -> list[str]:
        """The dotted names of keys and sections that only forks of Liqo have."""
        forks: list[str] = self._other_releases["forks"]
        return forks

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Its components, in the order in which they are listed."""
        from liqo_values.charts.chart_facts import Component  # noqa: PLC0415 - showing rules needs none of this

        return tuple(
            Component(part["name"], part["what"], "module" in part, _path(part.get("switch")))
            for part in self._facts["components"]
        )

    @cached_property
    def dead_keys(self) -> dict[Path, str]:
        """The keys that nothing reads, with what to do instead."""
        return {_path(dotted): instead for dotted, instead in self._facts["deadKeys"].items()}

    @cached_property
    def network_only_keys(self) -> tuple[Path, ...]:
        """The keys and sections that only the networking module reads."""
        return tuple(map(_path, self._facts["networkOnlyKeys"]))

    @cached_property
    def durations(self) -> tuple[Path, ...]:
        """The keys of durations that Liqo's programs read."""
        return tuple(map(_path, self._facts["durations"]))

    @property
    def read_when_off(self) -> tuple[Path, ...]:
        """The keys and sections among them that its templates read with the module off, too."""
        return ()

    @cached_property
    def effects(self) -> Effects:
        """What its modes mean to users."""
        from liqo_values.charts.chart_facts import Effect, Effects, RemotePod  # noqa: PLC0415 - also only for the mode

        loaded = load_data("modes.json")
        by_mode = {
            name: Effect(mode["meaning"], RemotePod(**mode["pod"]), tuple(mode["provide"]), tuple(mode["know"]))
            for name, mode in loaded["modes"].items()
        }
        return Effects(by_mode, loaded["existingNodes"], tuple(loaded["always"]))

    @cached_property
    def _facts(self) -> dict[str, Any]:
        loaded: dict[str, Any] = load_data("facts.json")
        return loaded

    @cached_property
    def _flags(self) -> dict[str, Any]:
        loaded: dict[str, Any] = load_data("flags.json")
        return loaded

    @cached_property
    def _other_releases(self) -> dict[str, Any]:
        loaded: dict[str, Any] = load_data("other-releases.json")
        return loaded


def _path(dotted: str | None) -> Path:
    return tuple(dotted.split(".")) if dotted else ()


def load_data(name: str) -> Any:  # noqa: ANN401 - any JSON
    """Read one of the generated files."""
    return json.loads((_DATA / name).read_bytes())


@cache
def ours() -> TargetChart:
    """Return our chart; its files are read once."""
    return TargetChart(ChartFamily.OURS, LIQO)
