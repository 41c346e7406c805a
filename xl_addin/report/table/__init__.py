"""The main table of a report in the office's layout, and how rows go to the pages."""
