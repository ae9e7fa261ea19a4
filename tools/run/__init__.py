"""``make run``: starts an embedded control plane, and installs the chart into it."""
