"""What builds, runs, generates, releases, measures and documents this project."""
