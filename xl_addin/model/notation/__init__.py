"""How forms are written: TOML, jinja2 texts, expressions, and the mistakes that can be in them."""
