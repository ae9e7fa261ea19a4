"""Comments that keep findings from counting."""
