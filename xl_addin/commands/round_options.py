"""Options of the commands that work on a round: its register, its returned workbooks, the report before it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RegisterFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="REGISTER.xlsx", help="ทะเบียน / the office's register (found in an office's folder)"
    ),
]
ReturnedFolder = Annotated[
    Path | None,
    typer.Argument(metavar="RETURNED_DIR", help="โฟลเดอร์ที่รับไฟล์ / the folder of returned workbooks"),
]
RoundNumber = Annotated[
    int | None, typer.Option("--round", help="รอบที่ / the round of the fiscal year: 1, 2 ...")
]
PreviousReportFile = Annotated[
    Path | None,
    typer.Option(metavar="REPORT.xlsx", help="รายงานรอบก่อน / the report of the round before"),
]
ReadingWorkers = Annotated[
    int | None, typer.Option(min=1, help="จำนวนโปรเซส / reading processes (default: one per processor)")
]
