"""Work beside the process gives what it would have given in it, whatever becomes of the copy."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from xl_addin.excel.side_process import beside

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")


def in_process(lines: str) -> list[str]:
    """What a program of these lines prints: one of its own, without the threads of the tests."""
    program = f"import os, signal\nfrom xl_addin.excel.side_process import beside\n{lines}"
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    return run.stdout.split()


@ONLY_LINUX
def test_the_work_is_done_in_another_process_where_there_is_a_core_for_it() -> None:
    own, other = in_process("with beside(os.getpid) as result: print(os.getpid(), result())")
    assert (own != other) is (len(os.sched_getaffinity(0)) > 1)


@ONLY_LINUX
@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(0)", "1 / 0", "[].pop()"])
def test_what_ends_in_the_copy_is_done_here(end: str) -> None:
    lines = f"""
here = os.getpid()
def work():
    if os.getpid() != here: {end}
    return "done"
with beside(work) as result: print(result())
"""
    assert in_process(lines) == ["done"]


@ONLY_LINUX
def test_what_goes_wrong_in_both_is_raised_here() -> None:
    lines = """
try:
    with beside(lambda: 1 / 0) as result: result()
except ZeroDivisionError:
    print("raised")
"""
    assert in_process(lines) == ["raised"]


@ONLY_LINUX
def test_a_copy_that_nobody_waits_for_is_ended() -> None:
    lines = """
import time
with beside(lambda: time.sleep(1000)): pass
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("none is left")
"""
    assert " ".join(in_process(lines)) == "none is left"


def test_a_process_with_threads_does_it_itself() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with beside(os.getpid) as result:
            assert result() == os.getpid()
    finally:
        ended.set()
        thread.join()
