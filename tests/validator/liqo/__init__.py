"""The mode, and its screen."""
