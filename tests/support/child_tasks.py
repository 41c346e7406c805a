"""What the children of test_child do with a file, by its name. Importable, as a spawned process needs it."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook


def act_by_name(path: Path) -> str:
    """The file's name; or the trouble that its name asks for."""
    if path.stem.startswith("memory"):
        return str(len(bytearray(8 * 1024**3)))
    if path.stem.startswith("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if path.stem.startswith("forever"):
        while True:
            pass
    if path.stem.startswith("asleep"):
        threading.Event().wait()
    if path.stem.startswith("refused"):
        raise PackageError("file_is_xls")
    if path.stem.startswith("surprise"):
        raise IndexError("of a library")
    return path.name


def unpicklable(path: Path) -> object:
    """Something that cannot travel back."""
    return threading.Lock()


def count_cells(path: Path) -> int:
    """How many cells of the workbook hold something."""
    return sum(len(sheet.cells) for sheet in read_workbook(path).sheets)


def linger(path: Path) -> str:
    """A text from the file's name, after a while."""
    time.sleep(0.02)
    return path.name * 3


def size_of(file: tuple[int, bytes]) -> int:
    """The number of a file and the length of its bytes, added, after a while."""
    time.sleep(0.01)
    return file[0] + len(file[1])


def process_of(path: Path) -> int:
    """Which process reads it; or the trouble that the file's name asks for."""
    act_by_name(path)
    return os.getpid()


def begun_at(file: object) -> int:
    """When its reading began, by a clock that goes on within a process."""
    return time.perf_counter_ns()
