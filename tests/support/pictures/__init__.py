"""Pictures for tests: a plain one, and frames that become a moving one."""
