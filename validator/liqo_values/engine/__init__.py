"""Checks one release or many: applies the rules, the project file and baselines, and compares releases."""
