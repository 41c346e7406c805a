"""Templates with a page for each project."""
