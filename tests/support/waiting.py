"""Waiting in tests that may share their process with Playwright, whose loop is always running in its thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def elsewhere(work: Callable[[], T]) -> T:
    """What a function gives, called in a thread where no event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def finished(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, run to its end in an event loop of its own."""
    return elsewhere(lambda: asyncio.run(coroutine))
