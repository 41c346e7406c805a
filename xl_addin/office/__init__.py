"""The office's round as the server and the commands see it."""
