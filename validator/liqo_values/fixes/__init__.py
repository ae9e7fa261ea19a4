"""Edits that remove a finding, how they are applied, and how files are replaced."""
