"""The description of the values, and what makes the generated files from it."""
