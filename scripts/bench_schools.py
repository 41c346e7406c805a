"""A country of schools: their workbooks -> area offices' reports -> the ministry's, timed and weighed.

    python scripts/bench_schools.py [--schools 30000] [--workers 2] [--work DIR]

A tenth of the schools first, then all, so that growth is seen. Exit code: 0 = measured.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import run  # isort: split

import typer
from bench_lines import peak_memory
from bench_workbooks import FISCAL_YEAR, ROUND, bench_register, write_returned

from xl_addin.office.folder import OfficeFolder
from xl_addin.register.writer import write_register

KEPT = Path(__file__).resolve().parents[1] / "out" / "schools"
SCHOOLS_OF_AN_OFFICE, PROJECTS_OF_A_SCHOOL = 123, 5
COMMAND = Path(__file__).with_name("consolidate_offices.py")


def main(
    schools: Annotated[int, typer.Option(min=10, help="school workbooks in all")] = 30_000,
    workers: Annotated[int, typer.Option(min=1, help="reading processes")] = 2,
    work: Annotated[Path, typer.Option(help="folder for generated workbooks; they are kept")] = KEPT,
) -> None:
    """Measure schools -> area offices -> ministry."""
    for count in (max(1, schools // 10), schools):
        folder = work / str(count)
        offices = _put_offices(folder, count)
        command = [COMMAND, folder, work / f"national-{count}.xlsx", "--from-returned"]
        period = ["--quarter", ROUND, "--year", FISCAL_YEAR, "--workers", workers]
        before = _processor_seconds()
        peak, seconds = peak_memory([*command, *period], allowed=(0, 1))
        each, taken = seconds / count * 1000, (_processor_seconds() - before) / count * 1000
        typer.echo(
            f"{count} schools in {offices} offices: {seconds:.0f} s, {each:.1f} ms a school"
            f" ({taken:.1f} ms of processor time), {peak:.0f} MB at most"
        )


def _processor_seconds() -> float:
    """Of all processes that have ended, theirs too; says little on Windows, which does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def _put_offices(folder: Path, schools: int) -> int:
    """Folders of offices with so many schools in all; gives how many offices."""
    left, number = schools, 0
    while left > 0:
        number += 1
        own, name = min(left, SCHOOLS_OF_AN_OFFICE), f"สำนักงานเขตพื้นที่การศึกษาตัวอย่าง เขต {number}"
        office = OfficeFolder(folder / f"{number:03d}")
        office.path.mkdir(parents=True, exist_ok=True)
        round_ = office.round(ROUND).create()
        if not office.register.is_file():
            register = bench_register(own, PROJECTS_OF_A_SCHOOL, name)
            write_register(office.register, register.form, register)
        for _ in write_returned(round_.returned, own, PROJECTS_OF_A_SCHOOL, name):
            pass
        left -= own
    return number


if __name__ == "__main__":
    run(main)
