"""Logging without what people typed.

xlwings Server logs the text of exceptions, and uvicorn their tracebacks; both can quote a cell.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 5_000_000
KEPT = 3
"""The log begins anew at so many bytes; so many older ones are kept."""


class NoValues(logging.Filter):
    """Lets a record through with the exception's type only."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, BaseException):
            record.msg, record.args = type(record.msg).__name__, ()
        if record.args:
            args = record.args if isinstance(record.args, tuple) else (record.args,)
            record.args = tuple(type(a).__name__ if isinstance(a, BaseException) else a for a in args)
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = f"{record.getMessage()} {record.exc_info[0].__name__}", ()
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


def set_up_logging(file: Path, level: str = "INFO") -> None:
    """One line per event in the file, and on stderr only what went wrong: there stand the instructions.

    The filter sits on the handlers, so no logger escapes it."""
    kept = RotatingFileHandler(file, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    shown = logging.StreamHandler()
    shown.setLevel(logging.WARNING)
    for handler in (kept, shown):
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        handler.addFilter(NoValues())
    root = logging.getLogger()
    root.handlers[:] = [kept, shown]
    root.setLevel(level)
    for name in ("xlwings_server", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # xlwings Server logs each script's name and caller at INFO and the text of XlwingsErrors at ERROR;
    # the middleware logs the same request with its status.
    logging.getLogger("xlwings_server.main").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
