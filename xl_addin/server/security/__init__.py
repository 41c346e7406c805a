"""Who may do what: tokens, permissions, middleware, certificates."""
