"""Found by xlwings Server in this place; the work is in xl_addin.server.routes."""

from xl_addin.server.routes import router

__all__ = ["router"]
