"""The lines of the benchmark: what is measured, against what, and which goal DESIGN section 9 sets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple, TextIO

import psutil
from bench_floor import bare_read, bare_write, read_cells, users_script
from bench_pages import PAGES, pages_office
from bench_pages import ROUND as PAGES_ROUND
from bench_workbooks import FORM, NOTES_SHEET, bench_register, write_returned

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.make_templates import make_templates

MEGABYTE = 1024**2
TEMPLATE_SECONDS = 0.15
WHOLE, INTAKE, REPORT = 0.6, 1.5, 0.4
"""How many times the floor they may take: bare reading and writing, reading, writing."""

FASTER = 10
"""How many times faster than the user's script."""

PAGES_TIMES = 2
"""How many times its floor the office of a page form may take: what starting the program costs is not in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    `value`, `goal`: in words, with units; `ratio`: of what was measured to its floor; `met`: None without a goal.
    """

    what: str
    value: str
    goal: str = ""
    ratio: float | None = None
    met: bool | None = None


class Spent(NamedTuple):
    """Seconds on the clock, and of processor time in all processes: the second says more on a busy machine."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Times:
    """What every round took, by what was done."""

    rounds: dict[str, list[Spent]]

    def spent(self, *names: str) -> Spent:
        """The median over the rounds of the sum of these parts."""
        return Spent(*(median(sums) for sums in zip(*self._sums(names), strict=True)))

    def shown(self, *names: str) -> str:
        spent = self.spent(*names)
        return f"{spent.wall:.2f} s, cpu {spent.cpu:.2f} s"

    def ratio(self, names: Sequence[str], floor: Sequence[str]) -> float:
        """The median over the rounds of the ratio of seconds within a round."""
        pairs = zip(self._sums(names), self._sums(floor), strict=True)
        return median(ours.wall / bare.wall for ours, bare in pairs)

    def _sums(self, names: Sequence[str]) -> list[Spent]:
        rounds = zip(*(self.rounds[name] for name in names), strict=True)
        return [Spent(*map(sum, zip(*parts, strict=True))) for parts in rounds]


def returned_folder(work: Path, groups: int, label: str, on_file: Callable[[], object]) -> Path:
    """A folder with the workbooks of so many groups, made where they are not there yet."""
    folder = work / f"returned-{label}"
    for _ in write_returned(folder, groups):
        on_file()
    return folder


def consolidation_times(register: Register, round_: int, folder: Path, work: Path, rounds: int) -> Times:
    """Floor and ours by turns in every round; the report's cells for the floor come from a report of ours."""
    paths = sorted(folder.glob("*.xlsx"))
    report = work / "report.xlsx"
    write_report(report, consolidate(register, folder, round_))
    cells = read_cells(report)
    times: dict[str, list[Spent]] = {name: [] for name in ("read", "read all", "write", "intake", "report")}
    for _ in range(rounds):
        times["read"].append(_spent(lambda: bare_read(paths)))
        kept: list[Consolidated] = []
        times["intake"].append(_spent(lambda: kept.append(consolidate(register, folder, round_))))  # noqa: B023
        times["write"].append(_spent(lambda: bare_write(work / "floor.xlsx", cells)))
        times["report"].append(_spent(partial(write_report, report, *kept)))
        times["read all"].append(_spent(lambda: bare_read(paths, frozenset())))
    return Times(times)


def consolidation_lines(what: str, times: Times, whole: float = WHOLE) -> list[Line]:
    """`what` was consolidated, against the floor (`whole`: how many times as long it may take), and its parts."""
    every = times.ratio(("intake",), ("read all",))
    return [
        _ratio_line(f"whole consolidation of {what}", times, ("intake", "report"), ("read", "write"), whole),
        _ratio_line(
            "  its intake: limits, read, check, recompute, merge", times, ("intake",), ("read",), INTAKE
        ),
        _ratio_line("  its report", times, ("report",), ("write",), REPORT),
        Line("  floor: calamine, the sheets that intake reads", times.shown("read")),
        Line(
            "  floor: calamine, every sheet (ratio: intake against it)",
            times.shown("read all"),
            "",
            every,
        ),
        Line("  floor: XlsxWriter, the report's cells without formats", times.shown("write")),
    ]


