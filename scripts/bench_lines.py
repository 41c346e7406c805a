"""The lines of the benchmark: what is measured, against what, and which goal DESIGN section 7 sets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import psutil
from bench_floor import bare_read, bare_write, read_cells, users_script
from bench_workbooks import FORM, NOTES_SHEET, ROUND, bench_register, write_returned

from xl_addin.consolidate.consolidation import consolidate
from xl_addin.model.form_file import load_form
from xl_addin.model.register import Register
from xl_addin.report.report import write_report
from xl_addin.workbook.make_templates import make_templates
from xl_addin.workbook.register_writer import write_register

MEGABYTE = 1024**2
MEMORY_LIMIT = 400
TEMPLATE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `met` is None for a line that has no goal."""

    what: str
    value: str
    goal: str = ""
    ratio: float | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of every round, by what was done."""

    rounds: dict[str, list[float]]

    def seconds(self, *names: str) -> float:
        """The median over the rounds of the sum of these parts."""
        return median(sum(parts) for parts in zip(*(self.rounds[name] for name in names), strict=True))

    def ratio(self, names: Sequence[str], floor: Sequence[str]) -> float:
        """The median over the rounds of the ratio within a round."""
        ours = [sum(parts) for parts in zip(*(self.rounds[name] for name in names), strict=True)]
        bare = [sum(parts) for parts in zip(*(self.rounds[name] for name in floor), strict=True)]
        return median(a / b for a, b in zip(ours, bare, strict=True))


def returned_folder(work: Path, groups: int, label: str, on_file: Callable[[], object]) -> Path:
    """A folder with the workbooks of so many groups, made where they are not there yet."""
    folder = work / f"returned-{label}"
    for _ in write_returned(folder, groups):
        on_file()
    return folder


def consolidation_times(folder: Path, groups: int, work: Path, rounds: int) -> Times:
    """Floor and ours by turns in every round; the report's cells for the floor come from a report of ours."""
    register = bench_register(groups)
    paths = sorted(folder.glob("*.xlsx"))
    report = work / "report.xlsx"
    write_report(report, consolidate(register, folder, ROUND))
    cells = read_cells(report)
    times: dict[str, list[float]] = {name: [] for name in ("read", "read all", "write", "intake", "report")}
    for _ in range(rounds):
        times["read"].append(_timed(lambda: bare_read(paths)))
        started = perf_counter()
        consolidated = consolidate(register, folder, ROUND)
        times["intake"].append(perf_counter() - started)
        times["write"].append(_timed(lambda: bare_write(work / "floor.xlsx", cells)))
        times["report"].append(_timed(partial(write_report, report, consolidated)))
        times["read all"].append(_timed(lambda: bare_read(paths, frozenset())))
    return Times(times)


def consolidation_lines(times: Times, files: int) -> list[Line]:
    intake, whole, read, floor = ("intake",), ("intake", "report"), ("read",), ("read", "write")
    every = times.ratio(intake, ("read all",))
    return [
        _ratio_line(f"whole consolidation of {files} workbooks", times, whole, floor, 1.5),
        _ratio_line("  its intake: limits, read, check, recompute, merge", times, intake, read, 1.5),
        Line("  its report", f"{times.seconds('report'):.2f} s", "", times.ratio(("report",), ("write",))),
        Line("  floor: calamine, the sheets that intake reads", f"{times.seconds('read'):.2f} s"),
        Line(
            "  floor: calamine, every sheet (ratio: intake against it)",
            f"{times.seconds('read all'):.2f} s",
            "",
            every,
        ),
        Line("  floor: XlsxWriter, the report's cells without formats", f"{times.seconds('write'):.2f} s"),
    ]


def user_line(folder: Path, work: Path, times: Times) -> Line:
    """The user's script once (it is slow), against our median."""
    paths = sorted(folder.glob("*.xlsx"))
    sheets = (load_form(FORM).template.sheet, NOTES_SHEET)
    users = _timed(lambda: users_script(paths, sheets, work / "user.xlsx"))
    faster = users / times.seconds("intake", "report")
    return Line(
        "the user's script: pandas.read_excel, concat, to_excel",
        f"{users:.1f} s",
        "ours 6x faster",
        faster,
        faster >= 6,
    )


def memory_lines(folder: Path, files: int) -> list[Line]:
    """The most memory that all processes of a run take together."""
    lines = []
    for what, stage, limit in (
        (f"memory: reading {files} workbooks", "read", MEMORY_LIMIT),
        (f"memory: consolidating {files} workbooks", "consolidate", None),
    ):
        peak, seconds = _peak_memory([Path(__file__).with_name("bench_memory.py"), folder, str(files), stage])
        shown = f"{peak:.0f} MB in {seconds:.0f} s"
        lines.append(
            Line(what, shown, f"< {limit} MB" if limit else "", None, peak < limit if limit else None)
        )
    return lines


def _peak_memory(command: Sequence[object]) -> tuple[float, float]:
    """(megabytes, seconds): peak of the proportional set sizes of a process and its children."""
    started = perf_counter()
    peak = 0
    with subprocess.Popen([sys.executable, *map(str, command)]) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _memory_of(root))
            sleep(0.02)
        if process.returncode:
            raise RuntimeError(f"bench_memory.py ended with exit code {process.returncode}")
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
    seconds = median(_timed(lambda: make_templates(path, work / "templates", 1)) for _ in range(rounds))
    return Line(
        "templates of one office: 10 groups, 50 projects",
        f"{seconds:.2f} s",
        f"< {TEMPLATE_SECONDS:.0f} s",
        None,
        seconds < TEMPLATE_SECONDS,
    )


def addin_lines(quick: bool) -> list[Line]:
    """The add-in's lines, from bench_addin.py."""
    try:
        import bench_addin
    except ModuleNotFoundError as error:
        if error.name != "bench_addin":
            raise
        return [Line("live check: scripts/bench_addin.py is absent", "not measured")]
    lines: list[Line] = bench_addin.lines(quick)
    return lines


def _ratio_line(what: str, times: Times, ours: Sequence[str], floor: Sequence[str], goal: float) -> Line:
    ratio = times.ratio(ours, floor)
    return Line(what, f"{times.seconds(*ours):.2f} s", f"<= {goal}x the floor", ratio, ratio <= goal)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
