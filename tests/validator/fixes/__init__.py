"""Applying fixes, and writing files."""
