"""No custom functions. Without this package xlwings Server would offer its examples."""
