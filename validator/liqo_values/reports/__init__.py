"""Writes findings and modes, for people and for programs."""
