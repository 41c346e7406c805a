"""Many offices into one: the national report, and reading on a cluster."""
