"""Target charts: what is known about the chart that values are for, and the names of its keys."""
