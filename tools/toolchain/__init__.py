"""The pinned programs that everything else needs, and the virtual environment."""
