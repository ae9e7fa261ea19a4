"""From bytes and arguments to values with positions."""
