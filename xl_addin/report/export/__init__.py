"""The report as PDF, for presenting it without the work sheets."""
