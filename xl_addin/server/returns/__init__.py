"""Workbooks sent in through the pane or the upload page."""
