"""Found by xlwings Server in this place; the work is in xl_addin.server.scripts."""

from xl_addin.server.scripts import check_rows

__all__ = ["check_rows"]
