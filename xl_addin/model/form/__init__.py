"""One form file: its schema, loading, texts and scopes."""
