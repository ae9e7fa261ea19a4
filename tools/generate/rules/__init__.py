"""Writes what is made of the rules and of their examples."""
