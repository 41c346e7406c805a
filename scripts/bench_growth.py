"""How time and memory grow with files, projects and rounds, and how long one office waits: lines of bench.py.

    python scripts/bench_growth.py FOLDER FILES PROJECTS read|consolidate

is one of the runs whose memory is watched: `read` keeps every submission, as the consolidation does; `consolidate`
makes the office's data set of them. It prints the seconds that this took, process start and imports left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_lines import PAGES_TIMES, Line, consolidation_times, peak_memory, timed
from bench_workbooks import FORM, PROJECTS, ROUND, bench_register, write_returned

from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.consolidate.run import consolidate_to
from xl_addin.demo import demo, made_up
from xl_addin.demo.demo_options import demo_offices, demo_plan
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.form.loader import load_form
from xl_addin.register.reader import load_register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report

SIZES, LARGE_SIZES, QUICK_SIZES = (100, 1000), (100, 1000, 5000, 20_000), (10, 20)
FEW_PROJECTS = 5
GROWTH = 1.3
MEMORY_LIMITS = {"read": 400, "consolidate": 600}
"""Megabytes of all processes together, for up to 5,000 workbooks."""

LIMITED = 5000
CLICK_SECONDS = 1.0
"""From the start of the process to the written report of one office."""

WITHOUT_SCALE = """
import runpy, sys
sys.modules["pyarrow"] = None  # pandas imports it where it is
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
OFFICE_FORM = "spm2"
MONTHS = Path(__file__).resolve().parents[1] / "tests" / "own_forms" / "forms" / "months.toml"
HISTORY = 1.5


def lines(work: Path, label: str, rounds: int, *, quick: bool, large: bool) -> list[Line]:
    """Everything that grows. `label`: of the generated workbooks; `large`: also 5,000 and 20,000 of them."""
    sizes = QUICK_SIZES if quick else LARGE_SIZES if large else SIZES
    return [
        *_growth_lines(work, label, sizes),
        _many_projects_line(work, label, 4 if quick else 50),
        _history_line(work, 2 if quick else 12, rounds),
        *_office_lines(work, rounds, [OFFICE_FORM, "yasothon2"] if quick else demo_offices()),
    ]


def memory_lines(folder: Path, files: int) -> list[Line]:
    """The most memory that all processes of a run take together."""
    found = []
    for stage, doing in (("read", "reading"), ("consolidate", "consolidating")):
        peak, seconds = _watched(folder, files, PROJECTS, stage)
        what, limit = f"memory: {doing} {files} workbooks of {PROJECTS} projects", MEMORY_LIMITS[stage]
        found.append(Line(what, f"{peak:.0f} MB, {seconds:.0f} s", f"< {limit} MB", None, peak < limit))
    return found


def _growth_lines(work: Path, label: str, sizes: Sequence[int]) -> list[Line]:
    """Consolidating so many workbooks; `ratio`: of the time of one file to that of the first size."""
    found: list[Line] = []
    first = 0.0
    for files in sizes:
        folder = work / f"returned-{label}-{files}-{FEW_PROJECTS}"
        for _ in write_returned(folder, files, FEW_PROJECTS):
            pass
        peak, seconds = _watched(folder, files, FEW_PROJECTS, "consolidate")
        each = seconds / files
        first = first or each
        limit = MEMORY_LIMITS["consolidate"]
        is_met = each <= GROWTH * first and (peak < limit or files > LIMITED)
        goal = f"<= {GROWTH}x" + (f", < {limit} MB" if files <= LIMITED else "")
        what = f"growth: consolidating {files:,} workbooks of {FEW_PROJECTS} projects"
        value = f"{each * 1000:.1f} ms a file, {peak:.0f} MB"
        found.append(Line(what, value, goal, each / first, is_met))
    return found


def _watched(folder: Path, files: int, projects: int, stage: str) -> tuple[float, float]:
    """(megabytes, seconds) of a run of this script."""
    printed = folder.parent / "seconds.txt"
    with printed.open("w") as out:
        peak, _ = peak_memory([__file__, folder, files, projects, stage], out=out)
    return peak, float(printed.read_text())


