"""Parse files and arguments into nodes with positions, as Helm does."""
