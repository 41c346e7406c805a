"""Work beside this process, in a copy of it: two cores then write one report.

Only Linux copies a process at no cost, and only one without threads safely. Where it cannot be had, or ends
badly, the work is done in this process when its result is asked for: the same result, later.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Result = TypeVar("Result")

STILL_SECONDS = 60.0
"""A copy that has not answered so long after it was asked is given up."""


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin with `work` in a copy of this process; what is given waits for its result, which is pickled.

    What `work` changes stays in the copy. It may be done here, too, so it must not matter how often it is done.
    """
    if not _can_be_copied():
        yield work
        return
    context: Any = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, there), daemon=True)
    try:
        with without_interrupts():
            process.start()
    except OSError:
        here.close()
        there.close()
        yield work
        return
    there.close()
    try:
        yield lambda: _answered(here, work, process)
    finally:
        here.close()
        process.kill()
        process.join()


def copied_or_new() -> str:
    """How a process is started: "fork" where that is safe, else "spawn"."""
    # A fork copies the locks of other threads as they are at that moment, held ones too.
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn"


@contextmanager
def without_interrupts() -> Iterator[None]:
    """A process started here never gets Ctrl+C: its parent does, and ends it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _can_be_copied() -> bool:
    if sys.platform != "linux" or copied_or_new() != "fork":
        return False
    # A process that is itself a helper may start none.
    return len(os.sched_getaffinity(0)) > 1 and not multiprocessing.current_process().daemon


def _answer(work: Callable[[], object], there: Connection) -> None:
    with suppress(OSError):
        os.nice(5)  # it is the parent that everybody waits for
    with suppress(Exception):  # the parent does the work itself, and is told what is wrong with it
        there.send_bytes(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))


def _answered(here: Connection, work: Callable[[], Result], process: BaseProcess) -> Result:
    try:
        if here.poll(STILL_SECONDS):
            answer: Result = pickle.loads(here.recv_bytes())
            # Its memory is given back while this process goes on.
            process.kill()
            return answer
    except (EOFError, OSError):
        pass
    return work()
