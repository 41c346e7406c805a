"""Slow work (templates, consolidation) in a process of its own, so that no live check waits for it.

Threads would not do: a check of a few milliseconds would queue for the interpreter lock.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pebble import concurrent

log = logging.getLogger("tidtam.work")

JOB_SECONDS = 900
JOBS_KEPT = 8
A_DAY = 24 * 3600

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` steps of a stage named in Thai; total 0: not known yet."""

    done: int = 0
    total: int = 0
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. Its folder holds what it makes and how far it is."""

    id: str
    owner: str
    kind: str
    folder: Path
    future: Future[Any]

    @property
    def finished(self) -> bool:
        return self.future.done()

    @property
    def error(self) -> str:
        """The name of the exception that ended the work, "" if none did."""
        if not self.future.done():
            return ""
        if self.future.cancelled():
            return "CancelledError"
        error = self.future.exception()
        return type(error).__name__ if error else ""

    @property
    def result(self) -> Any:
        """What the work gave; only after it finished without error."""
        return self.future.result()

    def progress(self) -> Progress:
        try:
            return Progress(**json.loads(_progress_file(self.folder).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return Progress()


class JobQueue:
    """Runs jobs, each in a process of its own, and keeps the last few. Close it when the server stops."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._jobs: dict[str, Job] = {}
        _remove_leftovers(folder)

    def start(self, owner: str, kind: str, function: Callable[..., Any], *args: Any) -> Job:
        """Run `function(folder, tell, *args)` in a process; `tell(done, total, stage)` reports progress.

        `function` must be importable by name. `owner` is whom the job is shown to. Raises RuntimeError in an
        event loop: the new process is waited for until it has taken `args`."""
        if _in_event_loop():
            raise RuntimeError("live checks would wait for the new process")
        job_id = secrets.token_hex(8)
        folder = self.folder / job_id
        folder.mkdir(parents=True)
        # spawn: a forked copy of a threaded server can hang, and Windows knows nothing else. Not a daemon:
        # reading returned files starts children.
        process = concurrent.process(timeout=JOB_SECONDS, daemon=False, mp_context=get_context("spawn"))
        job = Job(job_id, owner, kind, folder, process(run)(function, folder, args))
        with self._lock:
            self._jobs[job_id] = job
            self._forget_old()
        job.future.add_done_callback(lambda _: _log_end(job))
        return job

    def start_one(self, owner: str, kind: str, function: Callable[..., Any], *args: Any) -> Job:
        """The unfinished job of an owner and kind if there is one, whoever started it, else a new one."""
        with self._starting:
            return self.running(owner, kind) or self.start(owner, kind, function, *args)

    def find(self, job_id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id)

    def running(self, owner: str, kind: str) -> Job | None:
        """The unfinished job of an owner and kind, if there is one."""
        with self._lock:
            jobs = [job for job in self._jobs.values() if (job.owner, job.kind) == (owner, kind)]
        return next((job for job in jobs if not job.finished), None)

    def close(self) -> None:
        """Give up unfinished work, and keep no copy of what was made: it holds all groups' figures."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.future.cancel()
            shutil.rmtree(job.folder, ignore_errors=True)

    def _forget_old(self) -> None:
        finished = [job for job in self._jobs.values() if job.finished]
        for job in finished[: max(0, len(self._jobs) - JOBS_KEPT)]:
            del self._jobs[job.id]
            shutil.rmtree(job.folder, ignore_errors=True)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _remove_leftovers(folder: Path) -> None:
    """What a server that was killed left behind; another one that runs now has nothing that is a day old."""
    if folder.is_dir():
        for old in folder.iterdir():
            if old.is_dir() and time.time() - old.stat().st_mtime > A_DAY:
                shutil.rmtree(old, ignore_errors=True)


def _log_end(job: Job) -> None:
    if job.error:
        log.error("job %s ended with %s", job.kind, job.error)


def _progress_file(folder: Path) -> Path:
    return folder / "progress.json"


def run(function: Callable[..., Any], folder: Path, args: tuple[Any, ...]) -> Any:
    """The process's part of a job. Live checks go first: it asks the system for what they leave over."""
    if hasattr(os, "nice"):
        os.nice(10)

    def tell(done: int, total: int, stage: str) -> None:
        text = json.dumps({"done": done, "total": total, "stage": stage}, ensure_ascii=False)
        growing = folder / "progress.part"
        # Told for every file, so nobody waits for the disk; and Windows lets no file go that is being read.
        with suppress(OSError):
            growing.write_text(text, encoding="utf-8")
            os.replace(growing, _progress_file(folder))

    return function(folder, tell, *args)
