"""Target charts: what is known of the chart that values are given to, and the names of its keys."""
