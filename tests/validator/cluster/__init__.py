"""What a cluster shows."""
