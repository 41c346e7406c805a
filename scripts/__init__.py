"""Thin commands, one each; see README.md."""
