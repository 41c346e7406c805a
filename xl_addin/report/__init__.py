"""Consolidated data set -> the office's printed report workbook."""
