"""What ``liqo-values rules`` and ``liqo-values explain`` print."""

from __future__ import annotations

from liqo_values.chartdata import rule_examples
from liqo_values.rules import REGISTRY, Rule


def table() -> str:
    """List all rules: code, name, severity, what it is about."""
    names = max(len(rule.name) for rule in REGISTRY)
    severities = max(len(rule.severity) for rule in REGISTRY)
    return "\n".join(
        f"{rule.code}  {rule.name:<{names}}  {rule.severity.value:<{severities}}  {rule.summary}" for rule in REGISTRY
    )


def explanation(rule: Rule) -> str:
    """Explain one rule: its docstring, then an example of what it reports and of what it lets through."""
    parts = [f"{rule.code} {rule.name} ({rule.severity.value})", rule.doc]
    example = rule_examples()[rule.code]
    parts.append(f"## Example\n{_indented(example['bad'])}")
    parts.append(f"## What is reported\n{_indented(example['report'])}")
    parts.append(f"## Instead\n{_indented(example['good'])}")
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
