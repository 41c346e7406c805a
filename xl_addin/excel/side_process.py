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
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Told = TypeVar("Told")
Reply = TypeVar("Reply")
Result = TypeVar("Result")

STILL_SECONDS = 60.0
"""A copy that has not answered so long after it was asked is given up."""


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin with `work` in a copy of this process; what is given waits for its result, which is pickled.

    What `work` changes stays in the copy. It may be done here, too, so it must not matter how often it is done.
    """
    with _copied(_answer, work) as copied:
        yield work if copied is None else lambda: _answered(copied, work)


class InSteps(Generic[Told, Reply, Result]):
    """Work that tells something half-way and goes on when it has been replied to."""

    def __init__(self, work: Callable[[], Generator[Told, Reply, Result]], copied: _Copy | None) -> None:
        self._work, self._copied = work, copied
        self._here: Generator[Told, Reply, Result] | None = None
        self._reply: Any = None

    def told(self) -> Told:
        """What it tells; waited for."""
        if self._copied is not None:
            with suppress(EOFError, OSError):
                told: Told = self._copied.answer()
                return told
            self._copied = None
        return self._begun_here()[1]

    def go_on(self, reply: Reply) -> None:
        """Reply to what it told."""
        self._reply = reply
        if self._copied is not None:
            with suppress(OSError):
                self._copied.connection.send_bytes(pickle.dumps(reply, pickle.HIGHEST_PROTOCOL))
                return
            self._copied = None

    def result(self) -> Result:
        """Its result; waited for."""
        if self._copied is not None:
            with suppress(EOFError, OSError):
                result: Result = self._copied.answer()
                self._copied.process.kill()
                return result
        here = self._begun_here()[0] if self._here is None else self._here
        try:
            here.send(self._reply)
        except StopIteration as ended:
            last: Result = ended.value
            return last
        raise RuntimeError("it tells something twice")

    def _begun_here(self) -> tuple[Generator[Told, Reply, Result], Told]:
        self._here = self._work()
        return self._here, next(self._here)


@contextmanager
def beside_in_steps(
    work: Callable[[], Generator[Told, Reply, Result]],
) -> Iterator[InSteps[Told, Reply, Result]]:
    """Begin with `work` as `beside` does; it yields once, for a reply. All that goes to and fro is pickled."""
    with _copied(_answer_in_steps, work) as copied:
        yield InSteps(work, copied)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy of this process, and the connection to it."""

    process: BaseProcess
    connection: Connection

    def answer(self) -> Any:
        """Raises EOFError or OSError where it gives none."""
        if not self.connection.poll(STILL_SECONDS):
            raise EOFError
        return pickle.loads(self.connection.recv_bytes())


@contextmanager
def _copied(
    answer: Callable[[Any, Connection, Connection], None], work: Callable[[], object]
) -> Iterator[_Copy | None]:
    """A copy that works from here to the block's end; None where none can be had."""
    if not _can_be_copied():
        yield None
        return
    context: Any = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=answer, args=(work, here, there), daemon=True)
    try:
        with without_interrupts():
            process.start()
    except OSError:
        here.close()
        there.close()
        yield None
        return
    there.close()
    try:
        yield _Copy(process, here)
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


def _answer(work: Callable[[], object], here: Connection, there: Connection) -> None:
    here.close()
    with suppress(OSError):
        os.nice(5)  # it is the parent that everybody waits for
    with suppress(Exception):  # the parent does the work itself, and is told what is wrong with it
        there.send_bytes(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))


def _answer_in_steps(
    work: Callable[[], Generator[object, object, object]], here: Connection, there: Connection
) -> None:
    # Without it the copy would wait for its parent's reply for ever, whatever becomes of the parent.
    here.close()
    with suppress(Exception):
        begun = work()
        there.send_bytes(pickle.dumps(next(begun), pickle.HIGHEST_PROTOCOL))
        try:
            begun.send(pickle.loads(there.recv_bytes()))
        except StopIteration as ended:
            there.send_bytes(pickle.dumps(ended.value, pickle.HIGHEST_PROTOCOL))


def _answered(copied: _Copy, work: Callable[[], Result]) -> Result:
    with suppress(EOFError, OSError):
        answer: Result = copied.answer()
        # Its memory is given back while this process goes on.
        copied.process.kill()
        return answer
    return work()
