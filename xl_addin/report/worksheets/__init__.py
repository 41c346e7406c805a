"""The planning group's own sheets: returns, problems, reconciliation."""
