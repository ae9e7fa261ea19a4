"""How findings and the mode are written."""
