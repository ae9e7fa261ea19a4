"""Builds what is released, and judges it: ``make release``."""
