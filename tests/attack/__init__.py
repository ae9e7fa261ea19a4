"""Attacks on the validator: what a hostile change to a checked repository must not gain."""
