"""Writes the parts of the documentation that are made from the programs."""
