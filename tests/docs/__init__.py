"""The documentation: what of it is generated is up to date, and all the rest is true."""