def pages_lines(work: Path, rounds: int) -> list[Line]:
    """An office whose form has a sheet per project."""
    folder = work / "pages"
    office = pages_office(folder)
    times = consolidation_times(office, PAGES_ROUND, folder, work, rounds)
    count = len(list(folder.glob("*.xlsx")))
    return consolidation_lines(f"{PAGES} pages of long texts ({count} workbooks)", times, PAGES_TIMES)


def user_line(folder: Path, work: Path, times: Times) -> Line:
    """The user's script once (it is slow), against our median."""
    paths = sorted(folder.glob("*.xlsx"))
    sheets = (load_form(FORM).template.sheet, NOTES_SHEET)
    users = timed(lambda: users_script(paths, sheets, work / "user.xlsx"))
    faster = users / times.spent("intake", "report").wall
    return Line(
        "the user's script: pandas.read_excel, concat, to_excel",
        f"{users:.1f} s",
        f"ours {FASTER}x faster",
        faster,
        faster >= FASTER,
    )


def peak_memory(
    command: Sequence[object], allowed: Sequence[int] = (0,), out: TextIO | None = None
) -> tuple[float, float]:
    """(megabytes, seconds): peak of the proportional set sizes of a process and its children.

    `out`: takes what it prints. Raises RuntimeError for an exit code that is not `allowed`.
    """
    started = perf_counter()
    peak = 0
    printed = subprocess.DEVNULL if out is None else out
    with subprocess.Popen([sys.executable, *map(str, command)], stdout=printed) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _memory_of(root))
            sleep(0.02)
        if process.returncode not in allowed:
            raise RuntimeError(f"{command[0]} ended with exit code {process.returncode}")
    return peak / MEGABYTE, perf_counter() - started


def _memory_of(root: psutil.Process) -> int:
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            memory = process.memory_full_info()
            # Only Linux tells what pages shared by several processes come to for each.
            total += getattr(memory, "pss", memory.rss)
    except psutil.NoSuchProcess:
        return 0
    return total


def template_line(work: Path, rounds: int) -> Line:
    """All templates of one office of 10 groups and 50 projects, from its register workbook."""
    register: Register = bench_register(10, 5)
    path = work / "register.xlsx"
    write_register(path, register.form, register)
    seconds = median(
        timed(lambda: make_templates(path, work / "templates", 1, force=True)) for _ in range(rounds)
    )
    return Line(
        "templates of one office: 10 groups, 50 projects",
        f"{seconds:.2f} s",
        f"< {TEMPLATE_SECONDS} s",
        None,
        seconds < TEMPLATE_SECONDS,
    )


def addin_lines(quick: bool, *, large: bool = False) -> list[Line]:
    """The add-in's lines, from bench_addin.py."""
    try:
        import bench_addin
    except ModuleNotFoundError as error:
        if error.name != "bench_addin":
            raise
        return [Line("live check: scripts/bench_addin.py is absent", "not measured")]
    lines: list[Line] = bench_addin.lines(quick, large=large)
    return lines


def _ratio_line(what: str, times: Times, ours: Sequence[str], floor: Sequence[str], goal: float) -> Line:
    ratio = times.ratio(ours, floor)
    return Line(what, times.shown(*ours), f"<= {goal}x the floor", ratio, ratio <= goal)


def _spent(work: Callable[[], object]) -> Spent:
    before, started = os.times(), perf_counter()
    work()
    after, ended = os.times(), perf_counter()
    # The first four are this process and the children that have ended, user and system.
    return Spent(ended - started, sum(after[:4]) - sum(before[:4]))


def timed(work: Callable[[], object]) -> float:
    return _spent(work).wall
