"""Workbooks written with XlsxWriter: styles, validation, print set-up, measured texts."""
