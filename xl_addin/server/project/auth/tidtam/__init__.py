"""Found by xlwings Server in this place; the work is in xl_addin.server.security.authentication.

Not named "custom": xlwings Server has a demonstration provider of that name, which lets the token
"test-token" in, and falls back to it when ours cannot be imported.
"""

from xl_addin.server.security.authentication import validate_token

__all__ = ["validate_token"]
