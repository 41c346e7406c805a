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
    program = f"import os, signal\nfrom xl_addin.excel.side_process import beside, beside_in_steps\n{lines}"
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


STEPS = """
here = os.getpid()
def work():
    {begin}
    reply = yield os.getpid() == here
    {end}
    return reply + 1, os.getpid() == here
with beside_in_steps(work) as steps:
    print(steps.told())
    steps.go_on(41)
    print(*steps.result())
"""
GONE = "if os.getpid() != here: os.kill(os.getpid(), signal.SIGKILL)"
WRONG = "if os.getpid() != here: 1 / 0"


@ONLY_LINUX
def test_work_in_steps_is_done_beside_from_its_beginning_to_its_end() -> None:
    told, *result = in_process(STEPS.format(begin="", end=""))
    is_alone = str(len(os.sched_getaffinity(0)) == 1)
    assert (told, *result) == (is_alone, "42", is_alone)


@ONLY_LINUX
@pytest.mark.parametrize("end", [GONE, WRONG])
def test_work_in_steps_is_done_here_from_the_beginning_where_its_copy_ends(end: str) -> None:
    assert in_process(STEPS.format(begin=end, end="")) == ["True", "42", "True"]
    assert in_process(STEPS.format(begin="", end=end))[1:] == ["42", "True"]


@ONLY_LINUX
def test_what_goes_wrong_in_a_step_is_raised_here() -> None:
    lines = STEPS.format(begin="1 / 0", end="").replace("\n", "\n    ")
    assert in_process(f"try:\n    {lines}\nexcept ZeroDivisionError:\n    print('raised')") == ["raised"]


@ONLY_LINUX
def test_a_copy_in_steps_ends_with_its_parent() -> None:
    lines = """
reading, writing = os.pipe()
def work():
    yield os.getpid()
if os.fork() == 0:
    os.close(reading)
    with beside_in_steps(work) as steps:
        steps.told()
        os.kill(os.getpid(), signal.SIGKILL)
os.close(writing)
os.wait()
print("ended", os.read(reading, 1))
"""
    # The pipe's other end is closed by the last process that has it: the copy.
    assert in_process(lines) == ["ended", "b''"]


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
