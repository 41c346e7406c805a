"""What workers of a cluster are given to do in tests: readings that fail, or that only another worker ends."""

from __future__ import annotations

import os
import time
from pathlib import Path

from xl_addin.offices.sources import Source

BEGUN, DONE = ".begun", ".done"
LONGEST = 300.0
"""Seconds after which a reading that nobody ends gives up, so that no test hangs."""


def text_of(source: Source) -> str:
    """The file's text."""
    return source.read().decode()


def text_or_fault(source: Source) -> str:
    """The file's text; one that is called "fault" takes its process down."""
    if source.name.startswith("fault"):
        os.abort()
    return text_of(source)


def text_at_the_second_try(source: Source) -> str:
    """The file's text. Whoever reads one that is called "slow" first waits until somebody reads it again."""
    if source.name.startswith("slow"):
        begun, done = Path(source.url + BEGUN), Path(source.url + DONE)
        if begun.exists():
            done.touch()
        begun.touch()
        until = time.monotonic() + LONGEST
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.05)
    return text_of(source)
