"""What happens when the server starts and stops."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from types import ModuleType
from typing import cast

from fastapi import FastAPI
from xlwings.pro import _xlremote

from xl_addin.model.expressions.text_functions import import_functions
from xl_addin.office.state_folder import current
from xl_addin.server.officer.jobs import JobQueue
from xl_addin.server.returns.upload_inspection import readers

SHEETS_REMEMBERED = 32

CALM = (20_000, 20, 20)
"""Thresholds of the garbage collector, which would look at everything that was ever imported between two live checks
and hold the second up; what a check makes is freed without it."""


def bound_sheet_cache() -> None:
    """Let xlwings remember few sheets instead of all.

    xlwings 0.37.8 keeps every sheet matrix it ever parsed (`get_range_api`, an unbounded lru_cache keyed
    by the whole sheet): 3,000 calls took 600 MB. The soak test fails when this name moves."""
    inner = _xlremote.get_range_api.__wrapped__
    _xlremote.get_range_api = lru_cache(maxsize=SHEETS_REMEMBERED)(inner)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Found by xlwings Server through project/lifespan.py."""
    bound_sheet_cache()
    # Which xlwings looks for on the disk at every call, to see whether it runs in a browser.
    sys.modules.setdefault("pyodide.ffi", cast(ModuleType, None))
    import_functions()
    gc.freeze()
    gc.set_threshold(*CALM)
    app.state.job_queue = JobQueue(current().made)
    try:
        yield
    finally:
        app.state.job_queue.close()
        readers.end()
