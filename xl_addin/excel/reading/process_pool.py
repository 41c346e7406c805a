"""Reading many files from outside in child processes: a hostile one costs its own place and nothing else.

A reading process may also be ended from outside: by the system when memory is short, by a virus scanner, by
hand. Whatever ended one, another takes its place and reads the file that was under way again, alone; the
files behind it wait for their turn. A file is given up only after it took several processes with it, and the
run only when no process lives long enough to read anything.
"""

from __future__ import annotations

import math
import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Any, TypeVar

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.reading_loop import GIGABYTE, OUT_OF_MEMORY, READY, TOO_LONG
from xl_addin.excel.reading.reading_process import KeptReaders, ReadingProcess, end_together, is_fault
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.problems.errors import CatalogueError

File = TypeVar("File")
Result = TypeVar("Result")

FILES_PER_WORKER, BYTES_PER_WORKER = 12, 640 * 1024
"""A second process pays only when there is more than this: starting it takes as long as reading four small files."""

AHEAD = 2
"""Files that a process has at once: the one it reads and the next, so that it never waits for its parent."""

LAST_FILES = 6
"""For each process, how many files are given one by one at the end, so that none waits behind a long one."""

LIGHT_BYTES = 32 * 1024
"""What stands for a file, pickled: more (a file out of a zip) is sent only to a process that waits for it."""

WINDOW = 32
"""For each process, how many results may wait in memory for one that comes before them."""

FAULTS_OF_A_FILE, ENDS_OF_A_FILE = 2, 20
"""Tries of a file that makes its process fail, and of one whose process was ended as if from outside."""

LONG_ENDS, LONG_SECONDS = 6, 10.0
"""Fewer tries of the second kind are enough where they took so long together: a file that fills all memory."""

ENDS_OF_A_CHASED_FILE, ENDS_ELSEWHERE, CHASED_SECONDS = 400, 0.25, 30.0
"""More where for each of its processes at least so many others were ended: something ends every process. But
two files that fill all memory end each other's, so not where they took so long."""

FRESH_TRIES = 3
"""A file that lost so many fresh processes is read by an older one, too: something may end the newest."""

STILL_TIMES = 2
LOST_STARTS, LOST_FILES = 40, 25
"""Processes in a row that did nothing, and files given up in a row, after which no reading is possible."""

LOST_SECONDS = 30.0
"""And for so long, as a busy computer takes its time to start a process."""

LOOK_SECONDS = 0.5
PAUSE_SECONDS, LONGEST_PAUSE = 0.05, 1.0


class ReadersLost(CatalogueError):
    """No reading process stays alive: something on this computer ends them."""

    def __init__(self) -> None:
        super().__init__("readers_lost")


def read_files(
    wanted: Iterable[File],
    function: Callable[[File], Result],
    *,
    workers: int | None = None,
    timeout_seconds: float = 5.0,
    memory_bytes: int = GIGABYTE,
    on_progress: Callable[[int, int], object] | None = None,
    start_method: str | None = None,
    kept: KeptReaders | None = None,
) -> Iterator[tuple[File, Result | PackageError]]:
    """(file, what `function` gives for it, or why the file is left out), in the order of `wanted`.

    What stands for a file is the caller's: a path, or a ReturnedFile; it is pickled.

    `function` runs in a child: it must be importable there (a function of a module, or functools.partial of
    one) and its module light to import; what it gives is pickled. A PackageError that it raises is given, and
    whatever else it raises becomes one. `timeout_seconds` bounds the processor time of one file
    (more on a slow computer);
    `memory_bytes` what a child may take on top of what it started with (not on Windows). `on_progress(done,
    total)` is called here as results are given. `start_method`: "fork" or "spawn"; by default fork in a
    process with one thread on Linux, else spawn. `kept`: where processes come from and go back to; all calls with
    the same one bound the memory alike. Raises ReadersLost.
    """
    files = list(wanted)
    if not files:
        return
    work = pickle.dumps((function, timeout_seconds))  # a lambda would fail in the child, once for every file
    count = workers or enough_processes(files)
    pool = _Pool(files, work, count, timeout_seconds, memory_bytes, start_method, kept)
    try:
        for done, result in enumerate(pool.results(), 1):
            if on_progress is not None:
                on_progress(done, len(files))
            yield files[done - 1], result
    finally:
        pool.end()


