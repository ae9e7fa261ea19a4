"""All rules, in the order of their codes. A new one is added here by hand: nothing is found by magic."""

from __future__ import annotations

from liqo_values.rules import (
    arguments,
    comments,
    file,
    ignored,
    ipam,
    networking,
    operation,
    options_templates,
    peering,
    structure,
)
from liqo_values.rules.base import Context, Draft, Rule, rule

__all__ = ["REGISTRY", "Context", "Draft", "Rule", "find", "rule"]

REGISTRY: tuple[Rule, ...] = (
    file.syntax,
    structure.unknown_key,
    structure.wrong_type,
    structure.quoted_boolean,
    structure.invalid_value,
    file.duplicate_key,
    file.several_documents,
    file.ignored_values,
    file.unread_values,
    *comments.LAST,
    networking.reflection_contradiction,
    networking.missing_service_cidr,
    networking.missing_pod_cidr,
    networking.undecided_mode,
    networking.hidden_ips_beside_network,
    networking.repeated_switch,
    networking.missing_proxy,
    networking.fabric_port_clash,
    options_templates.options_template_name,
    arguments.unreadable_boolean,
    arguments.single_dash,
    arguments.misspelt_flag,
    arguments.detached_value,
    arguments.after_double_dash,
    arguments.repeated_flag,
    arguments.swallowed_flag,
    ipam.external_ipam_without_url,
    ipam.duplicate_range,
    ipam.host_bits,
    ipam.overlapping_ranges,
    ipam.outside_of_pools,
    ignored.dead_key,
    operation.invalid_cluster_id,
    operation.invalid_name_override,
    operation.aws_secret_mismatch,
    operation.comma_in_map,
    operation.missing_cluster_id,
    operation.monitors_without_metrics,
    operation.storage_without_offloading,
    peering.unknown_api,
    peering.invalid_object,
    peering.missing_options_template,
    peering.ready_template,
    peering.mixed_reflection,
    peering.network_object_without_network,
)


def find(name: str) -> Rule | None:
    """Return the rule with this code or name, in any case; None where there is none."""
    wanted = name.strip().lower()
    return next((known for known in REGISTRY if wanted in (known.code.lower(), known.name)), None)
