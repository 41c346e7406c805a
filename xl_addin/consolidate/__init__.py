"""Returned workbooks -> submissions -> decisions -> one consolidated data set."""
