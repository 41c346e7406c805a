"""Files of the returned folder that were read before: only what changed since is read again."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.pipeline import Progress
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile

# More than this is not remembered: the server holds it between two looks at the folder.
MOST_BYTES = 64 * 2**20

Stamp = tuple[int, ...]
"""What changes with a file's content: size, time of its last change (ns), and where the system puts it."""


def file_stamp(stat: os.stat_result) -> Stamp:
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


class KnownFiles:
    """A reader (`consolidation.ReadFiles`) that remembers workbooks by name and stamp.

    `packed` is what an earlier reader of the same form and register gave. A file that could not be read is
    not remembered: it may have been open in another program, or not have been there as a whole."""

    def __init__(self, packed: bytes = b"") -> None:
        self._known: dict[str, tuple[Stamp, Submission]] = pickle.loads(packed) if packed else {}
        self._read: dict[str, tuple[Stamp, Submission]] = {}
        self.unread: list[str] = []

    def __call__(
        self,
        wanted: Sequence[ReturnedFile],
        function: Callable[[ReturnedFile], Submission],
        *,
        workers: int | None,
        on_progress: Progress | None,
    ) -> Iterator[tuple[ReturnedFile, Submission | PackageError]]:
        # Stamps first: a file that changes while it is read is read again next time.
        stamps = {file.name: stamp for file in wanted if (stamp := _stamp(file.path)) is not None}
        known = {file.name for file in wanted if self._knows(file.name, stamps.get(file.name))}
        unknown = [file for file in wanted if file.name not in known]
        fresh = iter(read_files(unknown, function, workers=workers))
        for done, file in enumerate(wanted, 1):
            result = self._known[file.name][1] if file.name in known else next(fresh)[1]
            if isinstance(result, PackageError):
                self.unread.append(file.name)
            elif file.name in stamps:
                self._read[file.name] = (stamps[file.name], result)
            if on_progress is not None:
                on_progress(done, len(wanted))
            yield file, result

    def packed(self) -> bytes:
        """What was read, for the next reader; nothing when it is too much to hold."""
        packed = pickle.dumps(self._read)
        return packed if len(packed) <= MOST_BYTES else b""

    def _knows(self, name: str, stamp: Stamp | None) -> bool:
        return stamp is not None and name in self._known and self._known[name][0] == stamp


def _stamp(path: Path) -> Stamp | None:
    try:
        return file_stamp(path.stat())
    except OSError:
        return None
