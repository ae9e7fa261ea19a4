"""What the chart's schema accepts, and how a violation of it is put into words."""
