"""Whole consolidations whose reading processes are killed at random moments, compared with an undisturbed one.

    python -m tests.excel.reading.killed_runs 200 [FIRST]

tells how many of so many runs gave the same report, byte for byte, and where the others differ; exit code 1
unless all did. FIRST is the seed of the first run (0).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.support.killing import WHICH, killing
from tests.support.office import Office
from tests.support.returned import register
from xl_addin.commands.launch import launch
from xl_addin.register.writer import write_register

COPIES = 20
"""Files of each group: reading them must take long enough to be disturbed."""

LONGEST_PAUSE = 0.15
"""Between two kills, in seconds, at the least; at the most one SHARE of what a run takes, as on a busy computer a
process needs longer until it has read anything."""

SHARE = 15


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


def run(
    words: list[str | Path], out: Path, seed: int | None = None, longest_pause: float = LONGEST_PAUSE
) -> bytes:
    """The report of one run, its readers killed where a seed is given. Raises where it does not end as it should.

    The command runs in a process of its own, which finds everything imported already.
    """
    register_path, folder, *options = words
    out.unlink(missing_ok=True)
    told = out.with_suffix(".txt")
    command = list(map(str, ("consolidate.py", register_path, folder, out, *options)))
    process = multiprocessing.get_context("fork").Process(target=_command, args=(command, told))
    process.start()
    try:
        with nullcontext() if seed is None else _disturbed(process.pid or 0, seed, longest_pause):
            process.join(900)
    finally:
        process.kill()
        process.join()
    said = told.read_text(encoding="utf-8")
    if process.exitcode not in (0, 1) or said:
        raise RuntimeError(f"exit code {process.exitcode}: {said[-2000:]}")
    return out.read_bytes()


def _disturbed(pid: int, seed: int, longest_pause: float) -> AbstractContextManager[None]:
    return killing(pid, seed, WHICH[seed % len(WHICH)], longest_pause)


def _command(words: list[str], told: Path) -> None:
    """What `scripts/consolidate.py` does; what it says to the error stream stands in `told`."""
    with told.open("wb") as errors, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        # Where tests run, Python's own streams lead elsewhere.
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.argv = words
        launch("consolidate")


def differences(wanted: bytes, found: bytes) -> str:
    """What stands in the cells of one report alone, the longest first, for a person to look into."""
    texts = [
        {
            f"{sheet.title}: {cell.value}"
            for sheet in openpyxl.load_workbook(BytesIO(report))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and not str(cell.value).startswith("=")
        }
        for report in (wanted, found)
    ]
    lost, more = (sorted(one - other, key=len, reverse=True)[:5] for one, other in (texts, texts[::-1]))
    return f"missing {lost}, instead {more}"


def main(runs: int, first: int = 0) -> int:
    started, same = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as place:
        words = office_with_many_files(Path(place))
        run(words, Path(place) / "report.xlsx")
        began = time.monotonic()
        undisturbed = run(words, Path(place) / "report.xlsx")
        pause = max(LONGEST_PAUSE, (time.monotonic() - began) / SHARE)
        for seed in range(first, first + runs):
            try:
                report = run(words, Path(place) / "report.xlsx", seed, pause)
                same += report == undisturbed
                if report != undisturbed:
                    print(f"run {seed}: {differences(undisturbed, report)}", flush=True)
            except (RuntimeError, OSError) as error:
                print(f"run {seed}: {error}", flush=True)
    print(f"{same} of {runs} reports equal the undisturbed one ({time.monotonic() - started:.0f} s)")
    return 0 if same == runs else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
