"""Make the workbooks that the groups fill in: one per group, with the memo where the office sends one.

    python scripts/make_templates.py REGISTER.xlsx OUT_DIR --round 2 [--previous REPORT.xlsx]
                                     [--rows activities=40] [--force]

Templates that are there already and differ are left alone, because somebody may have filled them in; --force
replaces them.

Exit code: 0 = done, 1 = done with things to look at, 2 = could not run (then no template was made).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import CANNOT, DONE, LOOK, Lang, Language, progress_bar, tell
from xl_addin.commands.places import lacking, office_places
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Severity


def main(
    register: Annotated[
        Path | None,
        typer.Argument(
            metavar="REGISTER.xlsx", help="ทะเบียน / the office's register (found in an office's folder)"
        ),
    ] = None,
    out_dir: Annotated[
        Path | None,
        typer.Argument(metavar="OUT_DIR", help="โฟลเดอร์ที่จะเก็บแบบ / the folder for the templates"),
    ] = None,
    round_: Annotated[
        int | None, typer.Option("--round", help="รอบที่ / the round of the fiscal year: 1, 2 ...")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="รายงานรอบก่อน / the report of the round before, for earlier figures")
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(
            help="บรรทัดในตารางของโครงการ เช่น activities=40 / prepared rows of a project's small table"
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="เขียนทับแบบเดิมที่ไม่เหมือนกัน / replace templates that differ, filled in or not"
        ),
    ] = False,
    lang: Lang = Language.th,
) -> None:
    """ทำแบบรายงานให้ทุกกลุ่ม / Make the templates of all groups."""
    from rich.console import Console

    from xl_addin.template.make_templates import CannotMake, make_templates, prepared_rows

    if register is None:
        places = office_places(round_, lang)
        register, out_dir = places.register, places.folder.templates
        round_, previous = places.round, previous or places.previous
    if out_dir is None or round_ is None:
        lacking({"OUT_DIR": out_dir, "--round": round_}, lang)
    console, complaints = Console(), Console(stderr=True)
    bar = progress_bar(complaints)
    try:
        with bar:
            task = bar.add_task(say("templates_writing", lang), total=None)
            made = make_templates(
                register,
                out_dir,
                round_,
                previous,
                rows=prepared_rows(rows or []),
                force=force,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
                language=lang,
            )
    except CannotMake as error:
        complaints.print(say("templates_cannot_run", lang), style="bold red")
        tell(complaints, error.problems)
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        complaints.print(say("templates_interrupted", lang))
        raise typer.Exit(CANNOT) from None
    for file in made.files:
        console.print(file.name, markup=False, highlight=False, soft_wrap=True)
    console.print(
        say("templates_written", lang, count=len(made.files), value=out_dir),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    tell(complaints, made.problems)
    raise typer.Exit(LOOK if any(told.severity is not Severity.NOTE for told in made.problems) else DONE)
