"""What a reading process does: one file after another, within its bounds, and never longer than its parent lives.

A workbook may make a reader take all memory or run for hours. Memory is bounded where the system knows a
bound; time is processor time, so that a busy machine refuses no good file.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from xl_addin.excel.reading.limits import PackageError

if sys.platform != "win32":
    import resource

NUMBER = struct.Struct("<q")
READY = -1
"""In place of a file's number: the process has started and takes files."""

OUT_OF_MEMORY = "file_needs_too_much_memory"
TOO_LONG = "file_takes_too_long"

GIGABYTE = 1024**3
PARENT_SECONDS = 0.5
"""Between two looks at the parent."""

TIMER_SECONDS = 0.2
"""Between two reminders that the time of a file is over: the first may fall where a library drops it."""

USUAL_SECONDS = 0.012
"""Processor time of a little work on a usual computer."""

PR_SET_PDEATHSIG = 1


class _TimeIsOver(BaseException):
    """Not an Exception: a parser that catches those would go on."""


def read_until_told(
    connection: Connection,
    others: Sequence[Connection],
    memory_bytes: int,
    parent: int,
    get_ready: Callable[[], object] | None = None,
) -> None:
    """Answer (number, file) with number and pickled result or PackageError, until the parent has no more.

    The first message from the parent is (function, seconds of processor time for one file). `others`: ends of
    pipes that a forked process has from its parent and must not keep open. `get_ready` is called first. Ends by
    itself after a file that took all its memory or time: what is left of such a process cannot be trusted to be
    enough.
    """
    for other in others:
        other.close()
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    end_with_parent(parent)
    if get_ready is not None:
        with suppress(Exception):  # what it lacks it says of the file that needs it
            get_ready()
    _prepare(memory_bytes)
    try:
        connection.send_bytes(_packed(READY, None))
        function, seconds = connection.recv()
        spent = False
        while not spent:
            number, file = connection.recv()
            answer = _answer(function, file, seconds)
            spent = isinstance(answer, PackageError) and answer.message_id in (OUT_OF_MEMORY, TOO_LONG)
            connection.send_bytes(_packed(number, answer))
    except (EOFError, OSError):
        return  # Nobody is there who waits for an answer.


def end_with_parent(parent: int) -> None:
    """See to it that this process ends soon after the process `parent` that started it, however that ends."""
    if sys.platform == "linux":
        # At once, and even where a C function never lets a thread of this process run.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    looked = threading.Event()
    threading.Thread(target=_watch, args=(parent, looked), daemon=True).start()
    # What a thread takes for itself is taken before the memory is bounded.
    looked.wait(10)


def _watch(parent: int, looked: threading.Event) -> None:
    mother = multiprocessing.parent_process()
    if sys.platform == "win32" and mother is not None:
        looked.set()
        mother.join()
    else:
        while os.getppid() == parent:
            looked.set()
            time.sleep(PARENT_SECONDS)
    os._exit(1)


def _prepare(memory_bytes: int) -> None:
    """Bound the memory; let the collector rest while cells are made by the thousand."""
    if sys.platform != "win32":
        taken = _address_space()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = taken + memory_bytes
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        # A process that dies of memory leaves no core file in the officer's folder.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _address_space() -> int:
    """Bytes of address space this process has taken; a forked child begins with its parent's."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return GIGABYTE
    return pages * resource.getpagesize()


@cache
def _slowness() -> float:
    """How many times slower this computer is than one of the year 2020; at least 1. A slow one gets more time.

    Asked only once a file has taken its time: looking takes as long as reading a small file.
    """
    started = time.process_time()
    for _ in range(3):
        "".join(str(number) for number in range(20_000))
    return max(1.0, (time.process_time() - started) / USUAL_SECONDS)


def _answer(function: Callable[[Any], Any], file: Any, seconds: float) -> Any:
    try:
        with _bounded(seconds):
            return function(file)
    except _TimeIsOver:
        return PackageError(TOO_LONG, seconds=f"{seconds * _slowness():g}")
    except MemoryError:
        return PackageError(OUT_OF_MEMORY)
    except PackageError as error:
        return error
    except Exception as error:
        return unreadable(error)


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raises _TimeIsOver in what takes more processor time; on Windows the parent alone watches."""
    if sys.platform == "win32":
        yield
        return
    running, more = True, 0.0

    def end(*_: object) -> None:
        nonlocal more
        if not running:
            return
        if not more:
            signal.setitimer(signal.ITIMER_PROF, 0)
            try:
                more = seconds * (_slowness() - 1)
            finally:
                signal.setitimer(signal.ITIMER_PROF, more or TIMER_SECONDS, TIMER_SECONDS)
            if more:
                return
        raise _TimeIsOver

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds, TIMER_SECONDS)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)


def _packed(number: int, answer: Any) -> bytes:
    """The number, then the pickled answer: what cannot be unpickled must still be known by its number."""
    try:
        content = pickle.dumps(answer)
    except MemoryError:
        content = pickle.dumps(PackageError(OUT_OF_MEMORY))
    except Exception as error:
        content = pickle.dumps(unreadable(error))
    return NUMBER.pack(number) + content


def unreadable(error: Exception) -> PackageError:
    """Workbooks fail in more ways than anyone has listed; the folder goes on and the file is named."""
    return PackageError("file_unreadable", error=f"{type(error).__name__}: {error}")
