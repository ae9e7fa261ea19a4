"""The charts that Liqo publishes."""
