"""Looking at the returned folder again and again: nothing is done twice while nothing has changed."""

from __future__ import annotations

import datetime as dt
import os
import threading
from pathlib import Path

from xl_addin.office.open_round import source_stamp
from xl_addin.office.state_folder import Source
from xl_addin.server.officer.jobs import Job, JobQueue
from xl_addin.server.officer.officer_jobs import Followed, follow_returns
from xl_addin.server.officer.read_cache import Stamp, file_stamp
from xl_addin.server.returns.upload_folder import ReturnedFolder

_Seen = tuple[object, ...]


class FollowUp:
    """One source's look at its returned folder. The last look's answer stands as long as nothing changes."""

    def __init__(self, source: Source, returned: ReturnedFolder) -> None:
        self.source = source
        self.returned = returned
        self._lock = threading.Lock()
        self._last: tuple[Job, _Seen] | None = None

    def look(self, job_queue: JobQueue, now: dt.datetime) -> Job:
        """The look that is under way, the last one if it would find the same again, or a new one."""
        with self._lock:
            receipts = self.returned.receipts()
            folder = _listing(Path(self.source.returned))
            seen = (now.date(), _sources(self.source), folder, len(receipts))
            if self._last is not None and job_queue.find(self._last[0].id) is self._last[0]:
                job, before = self._last
                if not job.finished or (seen == before and not job.error and job.result.settled):
                    return job
            known = self._known(seen)
            job = job_queue.start(self.source.id, "follow", follow_returns, self.source, receipts, now, known)
            self._last = (job, seen)
            return job

    def _known(self, seen: _Seen) -> bytes:
        """What the last look read, if the register and the last report are still those of that look."""
        if self._last is None:
            return b""
        job, before = self._last
        if not job.finished or job.error or before[1] != seen[1] or seen[1] is None:
            return b""
        followed: Followed = job.result
        return followed.known


def _sources(source: Source) -> object:
    try:
        return source_stamp(source)
    except OSError:
        return None


def _listing(folder: Path) -> tuple[tuple[str, Stamp], ...] | None:
    """Names and stamps in the folder and its sub-folders; None for one that cannot be listed."""

    def refuse(error: OSError) -> None:
        raise error

    try:
        return tuple(
            sorted(
                (path, file_stamp(os.stat(path, follow_symlinks=False)))
                for place, folders, files in os.walk(folder, onerror=refuse)
                for path in (os.path.join(place, name) for name in (*folders, *files))
            )
        )
    except OSError:
        return None
