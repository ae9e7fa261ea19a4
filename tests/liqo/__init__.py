"""The chart and Liqo's own programs: they start with what it renders, and find what they look for."""
