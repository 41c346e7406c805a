"""A reading process as its parent sees it: started, given files, listened to and ended, never waited for."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from xl_addin.excel.reading.reading_loop import GIGABYTE, NUMBER, READY, read_until_told, unreadable
from xl_addin.excel.side_process import copied_or_new, without_interrupts

STILL_SECONDS = 30.0
MOVED_SECONDS = 0.05
"""A process that took no more processor time than this in so long is stopped, or waits for a disk that does not
answer; looking at its parent takes a little."""

SPARE_SECONDS = 2.0
"""Processor time that a process may take beyond a file's, before its parent ends it."""

UNKNOWN_FACTOR = 10
"""Where the processor time of another process cannot be asked: this many seconds on the clock for one of it."""

END_SECONDS = 5.0

MOST_FILES = 50
"""A process that has read so many is not kept: what files leave behind in it does not grow for ever."""

FIRST_FAULT = 0x80000000
"""Exit codes from here are exceptions of the system on Windows."""

FAULTS = frozenset(
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT", "SIGSYS", "SIGTRAP")
    if hasattr(signal, name)
)


class ReadingProcess:
    """One process and the numbers of the files that it was given (`tasks`, the first of them being read).

    `answered`: how many files it has answered; `get_ready`: what it calls first. Raises OSError where the system
    starts no process.
    """

    def __init__(
        self,
        others: Sequence[ReadingProcess],
        memory_bytes: int,
        start_method: str | None,
        get_ready: Callable[[], object] | None = None,
    ) -> None:
        context: Any = multiprocessing.get_context(start_method or copied_or_new())
        self.connection, there = context.Pipe()
        self.tasks: deque[int] = deque()
        self.ready = False
        self.answered = 0
        self._since = self._moved_at = 0.0
        self._taken: float | None = None
        self._moved: float | None = None
        try:
            _bound_waits(self.connection)
            inherited = [self.connection, *(other.connection for other in others)]
            self.process = context.Process(
                target=read_until_told,
                args=(
                    there,
                    inherited if context.get_start_method() == "fork" else [],
                    memory_bytes,
                    os.getpid(),
                    get_ready,
                ),
                daemon=True,
            )
            with without_interrupts():
                self.process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            there.close()
        self._mark()

    @property
    def is_fresh(self) -> bool:
        """Whether it was given no file yet."""
        return not self.answered and not self.tasks

    @property
    def seconds_at_it(self) -> float:
        """How long it has been at its file, on the clock."""
        return time.monotonic() - self._since

    def begin(self, work: bytes) -> None:
        """Tell what is to be done with every file: (function, seconds) as pickled. Raises OSError."""
        self.ready = True
        self.connection.send_bytes(work)
        self._mark()

    def give(self, number: int, message: bytes) -> None:
        """Let it read a file after those that it has: (number, file) as pickled. Raises OSError."""
        if not self.tasks:
            self._mark()
        self.tasks.append(number)
        self.connection.send_bytes(message)

    def answers(self) -> Iterator[tuple[int, Any]]:
        """What it has sent: (number of a file, result), or (READY, None). Raises OSError, EOFError when it died."""
        while self.connection.poll():
            message = self.connection.recv_bytes()
            number = NUMBER.unpack_from(message)[0]
            if number != READY:
                self.tasks.popleft()
                self.answered += 1
            self._mark()
            yield number, _unpacked(message[NUMBER.size :])
        if not self.process.is_alive() and not self.connection.poll():
            raise EOFError

    def is_over(self, seconds: float) -> bool:
        """Whether its file has taken more than these seconds of processor time."""
        taken = processor_seconds(self.process.pid)
        if taken is None or self._taken is None:
            return bool(self.tasks) and time.monotonic() - self._since > seconds * UNKNOWN_FACTOR
        return bool(self.tasks) and taken - self._taken > seconds + SPARE_SECONDS

    def is_still(self) -> bool:
        """Whether it should be working and has done nothing at all for long."""
        if self.ready and not self.tasks:
            return False
        taken, now = processor_seconds(self.process.pid), time.monotonic()
        if taken is None:
            return now - self._moved_at > STILL_SECONDS * UNKNOWN_FACTOR
        if self._moved is None or taken > self._moved + MOVED_SECONDS:
            self._moved, self._moved_at = taken, now
        return now - self._moved_at > STILL_SECONDS

    def end(self, patience: float = 0) -> int | None:
        """End it, whatever it does; its exit code, None where the system does not give it away.

        `patience`: seconds in which a process that is ending by itself may still say with which code.
        """
        self.connection.close()
        self.process.join(patience)
        self.process.kill()
        self.process.join(END_SECONDS)
        code = self.process.exitcode
        with suppress(ValueError):
            self.process.close()
        return code

    def _mark(self) -> None:
        now, taken = time.monotonic(), processor_seconds(self.process.pid)
        self._since, self._moved_at = now, now
        self._taken, self._moved = taken, taken


class KeptReaders:
    """At most so many processes that wait for more of the work they were told, for who reads a file now and then:
    starting one takes longer than most files do. Safe to share between threads.

    A file still costs its own place and nothing else: a process that failed, or gave a file up, is not kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._waiting: list[tuple[bytes | None, ReadingProcess]] = []

    def start(self, get_ready: Callable[[], object], memory_bytes: int = GIGABYTE) -> None:
        """Have one that takes the first work that comes, and meanwhile calls `get_ready`, as importable as any work."""
        with suppress(OSError):  # who takes none starts one
            self._waiting.append((None, ReadingProcess([], memory_bytes, None, get_ready)))

    def take(self, work: bytes) -> ReadingProcess | None:
        """One that was told this work, or none yet, for the caller alone."""
        with self._lock:
            for place, (told, process) in enumerate(self._waiting):
                if told is None or told == work:
                    del self._waiting[place]
                    return process
        return None

    def give_back(self, work: bytes, process: ReadingProcess) -> None:
        """Let it wait, unless it is not idle or has read enough; the one that has waited longest may have to go."""
        over = [process]
        if process.ready and not process.tasks and process.answered < MOST_FILES:
            with self._lock:
                self._waiting.append((work, process))
                over = [self._waiting.pop(0)[1]] if len(self._waiting) > self.most else []
        for one in over:
            one.end()

    def end(self) -> None:
        """End those that wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        end_together([process for _, process in waiting])


def end_together(processes: Sequence[ReadingProcess]) -> None:
    """End processes, none of which is waited for before all are ending: giving up its memory takes one a while."""
    for process in processes:
        process.process.kill()
    for process in processes:
        process.end()


def _unpacked(answer: bytes) -> Any:
    try:
        return pickle.loads(answer)
    except Exception as error:
        return unreadable(error)


def is_fault(code: int | None) -> bool:
    """Whether a process with this exit code ended by its own doing: not by a signal or a hand from outside."""
    if code is None:
        return False
    if code < 0:
        return -code in FAULTS
    return sys.platform != "win32" or code >= FIRST_FAULT


def processor_seconds(pid: int | None) -> float | None:
    """Processor time of another process; None where it is gone, or the system does not tell."""
    if sys.platform != "linux" or pid is None:
        return None
    try:
        # The clock of a process, as clock_getcpuclockid(3) makes its number.
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return None


def _bound_waits(connection: Connection) -> None:
    """No sending and no receiving waits for a process that was stopped in the middle of a message."""
    if sys.platform != "win32":
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            bound = struct.pack("ll", int(STILL_SECONDS), 0)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
