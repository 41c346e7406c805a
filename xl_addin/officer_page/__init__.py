"""The officer's page: a year's work of the planning group by click, in the browser of this PC alone."""
