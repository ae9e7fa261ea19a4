"""Least privilege, measured: what Liqo's roles grant, compared with what API servers were asked for."""