def enough_processes(files: Sequence[object]) -> int:
    """How many processes pay for so many files, or for as much in few large ones."""
    most = os.cpu_count() or 1
    by_number = math.ceil(len(files) / FILES_PER_WORKER)
    if by_number >= most:
        return most
    return min(most, max(by_number, math.ceil(sum(map(_size, files)) / BYTES_PER_WORKER)))


def _in_order(files: Sequence[object]) -> list[int]:
    """The numbers of the files as they are begun: of few the largest first, so that the processes end together."""
    numbers = range(len(files))
    return (
        sorted(numbers, key=lambda number: -_size(files[number])) if len(files) <= WINDOW else list(numbers)
    )


def _size(file: object) -> int:
    return file.size if isinstance(file, ReturnedFile) else 0


class _Pool:
    """The processes, what each file still needs, and the results that wait for their turn."""

    def __init__(
        self,
        files: Sequence[Any],
        work: bytes,
        count: int,
        seconds: float,
        memory_bytes: int,
        start_method: str | None,
        kept: KeptReaders | None,
    ) -> None:
        self.files = files
        self.work = work
        self.count = min(count, len(files))
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.start_method = start_method
        self.kept = kept
        self.processes: list[ReadingProcess] = []
        self.waiting = deque(_in_order(files))
        self.alone: deque[int] = deque()
        self.found: dict[int, Any] = {}
        self.given = 0
        self.faults: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.stills: dict[int, int] = {}
        self.read_at = time.monotonic()
        self.lost_seconds: dict[int, float] = {}
        self.ended = 0
        self.ended_before: dict[int, int] = {}
        self.lost_starts = 0
        self.lost_files = 0
        self.start_at = 0.0

    def results(self) -> Iterator[Any]:
        while self.given < len(self.files):
            while self.given in self.found:
                self.given += 1
                yield self.found.pop(self.given - 1)
            if self.given < len(self.files):
                self._start()
                self._feed()
                self._listen()

    def end(self) -> None:
        """Nothing is under way that anybody waits for."""
        if self.kept is None:
            end_together(self.processes)
        else:
            for process in self.processes:
                self.kept.give_back(self.work, process)
        self.processes.clear()

    def _start(self) -> None:
        """As many processes as there is work for; one that could not start, or died early, after a pause."""
        if self.alone and not any(self._may_read_alone(process) for process in self.processes):
            # What is read alone needs a process that has read nothing else.
            for process in [one for one in self.processes if not one.tasks][:1]:
                self._drop(process)
        under_way = sum(len(process.tasks) for process in self.processes)
        wanted = min(self.count, len(self.waiting) + len(self.alone) + under_way)
        while len(self.processes) < wanted and time.monotonic() >= self.start_at:
            # What is read alone needs a fresh one.
            taken = self.kept.take(self.work) if self.kept is not None and not self.alone else None
            try:
                process = taken or ReadingProcess(self.processes, self.memory_bytes, self.start_method)
            except OSError:
                self._lost_start()
            else:
                self.processes.append(process)

    def _feed(self) -> None:
        for process in list(self.processes):
            try:
                while (number := self._next_for(process)) is not None:
                    message = pickle.dumps((number, self.files[number]))
                    if process.tasks and len(message) > LIGHT_BYTES:
                        # It would not fit beside another: its parent would wait for the file before.
                        self.waiting.appendleft(number)
                        break
                    process.give(number, message)
            except OSError:
                self._lost(process)

    def _next_for(self, process: ReadingProcess) -> int | None:
        """A file that took a process with it goes, alone, to one that has read nothing else."""
        if not process.ready:
            return None
        if self.alone and self._may_read_alone(process):
            return self.alone.popleft()
        # What it reads alone it keeps alone.
        most = AHEAD if len(self.waiting) > self.count * LAST_FILES else 1
        if any(number in self.ends for number in process.tasks) or len(process.tasks) >= most:
            return None
        if self.waiting and self.waiting[0] < self.given + WINDOW * self.count:
            return self.waiting.popleft()
        return None

    def _may_read_alone(self, process: ReadingProcess) -> bool:
        """Whether a process may read the file that is read alone next."""
        often = self.ends.get(self.alone[0], 0) >= FRESH_TRIES
        return process.is_fresh or (often and not process.tasks)

    def _listen(self) -> None:
        by_signal: dict[Any, ReadingProcess] = {}
        for process in self.processes:
            by_signal[process.connection] = by_signal[process.process.sentinel] = process
        if by_signal:
            heard = wait(list(by_signal), LOOK_SECONDS)
        else:
            time.sleep(max(0.0, min(LONGEST_PAUSE, self.start_at - time.monotonic())))
            heard = []
        for process in {id(by_signal[one]): by_signal[one] for one in heard}.values():
            self._hear(process)
        for process in list(self.processes):
            self._guard(process)

    def _hear(self, process: ReadingProcess) -> None:
        try:
            for number, answer in process.answers():
                if number == READY:
                    process.begin(self.work)
                    continue
                spent = isinstance(answer, PackageError) and answer.message_id in (OUT_OF_MEMORY, TOO_LONG)
                if spent and answer.message_id == OUT_OF_MEMORY and process.answered > 1:
                    # What other files left behind took a part of its memory.
                    self._read_alone(number)
                else:
                    self._settle(number, answer)
                self.lost_starts = self.lost_files = 0
                self.read_at = time.monotonic()
                if spent:
                    self._drop(process)
                    return
        except (EOFError, OSError):
            self._lost(process)

    def _read_alone(self, number: int) -> None:
        self.ends.setdefault(number, 0)
        self.alone.append(number)

    def _settle(self, number: int, answer: Any) -> None:
        self.found[number] = answer
        for counted in (self.faults, self.ends, self.stills, self.ended_before):
            counted.pop(number, None)

    def _guard(self, process: ReadingProcess) -> None:
        """End a process that will never answer."""
        if process.is_over(self.seconds):
            number = process.tasks.popleft()
            self._settle(number, self._too_long())
            self._drop(process)
        elif process.is_still():
            if process.tasks:
                number = process.tasks.popleft()
                self.stills[number] = self.stills.get(number, 0) + 1
                if self.stills[number] < STILL_TIMES:
                    self._read_alone(number)
                else:
                    self._settle(number, self._too_long())
            else:
                self._lost_start()
            self._drop(process)

    def _too_long(self) -> PackageError:
        return PackageError(TOO_LONG, seconds=f"{self.seconds:g}")

    def _drop(self, process: ReadingProcess, patience: float = 0) -> int | None:
        """End a process; its files, none of them begun, come before those that nobody has yet."""
        self.processes.remove(process)
        self.waiting.extendleft(reversed(process.tasks))
        return process.end(patience)

    def _lost(self, process: ReadingProcess) -> None:
        """A process has ended: the file it was reading is read again alone, or given up."""
        number = process.tasks.popleft() if process.tasks else None
        took = process.seconds_at_it
        code = self._drop(process, LOOK_SECONDS)
        if number is None:
            self.ended += 1
            self._lost_start()
            return
        counted, most = (self.faults, FAULTS_OF_A_FILE) if is_fault(code) else (self.ends, ENDS_OF_A_FILE)
        counted[number] = counted.get(number, 0) + 1
        self.lost_seconds[number] = self.lost_seconds.get(number, 0.0) + took
        if counted is self.ends:
            most = self._most_ends(number)
        if counted[number] < most:
            self._read_alone(number)
            return
        self._settle(number, PackageError("file_crashes_reader", error=f"exit code {code}"))
        if counted is self.ends:
            self.lost_files += 1
            if self.lost_files >= LOST_FILES:
                raise ReadersLost

    def _most_ends(self, number: int) -> int:
        """How often the processes of a file may be ended from outside, one of which just was."""
        self.ended += 1
        ends = self.ends[number]
        elsewhere = self.ended - self.ended_before.setdefault(number, self.ended - 1) - ends
        took = self.lost_seconds[number]
        if elsewhere >= ends * ENDS_ELSEWHERE and took < CHASED_SECONDS:
            return ENDS_OF_A_CHASED_FILE
        is_long = ends >= LONG_ENDS and took > LONG_SECONDS
        return LONG_ENDS if is_long else ENDS_OF_A_FILE

    def _lost_start(self) -> None:
        """A process has ended, or could not start, before it read anything."""
        self.lost_starts += 1
        if self.lost_starts >= LOST_STARTS and time.monotonic() - self.read_at > LOST_SECONDS:
            raise ReadersLost
        self.start_at = time.monotonic() + min(PAUSE_SECONDS * self.lost_starts, LONGEST_PAUSE)
