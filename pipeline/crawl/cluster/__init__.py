"""One frontier for several machines: in Redis (docs/cluster.md)."""
