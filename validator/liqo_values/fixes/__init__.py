"""Fixes findings: the edits, how they are applied, and how files are replaced."""
