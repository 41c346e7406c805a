"""What both layouts of a template share."""
