"""What the planning group's officer does and sees."""
