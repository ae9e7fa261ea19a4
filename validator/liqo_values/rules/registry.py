"""All rules: the functions in the modules of this folder with the decorator ``rule``, imported when they are needed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from liqo_values.rules.rule import Rule

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart

#: Add new modules of rules here, or below; new rules in these modules are found.
_MODULES = (
    "api_access",
    "application_fields",
    "dead_keys",
    "durations",
    "expected_modes",
    "extra_objects",
    "images",
    "ipam",
    "kubelet_flags",
    "labels",
    "network_only_keys",
    "network_policies",
    "networking",
    "operation",
    "options_template_names",
    "other_charts",
    "peering",
    "pod_settings",
    "program_flags",
    "reflection_switch",
    "rejected_settings",
    "schedule",
    "schema_violations",
    "suppression_comments",
    "unusual_networks",
    "umbrella_values",
    "unwritable_text",
    "values_file",
    "workloads",
    "yaml_dialect",
)

#: Modules whose rules are only about the charts that Liqo publishes: values for our chart do not need them.
_OF_PUBLISHED_CHARTS = (
    "liqoctl_install",
    "old_release",
    "published_arguments",
    "published_networks",
    "published_nulls",
    "published_templates",
    "published_texts",
)
#: Modules whose rules are about what a cluster shows: only `doctor` needs them.
_OF_CLUSTERS = (
    "live_release",
    "live_network",
    "live_nodes",
    "live_peerings",
    "live_pods",
    "live_visibility",
    "live_expectations",
)
#: Modules whose rules are about several releases: a run with one release does not need them.
_OF_RELEASES = ("several_clusters", "peering_pairs")
#: Modules whose rules only Helm applies.
_OF_HELM = ("in_cluster",)
_EVERY = (*_MODULES, *_OF_PUBLISHED_CHARTS, *_OF_RELEASES, *_OF_HELM, *_OF_CLUSTERS)


def all_rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes."""
    return _in(_EVERY)


def of_clusters() -> tuple[Rule, ...]:
    """Return the rules about what a cluster shows, in the order of their codes."""
    return _in(_OF_CLUSTERS)


def of_releases() -> tuple[Rule, ...]:
    """Return the rules about several releases, in the order of their codes."""
    return _in(_OF_RELEASES)


def for_chart(chart: TargetChart) -> list[Rule]:
    """Return the rules whose text is true of a chart, in the order of their codes."""
    candidates = _in(_MODULES if chart.is_ours else (*_MODULES, *_OF_PUBLISHED_CHARTS))
    return [entry for entry in candidates if entry.is_about(chart)]


def by_code(code: str) -> Rule:
    """Return the rule with a code.

    Raises:
        KeyError: there is none.
    """
    return _by_code(_MODULES).get(code) or _by_code(_EVERY)[code]


def find(name: str) -> Rule | None:
    """Return the rule with this code or name, in any case; None if there is none."""
    wanted = name.strip().lower()
    return next((known for known in all_rules() if wanted in (known.code.lower(), known.name)), None)


@cache
def _in(modules: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules in some modules, in the order of their codes."""
    defined = (vars(import_module(f"liqo_values.rules.{name}")).values() for name in modules)
    rules = (entry for values in defined for entry in values if isinstance(entry, Rule))
    return tuple(sorted(rules, key=lambda entry: entry.code))


@cache
def _by_code(modules: tuple[str, ...]) -> dict[str, Rule]:
    return {entry.code: entry for entry in _in(modules)}
