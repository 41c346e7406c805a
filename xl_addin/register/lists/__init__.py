"""Registers from what lies there already: ordinary lists, read row by row and shown for an answer, and reports."""
