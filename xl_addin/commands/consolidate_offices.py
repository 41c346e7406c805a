"""Bring the reports of many offices together into the ministry's report of a quarter.

    python scripts/consolidate_offices.py REPORTS_DIR OUT.xlsx [--year 2569 --quarter 2] [--offices LIST.csv]
                                          [--decisions LIST.csv] [--parquet DIR] [--workers N]
                                          [--cluster | --scheduler ADDRESS] [--from-returned]

REPORTS_DIR may be a URL of shared storage (s3://, sftp://, file://: whatever fsspec reaches). With --from-returned it
holds the offices' folders of the year (ทะเบียน.xlsx, รอบ 2/ส่งกลับ ...): each office's report of the quarter is made
first, of what its schools or groups returned.

Exit code: 0 = done, 1 = done with problems to look at, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xl_addin.commands.options import CANNOT, DONE, LOOK, Lang, Language, progress_bar, tell
from xl_addin.commands.places import lacking
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.problems.problem import Problem, Severity

if TYPE_CHECKING:
    from xl_addin.offices.cluster import Progress
    from xl_addin.offices.national import Answer
    from xl_addin.offices.office_report import OfficeReport
    from xl_addin.offices.sources import Source


def main(
    reports: Annotated[
        str,
        typer.Argument(
            metavar="REPORTS_DIR", help="โฟลเดอร์รายงานของสำนักงาน / folder or URL of office reports"
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="รายงานรวม / the national report to write")],
    year: Annotated[int | None, typer.Option("--year", help="ปีงบประมาณ พ.ศ. / fiscal year")] = None,
    quarter: Annotated[
        int | None, typer.Option("--quarter", min=1, max=4, help="ถึงสิ้นไตรมาส / quarter of the fiscal year")
    ] = None,
    offices: Annotated[
        Path | None,
        typer.Option(metavar="LIST.csv", help="สำนักงานที่รอ / offices waited for: office,due,received"),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="LIST.csv", help="รายงานที่ใช้หรือไม่ใช้ / decided: file,use,reason"),
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option(metavar="DIR", help="เขียนข้อมูลเป็น Parquet / also write the data as Parquet")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="จำนวนโปรเซส / processes (default: one per processor)")
    ] = None,
    cluster: Annotated[
        bool, typer.Option("--cluster", help="อ่านด้วย Dask ในเครื่องนี้ / read on a local Dask cluster")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="เครื่องจัดงานของ Dask / a Dask scheduler: tcp://host:8786"),
    ] = None,
    from_returned: Annotated[
        bool,
        typer.Option(
            "--from-returned",
            help="ทำรายงานของแต่ละสำนักงานจากไฟล์ที่ส่งกลับก่อน / first make each office's report of what came back",
        ),
    ] = False,
    lang: Lang = Language.th,
) -> None:
    """รวมรายงานของหลายสำนักงาน / Bring the reports of many offices together."""
    from rich.console import Console

    from xl_addin.excel.reading.process_pool import read_files
    from xl_addin.offices.cluster import (
        SECONDS,
        ClusterRun,
        cluster_client,
        read_here,
        read_in_turn,
        read_on_cluster,
    )
    from xl_addin.offices.lists import read_decisions, read_expected
    from xl_addin.offices.national import nationwide
    from xl_addin.offices.national_data import ranked
    from xl_addin.offices.national_workbook import write_national
    from xl_addin.offices.office_returns import find_office_folders, report_of_returns
    from xl_addin.offices.parquet import check_parquet, write_parquet
    from xl_addin.offices.read_report import read_office_report
    from xl_addin.offices.sources import apart_from, check_out, find_reports

    if from_returned and quarter is None:
        lacking({"--quarter": quarter}, lang)
    console, complaints = Console(), Console(stderr=True)
    run = ClusterRun()

    def read(sources: Sequence[Source], on_progress: Progress) -> list[Answer]:
        is_here = not cluster and scheduler is None
        if quarter is not None and from_returned:
            work: Callable[[Source], OfficeReport] = partial(
                report_of_returns, quarter, workers if is_here else 1
            )
            options: dict[str, Any] = {"batch": read_here, "size": 1}
        else:
            work, options = read_office_report, {}
        if not is_here:
            with cluster_client(scheduler, workers) as client:
                return read_on_cluster(client, sources, work, run, on_progress=on_progress, **options)
        if from_returned:
            return read_in_turn(work, sources, on_progress)
        found = read_files(sources, work, workers=workers, timeout_seconds=SECONDS, on_progress=on_progress)
        return list(found)

    try:
        check_out(out)
        if parquet is not None:
            check_parquet(parquet)
        wanted = read_expected(offices) if offices else []
        decided = read_decisions(decisions) if decisions else {}
        with progress_bar(complaints, say("command_reading", lang)) as counted:
            found = find_office_folders(reports) if from_returned else apart_from(out, find_reports(reports))
            answers = read(found, counted)
        national = nationwide(answers, fiscal_year=year, quarter=quarter, decisions=decided, expected=wanted)
        checks = write_national(out, national)
        if parquet is not None:
            write_parquet(parquet, ranked(national.used), national.fiscal_year, national.quarter)
    except CatalogueError as error:
        complaints.print(say("command_cannot_run", lang), style="bold red")
        tell(complaints, [*error.problems, error.problem(language=lang)])
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        complaints.print(say("command_interrupted", lang))
        raise typer.Exit(CANNOT) from None
    told: list[Problem] = [*run.problems(), *national.problems]
    tell(console, told)
    differing = [check for check in checks if not check.agrees]
    counts = {"used": len(national.used), "files": len(national.outcomes), "missing": len(national.missing)}
    sums = {"ties": len(checks) - len(differing), "checks": len(checks)}
    period = {"year": national.fiscal_year, "quarter": national.quarter}
    console.print(say("offices_counts", lang, **counts, **sums, **period), markup=False, highlight=False)
    console.print(say("command_written", lang, value=out), markup=False, highlight=False)
    looked = any(one.severity is not Severity.NOTE for one in told) or differing
    raise typer.Exit(LOOK if looked else DONE)
