"""The documentation: what of it is generated, and that all the rest is true."""
