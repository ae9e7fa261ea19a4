"""Going through many files."""
