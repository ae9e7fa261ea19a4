"""The rules, by example."""
