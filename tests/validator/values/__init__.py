"""Merging, and where values come from."""
