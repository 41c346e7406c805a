"""A real server process for tests: started, waited for, its log kept, stopped like an operator would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 180.0
STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers.

    `base`: its address, without a slash at the end; `log`: file of all that it writes; `pid`: its process.
    """

    base: str
    log: Path
    pid: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], port: int, log: Path, *, scheme: str = "http", verify: str | bool = True
) -> Iterator[Running]:
    """Run a Python command that serves on `port` until the block ends; then interrupt it and wait."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environment.pop("TIDTAM_STATE", None)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    base = f"{scheme}://localhost:{port}"
    try:
        _wait(process, base, log, verify)
        yield Running(base, log, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], base: str, log: Path, verify: str | bool) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-3000:]}")
        try:
            httpx.get(f"{base}/", verify=verify, timeout=60)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer from {base}: {log.read_text(errors='replace')[-3000:]}")
