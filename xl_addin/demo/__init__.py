"""The demo: real offices from their examples, end to end. It uses every other room; no room knows it."""
