"""``make bench``: measures the validator and the chart next to other programs."""
