"""Found by xlwings Server in this place; the work is in xl_addin.server.xlwings_scripts."""

from xl_addin.server.xlwings_scripts import check_rows

__all__ = ["check_rows"]
