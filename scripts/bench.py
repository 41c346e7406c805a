"""Speed and memory, side by side with the floor in one run (DESIGN section 9; the README keeps the table).

    python scripts/bench.py [--files 500] [--many 5000] [--quick | --large]

The goals are ratios and are never asserted: a busy machine is no mistake. Exit code: 0 = measured,
2 = could not run.
"""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import run  # isort: split

import bench_growth
import bench_lines as lines
import bench_rules
import psutil
import typer
from bench_workbooks import ROUND, bench_register, template_digest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

KEPT = Path(__file__).resolve().parents[1] / "out" / "bench"
WIDTH = 140
LIBRARIES = ("pandas", "python-calamine", "XlsxWriter", "openpyxl")
QUICK_FILES, QUICK_MANY = 20, 60


def main(
    files: Annotated[int, typer.Option(min=1, help="workbooks to consolidate")] = 500,
    many: Annotated[int, typer.Option(min=1, help="workbooks to read for the memory line")] = 5000,
    rounds: Annotated[
        int, typer.Option(min=1, help="rounds, floor and ours by turns; medians are shown")
    ] = 3,
    quick: Annotated[
        bool, typer.Option("--quick", help="few workbooks, one round: only to see that it runs")
    ] = False,
    large: Annotated[
        bool,
        typer.Option("--large", help="growth up to 20,000 workbooks, and a minute of load on the server"),
    ] = False,
    work: Annotated[Path, typer.Option(help="folder for generated workbooks; they are kept")] = KEPT,
) -> None:
    """Measure the consolidation, its memory, the templates and the add-in, and print the table."""
    if quick:
        files, many, rounds = min(files, QUICK_FILES), min(many, QUICK_MANY), 1
    console = Console()
    console = Console(width=max(console.width, WIDTH))
    try:
        found = _measured(work, files, many, rounds, quick, large)
    except KeyboardInterrupt:
        raise typer.Exit(2) from None
    except OSError as error:
        Console(stderr=True).print(f"Could not run: {error}", markup=False)
        raise typer.Exit(2) from error
    console.print(_table(found))
    console.print(_machine(), highlight=False)


def _measured(work: Path, files: int, many: int, rounds: int, quick: bool, large: bool) -> list[lines.Line]:
    label = template_digest()
    work.mkdir(parents=True, exist_ok=True)
    for old in work.glob("returned-*"):
        if label not in old.name:
            shutil.rmtree(old)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        made = bar.add_task("making workbooks", total=files + many)
        folder = lines.returned_folder(work, files, f"{label}-{files}", lambda: bar.advance(made))
        kept = lines.returned_folder(work, many, f"{label}-{many}", lambda: bar.advance(made))
    # The bar's thread has ended: a process with one thread forks its reading processes.
    times = lines.consolidation_times(bench_register(files), ROUND, folder, work, rounds)
    few = rounds if quick else max(rounds, 3)
    return [
        *lines.consolidation_lines(f"{files} workbooks", times),
        lines.user_line(folder, work, times),
        *lines.pages_lines(work, few),
        *bench_growth.memory_lines(kept, many),
        *bench_growth.lines(work, label, rounds, quick=quick, large=large),
        lines.template_line(work, few),
        *bench_rules.lines(quick),
        *lines.addin_lines(quick, large=large),
    ]


def _table(found: list[lines.Line]) -> Table:
    table = Table(title="Tidtam: speed and memory")
    table.add_column("measured", overflow="fold")
    for name in ("value", "ratio", "goal", ""):
        table.add_column(name, no_wrap=True, justify="right" if name in ("value", "ratio") else "left")
    for line in found:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}x"
        met = {True: "[green]met", False: "[red]missed", None: ""}[line.met]
        table.add_row(line.what, line.value, ratio, line.goal, met)
    return table


def _machine() -> str:
    return "; ".join(
        (
            f"{_processor()}, {psutil.cpu_count()} processors, {psutil.virtual_memory().total >> 30} GB",
            f"{platform.system()}, {platform.python_implementation()} {platform.python_version()}",
            ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
            f"load before: {psutil.getloadavg()[0]:.1f}",
        )
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    run(main)
