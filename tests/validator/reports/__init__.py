"""How findings and modes are written."""
