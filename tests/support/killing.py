"""Ending the reading processes of a run from outside, as the memory killer or a virus scanner would.

    python -m tests.support.killing PID SEED {one,all,newest} [LONGEST_PAUSE]

kills children of the process PID at random moments until it ends; `killing()` does so for a block of code.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
WHICH = ("one", "all", "newest")


@contextmanager
def killing(pid: int, seed: int, which: str, longest_pause: float = 0.3) -> Iterator[None]:
    """Something that kills reading processes of `pid` while the block runs."""
    words = [sys.executable, "-m", "tests.support.killing", str(pid), str(seed), which, str(longest_pause)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as killer:
        assert killer.stdout is not None
        killer.stdout.readline()
        try:
            yield
        finally:
            killer.kill()


def readers(pid: int) -> list[psutil.Process]:
    """The reading processes below a process, the newest last."""
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return sorted(filter(_reads, below), key=lambda process: process.pid)


def _reads(process: psutil.Process) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return not any("tests.support.killing" in word or "resource_tracker" in word for word in words)


def _kill(pid: int, seed: int, which: str, longest_pause: float) -> None:
    chance = random.Random(seed)
    while psutil.pid_exists(pid):
        time.sleep(chance.uniform(0, longest_pause))
        found = readers(pid)
        if not found:
            continue
        victims = {"one": [chance.choice(found)], "all": found, "newest": found[-1:]}[which]
        for victim in victims:
            with suppress(OSError):
                os.kill(victim.pid, signal.SIGKILL)


if __name__ == "__main__":
    print("ready", flush=True)
    _kill(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
