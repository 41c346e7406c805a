"""Templates whose rows are projects."""
