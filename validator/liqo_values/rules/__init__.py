"""All rules, in the order of their codes. A new one is added here by hand: nothing is found by magic."""

from __future__ import annotations

from liqo_values.rules import (
    addresses,
    arguments,
    comments,
    dialect,
    file,
    flags,
    networking,
    operation,
    structure,
    unused,
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
    file.rewritten_key,
    dialect.rewritten_text,
    dialect.octal_number,
    dialect.invisible_character,
    *comments.LAST,
    networking.reflection_contradiction,
    networking.missing_service_cidr,
    networking.missing_pod_cidr,
    networking.undecided_mode,
    networking.hidden_ips_beside_network,
    networking.repeated_switch,
    unused.unread_network_values,
    unused.proxy_without_network,
    arguments.unreadable_boolean,
    arguments.single_dash,
    arguments.misspelt_flag,
    arguments.detached_value,
    arguments.after_double_dash,
    arguments.repeated_flag,
    arguments.swallowed_flag,
    flags.unknown_flag,
    flags.unreadable_value,
    flags.missing_value,
    flags.stray_argument,
    flags.overridden_flag,
    flags.shared_identity,
    flags.repeated_argument,
    flags.flag_beside_key,
    flags.literal_shell_syntax,
    addresses.host_bits,
    addresses.ipv6_network,
    addresses.outside_pools,
    addresses.replaced_pools,
    addresses.exhausted_pools,
    addresses.special_network,
    addresses.same_networks,
    addresses.shadowed_pod_cidr,
    structure.old_key,
    structure.newer_key,
    operation.invalid_cluster_id,
    operation.invalid_name_override,
    operation.aws_secret_mismatch,
    operation.comma_in_map,
    operation.missing_cluster_id,
)


def find(name: str) -> Rule | None:
    """Return the rule with this code or name, in any case; None where there is none."""
    wanted = name.strip().lower()
    return next((known for known in REGISTRY if wanted in (known.code.lower(), known.name)), None)
