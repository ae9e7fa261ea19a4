"""Checking one release or many: the rules, the project file, baselines, comparisons."""
