"""Reading many files from outside in child processes: a hostile one costs its own place and nothing else.

A workbook may make a reader take all memory or run for hours, and some end the whole process without an
exception. Each child has a bound in memory (where the system knows one) and each file one in time. Files go
in batches because a task costs more than a small workbook; when a batch dies, its files are read again one by
one to find the guilty one.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import pickle
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from xl_addin.excel.reading.limits import PackageError

if sys.platform != "win32":
    import resource

File = TypeVar("File")
Result = TypeVar("Result")

# A second child pays only when it has this many files to read.
FILES_PER_WORKER = 8
GIGABYTE = 1024**3


def read_files(
    wanted: Iterable[File],
    function: Callable[[File], Result],
    *,
    workers: int | None = None,
    timeout_seconds: float = 30.0,
    memory_bytes: int = GIGABYTE,
    batch_files: int = 16,
    on_progress: Callable[[int, int], object] | None = None,
    start_method: str | None = None,
) -> Iterator[tuple[File, Result | PackageError]]:
    """(file, what `function` gives for it, or why the file is left out), in the order of `wanted`.

    What stands for a file is the caller's: a path, or a ReturnedFile; it is pickled.

    `function` runs in a child: it must be importable there (a function of a module, or functools.partial of
    one) and its module light to import; what it gives is pickled. A PackageError that it raises is given, and
    whatever else it raises becomes one. `timeout_seconds` bounds one batch, and then one file; `memory_bytes`
    what a child may take on top of what it started with (not on Windows). `on_progress(done, total)` is
    called here as results are given. `start_method`: "fork", "spawn" or "forkserver"; by default fork in a
    process with one thread on Linux, else spawn.
    """
    files = list(wanted)
    if not files:
        return
    pickle.dumps(function)  # a lambda would fail in the child, once for every file
    count = workers or min(os.cpu_count() or 1, math.ceil(len(files) / FILES_PER_WORKER))
    size = max(1, min(batch_files, math.ceil(len(files) / count)))
    batches = [files[start : start + size] for start in range(0, len(files), size)]
    pool = ProcessPool(
        max_workers=count,
        initializer=_prepare,
        initargs=(memory_bytes,),
        context=multiprocessing.get_context(start_method or _start_method()),
    )
    done = 0
    try:
        for batch, future in _scheduled(pool, function, batches, timeout_seconds, ahead=2 * count):
            results = _results(pool, function, batch, future, timeout_seconds)
            for file, result in zip(batch, results, strict=True):
                done += 1
                if on_progress is not None:
                    on_progress(done, len(files))
                yield file, result
    finally:
        # Nothing is under way that anybody waits for.
        pool.stop()
        pool.join()


def _scheduled(
    pool: ProcessPool,
    function: Callable[[File], Result],
    batches: Sequence[list[File]],
    timeout_seconds: float,
    ahead: int,
) -> Iterator[tuple[list[File], Future[Any]]]:
    """The batches in order, never more than `ahead` of them waiting with their results in memory."""
    waiting: deque[tuple[list[File], Future[Any]]] = deque()
    for batch in batches:
        waiting.append((batch, pool.schedule(_read_batch, args=(function, batch), timeout=timeout_seconds)))
        if len(waiting) > ahead:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _results(
    pool: ProcessPool,
    function: Callable[[File], Result],
    batch: list[File],
    future: Future[Any],
    timeout_seconds: float,
) -> list[Result | PackageError]:
    try:
        results: list[Result | PackageError] = future.result()
        return results
    except Exception as error:
        if len(batch) == 1:
            return [_refusal(error, timeout_seconds)]
    alone = [pool.schedule(_read_batch, args=(function, [file]), timeout=timeout_seconds) for file in batch]
    results = []
    for single in alone:
        try:
            results += single.result()
        except Exception as error:
            results.append(_refusal(error, timeout_seconds))
    return results


def _refusal(error: Exception, timeout_seconds: float) -> PackageError:
    if isinstance(error, TimeoutError):
        return PackageError("file_takes_too_long", seconds=f"{timeout_seconds:g}")
    if isinstance(error, MemoryError):
        return PackageError("file_needs_too_much_memory")
    if isinstance(error, ProcessExpired):
        return PackageError("file_crashes_reader", error=f"exit code {error.exitcode}")
    return PackageError("file_unreadable", error=f"{type(error).__name__}: {error}")


def _read_batch(function: Callable[[File], Result], batch: list[File]) -> list[Result | PackageError]:
    """In the child. Memory that ran out ends the batch: what is left of it cannot be trusted to be enough."""
    results: list[Result | PackageError] = []
    for file in batch:
        try:
            results.append(function(file))
        except MemoryError:
            raise
        except PackageError as error:
            if error.message_id == "file_needs_too_much_memory":
                raise MemoryError from error
            results.append(error)
        except Exception as error:
            # Workbooks fail in more ways than anyone has listed; the folder goes on and the file is named.
            results.append(PackageError("file_unreadable", error=f"{type(error).__name__}: {error}"))
    return results


def _prepare(memory_bytes: int) -> None:
    """In the child, once: bound its memory; let the collector rest while cells are made by the thousand."""
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


def _start_method() -> str:
    # A fork copies the locks of other threads as they are at that moment, held ones too.
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn"
