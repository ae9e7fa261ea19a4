"""`make run`: an embedded control plane, and the chart installed into it."""
