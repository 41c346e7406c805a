"""Reading the reports on Dask's distributed scheduler: the function and the result are those of one computer.

Files go out in batches. A batch whose worker died is read again by another, which is Dask's own doing; one that
takes several workers down is read file by file, so that the file that does it is left out alone. A batch that
nobody has answered for long is given to a second worker, and the first answer counts.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.offices.national import Answer
from xl_addin.offices.office_report import OfficeReport
from xl_addin.offices.sources import OfficesError, Source

Read = Callable[[Source], OfficeReport]
ReadBatch = Callable[[Read, Sequence[Source]], list[OfficeReport | PackageError]]
Progress = Callable[[int, int], object]

SECONDS = 60.0
"""Processor time of one report."""

BATCH = 8
MOST_GIVEN = 256
"""Batches that the scheduler has at once: what it remembers does not grow with the number of files."""

POLL_SECONDS = 1.0
SLOW_SECONDS, SLOW_TIMES = 60.0, 4
"""A batch is slow when it takes so long, and so many times what the slowest other one took."""


@dataclass(slots=True)
class ClusterRun:
    """What happened on a cluster: addresses of workers that went while they held files of this run, and how many
    batches were given out twice."""

    workers_lost: set[str] = field(default_factory=set)
    given_twice: int = 0

    def problems(self) -> list[Problem]:
        """What is told of it."""
        told = []
        if self.workers_lost:
            told.append(problem("offices_worker_lost", value=str(len(self.workers_lost))))
        if self.given_twice:
            told.append(problem("offices_worker_slow", value=str(self.given_twice)))
        return told


@contextmanager
def cluster_client(address: str | None, workers: int | None = None) -> Iterator[Any]:
    """A client of the scheduler at an address, or of a local cluster of so many workers. Raises OfficesError."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise OfficesError("offices_lacks_scale", value="distributed") from error
    if address is None:
        # Only such workers may shelter themselves from a hostile file by a child process.
        with dask.config.set({"distributed.worker.daemon": False}):
            local = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            with local, Client(local) as client:
                yield client
        return
    try:
        client = Client(address, timeout="30s")
    except (OSError, ValueError, TimeoutError) as error:
        raise OfficesError("offices_no_scheduler", value=address, error=str(error)) from error
    with client:
        yield client


def read_batch(read: Read, sources: Sequence[Source]) -> list[OfficeReport | PackageError]:
    """What a worker does: a batch in a child process of its own where it may start one, else by itself."""
    if not multiprocessing.current_process().daemon:
        return [answer for _, answer in read_files(sources, read, workers=1, timeout_seconds=SECONDS)]
    return read_here(read, sources)


def read_here(read: Read, sources: Sequence[Source]) -> list[OfficeReport | PackageError]:
    """A batch in this process: for what needs no shelter, or starts child processes of its own."""
    answers: list[OfficeReport | PackageError] = []
    for source in sources:
        try:
            answers.append(read(source))
        except PackageError as error:
            answers.append(error)
    return answers


def read_in_turn(read: Read, sources: Sequence[Source], on_progress: Progress | None = None) -> list[Answer]:
    """Every file with its report or why there is none, one after the other in this process."""
    answers: list[Answer] = []
    for done, source in enumerate(sources, 1):
        answers += zip([source], read_here(read, [source]), strict=True)
        if on_progress is not None:
            on_progress(done, len(sources))
    return answers


def read_on_cluster(
    client: Any,
    sources: Sequence[Source],
    read: Read,
    run: ClusterRun,
    *,
    on_progress: Progress | None = None,
    slow_seconds: float = SLOW_SECONDS,
    batch: ReadBatch = read_batch,
    size: int = BATCH,
) -> list[Answer]:
    """Every file with its report or why there is none, in order; `run` is told what happened on the way.

    `batch`: what a worker does with up to `size` files.
    """
    return _Cluster(client, sources, partial(batch, read), size, run, on_progress, slow_seconds).answers()


@dataclass(frozen=True, slots=True)
class _Given:
    """A batch that was given out: numbers of its files, when, and whether it is the second time."""

    numbers: tuple[int, ...]
    since: float
    again: bool = False


class _Cluster:
    def __init__(
        self,
        client: Any,
        sources: Sequence[Source],
        work: Callable[[Sequence[Source]], list[OfficeReport | PackageError]],
        size: int,
        run: ClusterRun,
        on_progress: Progress | None,
        slow_seconds: float,
    ) -> None:
        self.client, self.sources, self.work, self.size, self.run = client, sources, work, size, run
        self.on_progress, self.slow_seconds = on_progress, slow_seconds
        self.found: dict[int, OfficeReport | PackageError] = {}
        self.given: dict[Any, _Given] = {}
        self.keys: set[str] = set()
        self.longest = 0.0
        self.answered_at = time.monotonic()

    def answers(self) -> list[Answer]:
        self.client.subscribe_topic("all", self._hear)
        try:
            self._read_all()
        finally:
            self.client.unsubscribe_topic("all")
        for future in self.given:
            future.cancel()
        return [(source, self.found[number]) for number, source in enumerate(self.sources)]

    def _read_all(self) -> None:
        from distributed import wait

        numbers = range(len(self.sources))
        waiting = deque(tuple(numbers[at : at + self.size]) for at in range(0, len(numbers), self.size))
        while len(self.found) < len(self.sources):
            while waiting and len(self.given) < MOST_GIVEN:
                self._give(waiting.popleft())
            try:
                ended = wait(list(self.given), timeout=POLL_SECONDS, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                self._give_slow_again()
                continue
            for future in ended:
                self._take(future)

    def _give(self, numbers: tuple[int, ...], again: bool = False) -> None:
        batch = [self.sources[number] for number in numbers]
        future = self.client.submit(self.work, batch, pure=False)
        self.given[future] = _Given(numbers, time.monotonic(), again)
        self.keys.add(future.key)

    def _take(self, future: Any) -> None:
        given = self.given.pop(future)
        self.keys.discard(future.key)
        wanted = [number for number in given.numbers if number not in self.found]
        error = future.exception() if future.status == "error" else None
        if error is None and future.status == "finished":
            for number, answer in zip(given.numbers, future.result(), strict=True):
                self.found.setdefault(number, answer)
            now = time.monotonic()
            self.longest = max(self.longest, now - max(given.since, self.answered_at))
            self.answered_at = now
        elif len(wanted) == 1 and error is not None:
            self.found[wanted[0]] = PackageError(
                "file_crashes_reader", error=f"{type(error).__name__}: {error}"
            )
        else:
            for number in wanted:
                self._give((number,))
        future.release()
        if self.on_progress is not None:
            self.on_progress(len(self.found), len(self.sources))

    def _give_slow_again(self) -> None:
        """Batches of which nothing was heard for long go to a second worker, once."""
        limit = max(self.slow_seconds, SLOW_TIMES * self.longest)
        if time.monotonic() - self.answered_at < limit:
            return
        twice = {given.numbers for given in self.given.values() if given.again}
        for given in list(self.given.values()):
            if not given.again and given.numbers not in twice:
                self.run.given_twice += 1
                self._give(given.numbers, again=True)
        self.answered_at = time.monotonic()

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        """The scheduler tells of a worker that went. One that held nothing of this run, or that was retired in
        order, has cost nothing. The list of workers is not asked: it lags, and may be cut short."""
        _, told = event
        if told.get("action") != "remove-worker" or told["expected"]:
            return
        if not self.keys.isdisjoint([*told["processing-tasks"], *told["lost-computed-tasks"]]):
            self.run.workers_lost.add(told["worker"])
