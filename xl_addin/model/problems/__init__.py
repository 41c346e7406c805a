"""What is said to people: a problem with its place, and the catalogue of all messages."""
