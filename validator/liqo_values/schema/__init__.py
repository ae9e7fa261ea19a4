"""Check values against the chart's schema, and explain violations in plain words."""
