"""An earlier report as a source of the round that follows it."""
