"""How findings and the mode are written: for people, and for programs."""
