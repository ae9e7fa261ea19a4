"""All rules: the functions in the modules of this folder with the decorator ``rule``."""

from __future__ import annotations

from importlib import import_module

from liqo_values.rules.rule import Rule

#: Add new modules of rules here; new rules in these modules are found.
_MODULES = (
    "api_access",
    "dead_keys",
    "durations",
    "extra_objects",
    "images",
    "ipam",
    "kubelet_flags",
    "labels",
    "liqoctl_install",
    "network_only_keys",
    "network_policies",
    "networking",
    "old_release",
    "operation",
    "options_template_names",
    "other_charts",
    "peering",
    "pod_settings",
    "program_flags",
    "published_arguments",
    "published_networks",
    "published_nulls",
    "published_templates",
    "published_texts",
    "reflection_switch",
    "rejected_settings",
    "schedule",
    "schema_violations",
    "suppression_comments",
    "unwritable_text",
    "values_file",
    "workloads",
    "yaml_dialect",
)

#: All rules, in the order of their codes.
REGISTRY: tuple[Rule, ...] = tuple(
    sorted(
        (
            entry
            for name in _MODULES
            for entry in vars(import_module(f"liqo_values.rules.{name}")).values()
            if isinstance(entry, Rule)
        ),
        key=lambda entry: entry.code,
    )
)

BY_CODE = {entry.code: entry for entry in REGISTRY}


def find(name: str) -> Rule | None:
    """Return the rule with this code or name, in any case; None if there is none."""
    wanted = name.strip().lower()
    return next((known for known in REGISTRY if wanted in (known.code.lower(), known.name)), None)
