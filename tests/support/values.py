"""Values that many tests share."""

from __future__ import annotations

from pathlib import Path

#: Beneath all other values wherever the chart is rendered without a cluster to ask what it is called.
CLUSTER_ID = Path(__file__).parent / "cluster-id.yaml"
