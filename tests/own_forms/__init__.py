"""Small forms of kinds that other offices print, each going the whole way of real ones."""
