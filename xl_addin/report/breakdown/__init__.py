"""Breakdowns: tables of the report with a line per group, section, category or choice, and charts of them."""