def _many_projects_line(work: Path, label: str, groups: int) -> Line:
    """An office as large as a register may be, 50 groups of 40 projects; from process start to written report."""
    folder, register = work / f"returned-{label}-{groups}", bench_register(groups)
    for _ in write_returned(folder, groups):
        pass
    path = work / f"register-{groups}.xlsx"
    write_register(path, register.form, register)
    seconds = timed(
        partial(_run, [_script("consolidate.py"), path, folder, work / "many.xlsx", "--round", ROUND])
    )
    what = f"one register of {groups * PROJECTS:,} projects ({groups} workbooks): start to report"
    return Line(what, f"{seconds:.1f} s")


def _history_line(work: Path, months: int, rounds: int) -> Line:
    """The last report of a form of 12 rounds, which holds all before; `ratio`: to the report of its first round."""
    folder = work / "months"
    form = load_form(MONTHS)
    made = made_up.make_up(form, folder, range(1, months + 1))

    def seconds(round_: int) -> float:
        previous = made[round_ - 2].report if round_ > 1 else None
        returned = made[round_ - 1].report.with_name(made_up.RETURNED)
        register, out = folder / made_up.REGISTER, work / "history.xlsx"
        return _median(
            rounds,
            lambda: consolidate_to(
                register, returned, out, round_, write_report, previous, form=form, workers=1
            ),
        )

    last = seconds(months)
    ratio = last / seconds(1)
    what = f"a report with {months} rounds of history (ratio: to the first round's)"
    return Line(what, f"{last:.2f} s", f"<= {HISTORY}x", ratio, ratio <= HISTORY)


def _office_lines(work: Path, rounds: int, forms: Sequence[str]) -> list[Line]:
    """One office of the demo from click to report, and those with a sheet per project against their floor."""
    found = []
    for form_id in forms:
        form = load_form(form_id)
        pages = form.template.layout == "pages"
        if not pages and form_id != OFFICE_FORM:
            continue
        demo.make_demo(form_id, work)
        shown = demo_plan(form_id).rounds[0]
        office = work / form_id
        register, returned = office / demo.REGISTER, office / shown.folder / demo.RETURNED_COMPLETE
        if form_id == OFFICE_FORM:
            command = [
                _script("consolidate.py"),
                register,
                returned,
                work / "office.xlsx",
                "--round",
                shown.round,
            ]
            seconds = _median(rounds, partial(_run, command))
            what = f"click to report of one office ({form_id}), process start included"
            found.append(
                Line(what, f"{seconds:.2f} s", f"< {CLICK_SECONDS} s", None, seconds < CLICK_SECONDS)
            )
            seconds = _median(rounds, partial(_run, ["-c", WITHOUT_SCALE, *command]))
            found.append(Line("  without the extra scale, as offices install it", f"{seconds:.2f} s"))
        if pages:
            times = consolidation_times(load_register(register), shown.round, returned, work, rounds)
            ratio = times.ratio(("intake", "report"), ("read", "write"))
            what = f"office of the page form {form_id}: consolidated and written"
            value = times.shown("intake", "report")
            found.append(Line(what, value, f"<= {PAGES_TIMES}x the floor", ratio, ratio <= PAGES_TIMES))
    return found


def _script(name: str) -> Path:
    return Path(__file__).with_name(name)


def _run(command: Sequence[object]) -> None:
    # An office's Python keeps what it compiled: it does not compile the program at every start.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *map(str, command)], capture_output=True, check=False, env=environment)


def _median(rounds: int, work: Callable[[], object]) -> float:
    return median(timed(work) for _ in range(rounds))


def main(folder: Path, files: int, projects: int, stage: str) -> None:
    started = perf_counter()
    if stage == "consolidate":
        used = len(consolidate(bench_register(files, projects), folder, ROUND).frame)
    else:
        brief = brief_of(load_form(FORM), ROUND)
        read = list(
            read_files(map(ReturnedFile, sorted(folder.glob("*.xlsx"))), partial(read_submission, brief))
        )
        used = len(read)
    print(perf_counter() - started)
    if used < files:
        raise SystemExit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
