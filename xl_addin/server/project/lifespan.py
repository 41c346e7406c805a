"""Found by xlwings Server in this place; the work is in xl_addin.server.lifespan."""

from xl_addin.server.lifespan import lifespan

__all__ = ["lifespan"]
