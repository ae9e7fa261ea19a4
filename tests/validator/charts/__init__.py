"""The keys of the chart, and which one was meant."""
