"""Whole consolidations whose reading processes are killed at random moments, compared with an undisturbed one.

    python -m tests.excel.reading.killed_runs 200

tells how many of so many runs gave the same report, byte for byte; exit code 1 unless all did.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.killing import ROOT, WHICH, killing
from tests.support.office import Office
from tests.support.returned import register
from xl_addin.register.writer import write_register

COPIES = 40
"""Files of each group: reading them must take long enough to be disturbed."""

LONGEST_PAUSE = 0.15


def office_with_many_files(office_folder: Path) -> list[str | Path]:
    """The words of a consolidation of 3 groups' files, each returned many times; all but the output."""
    office = Office(office_folder)
    write_register(office_folder / "register.xlsx", office.register.form, register())
    for name in ("plan", "super", "person"):
        office.put(office.book(name), f"{name}.xlsx")
        content = (office.folder / f"{name}.xlsx").read_bytes()
        for number in range(COPIES):
            (office.folder / f"{name} ({number}).xlsx").write_bytes(content)
    return [office_folder / "register.xlsx", office.folder, "--round", "1", "--workers", "2"]


def run(words: list[str | Path], out: Path, seed: int | None = None) -> bytes:
    """The report of one run, its readers killed where a seed is given. Raises where it does not end as it should."""
    register_path, folder, *options = words
    out.unlink(missing_ok=True)
    command = [sys.executable, "scripts/consolidate.py", register_path, folder, out, *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            if seed is None:
                _, told = process.communicate(timeout=300)
            else:
                with killing(process.pid, seed, WHICH[seed % len(WHICH)], LONGEST_PAUSE):
                    _, told = process.communicate(timeout=300)
        finally:
            process.kill()
    if process.returncode not in (0, 1) or told:
        raise RuntimeError(f"exit code {process.returncode}: {told.decode()[-2000:]}")
    return out.read_bytes()


def main(runs: int) -> int:
    started, same = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as place:
        words = office_with_many_files(Path(place))
        undisturbed = run(words, Path(place) / "report.xlsx")
        for seed in range(runs):
            try:
                same += run(words, Path(place) / "report.xlsx", seed) == undisturbed
            except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
                print(f"run {seed}: {error}", flush=True)
    print(f"{same} of {runs} reports equal the undisturbed one ({time.monotonic() - started:.0f} s)")
    return 0 if same == runs else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
