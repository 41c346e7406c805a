"""The check while people type."""
