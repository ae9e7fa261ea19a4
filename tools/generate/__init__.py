"""Turns the description of the values (``schema/``) into the files that chart, validator and readers use."""
