"""Reading goes on, with the same results, when reading processes are ended from outside at random moments."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import psutil
import pytest

from tests.excel.reading import killed_runs
from tests.support.child_tasks import linger
from tests.support.commands import ROOT
from tests.support.killing import WHICH, killing, readers
from xl_addin.excel.reading import process_pool
from xl_addin.excel.reading.process_pool import ReadersLost, read_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signals")

FILES = [Path(f"{number:03}.xlsx") for number in range(80)]
METHODS = [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]
KINDS = list(product(METHODS, WHICH))


@lru_cache
def longest_pause(start_method: str) -> float:
    """Between two kills, in seconds: a process that is spawned, or on a busy computer, needs longer until it reads."""
    started = time.monotonic()
    assert len(list(read_files(FILES[:1], linger, workers=1, start_method=start_method))) == 1
    return max(0.25 if start_method == "fork" else 3.0, 4 * (time.monotonic() - started))


def disturbed(seed: int, start_method: str, which: str) -> list[tuple[Path, object]]:
    pause = longest_pause(start_method)
    with killing(os.getpid(), seed, which, pause):
        return list(read_files(FILES, linger, workers=2, start_method=start_method))


@pytest.mark.parametrize(("start_method", "which"), KINDS)
def test_a_run_whose_readers_are_killed_gives_what_an_undisturbed_one_gives(
    start_method: str, which: str
) -> None:
    assert disturbed(1, start_method, which) == [(path, path.name * 3) for path in FILES]
    assert multiprocessing.active_children() == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_forty_more(seed: int) -> None:
    start_method, which = KINDS[seed % len(KINDS)]
    assert disturbed(100 + seed, start_method, which) == [(path, path.name * 3) for path in FILES]


@pytest.mark.parametrize(
    "start_method", [METHODS[0], *(pytest.param(one, marks=pytest.mark.slow) for one in METHODS[1:])]
)
def test_readers_that_are_stopped_are_replaced(start_method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xl_addin.excel.reading.reading_process.STILL_SECONDS", 2.0)
    reading = read_files(FILES, linger, workers=2, start_method=start_method)
    first = list(islice(reading, 10))
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGSTOP)
    assert [*first, *reading] == [(path, path.name * 3) for path in FILES]


def test_where_no_reader_lives_the_run_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(process_pool, "LOST_SECONDS", 0.0)
    with killing(os.getpid(), 1, "all", 0.0), pytest.raises(ReadersLost) as lost:
        list(read_files(FILES, linger, workers=2, start_method="spawn"))
    assert "อ่านไฟล์ในโฟลเดอร์ไม่ได้" in lost.value.problem().message


def test_where_no_process_can_be_started_the_run_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(process_pool, "ReadingProcess", refuse)
    monkeypatch.setattr(process_pool, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(process_pool, "LOST_SECONDS", 0.0)
    with pytest.raises(ReadersLost):
        list(read_files(FILES, linger))


PARENT = """
import sys
from pathlib import Path
from tests.support.child_tasks import act_by_name, linger
from xl_addin.excel.reading.process_pool import read_files
if __name__ == "__main__":
    names = map(Path, ["a.xlsx", "forever.xlsx", "asleep.xlsx"])
    for path, _ in read_files(names, act_by_name, workers=3, timeout_seconds=60, start_method=sys.argv[1]):
        print(path, flush=True)
"""


@pytest.mark.parametrize("start_method", METHODS)
@pytest.mark.parametrize(
    "ended_by",
    [
        "SIGKILL",
        pytest.param("SIGTERM", marks=pytest.mark.slow),
        pytest.param("SIGHUP", marks=pytest.mark.slow),
    ],
)
def test_no_reader_outlives_its_parent(ended_by: str, start_method: str, tmp_path: Path) -> None:
    """Neither one that works nor one that waits."""
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    words = [sys.executable, str(tmp_path / "parent.py"), start_method]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        until = time.monotonic() + 60
        while len(readers(parent.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        left = readers(parent.pid)
        parent.send_signal(getattr(signal, ended_by))
        parent.wait()
        gone, alive = psutil.wait_procs(left, timeout=60)
    assert alive == []
    assert len(gone) >= 2


@pytest.mark.slow
def test_whole_consolidations_whose_readers_are_killed_give_the_same_report() -> None:
    assert killed_runs.main(6) == 0
