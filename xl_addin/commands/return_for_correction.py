"""Send back what is to be corrected: each group's own workbook with marks, and a letter with a draft mail.

    python scripts/return_for_correction.py REGISTER.xlsx RETURNED_DIR OUT_DIR --round 2 [--previous REPORT.xlsx]

The returned files are only read. Exit code: 0 = nothing to send back, 1 = there is, 2 = could not run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import DONE, LOOK, Lang, Language, progress_bar, tell, told_when_stopped
from xl_addin.commands.places import lacking, office_places
from xl_addin.commands.round_options import (
    PreviousReportFile,
    ReadingWorkers,
    RegisterFile,
    ReturnedFolder,
    RoundNumber,
)
from xl_addin.model.problems.catalogue import say


def main(
    register: RegisterFile = None,
    returned: ReturnedFolder = None,
    out_dir: Annotated[
        Path | None,
        typer.Argument(metavar="OUT_DIR", help="โฟลเดอร์ส่งคืนแก้ไข / the folder for what is sent back"),
    ] = None,
    round_: RoundNumber = None,
    previous: PreviousReportFile = None,
    lang: Lang = Language.th,
    workers: ReadingWorkers = None,
) -> None:
    """ทำไฟล์ส่งคืนแก้ไขและข้อความแจ้งทุกกลุ่ม / Marked copies and letters for groups with something to correct."""
    from rich.console import Console

    from xl_addin.corrections.return_for_correction import return_for_correction

    templates = None
    if register is None:
        places = office_places(round_, lang)
        register, returned, out_dir = places.register, places.folder.returned, places.folder.corrections
        round_, previous, templates = places.round, previous or places.previous, places.folder.templates
    if returned is None or out_dir is None or round_ is None:
        lacking({"RETURNED_DIR": returned, "OUT_DIR": out_dir, "--round": round_}, lang)
    console, complaints = Console(), Console(stderr=True)
    stopped = told_when_stopped(complaints, lang, "command_cannot_run", "command_interrupted")
    with stopped, progress_bar(complaints, say("command_reading", lang)) as counted:
        made = return_for_correction(
            register,
            returned,
            out_dir,
            round_,
            previous,
            templates=templates,
            workers=workers,
            on_progress=counted,
            language=lang,
        )
    tell(complaints, made.problems)
    for name in (*made.workbooks, *made.letters):
        console.print(f"• {name}", markup=False, highlight=False, soft_wrap=True)
    done = not made.letters and not made.problems
    said = (
        say("corrections_none", lang)
        if done
        else say(
            "corrections_made", lang, files=len(made.workbooks), letters=len(made.letters), value=out_dir
        )
    )
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(DONE if done else LOOK)
