"""Make the workbooks that the groups fill in: one per group, with the memo where the office sends one.

    python scripts/make_templates.py REGISTER.xlsx OUT_DIR --round 2 [--previous REPORT.xlsx]
                                     [--rows activities=40] [--force] [--carry RETURNED_DIR]
                                     [--group G] [--supplement]

--carry types into the new templates what the groups typed into those of an older version of the form; what has no
cell in the new ones is listed.

Templates that are there already and differ are left alone, because somebody may have filled them in; --force
replaces them. --group makes the workbook of one group; --supplement makes, beside the workbooks that were given
out, a workbook with the projects that have come since.

Exit code: 0 = done, 1 = done with things to look at, 2 = could not run (then no template was made).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import DONE, LOOK, Lang, Language, progress_bar, tell, told_when_stopped
from xl_addin.commands.places import lacking, office_places
from xl_addin.commands.round_options import RegisterFile, RoundNumber
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Severity


def main(
    register: RegisterFile = None,
    out_dir: Annotated[
        Path | None,
        typer.Argument(metavar="OUT_DIR", help="โฟลเดอร์ที่จะเก็บแบบ / the folder for the templates"),
    ] = None,
    round_: RoundNumber = None,
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
    carry: Annotated[
        Path | None,
        typer.Option(
            metavar="RETURNED_DIR",
            help="นำข้อมูลที่กลุ่มกรอกในแบบรุ่นเดิมมาใส่ให้ / fill in what groups typed into older templates",
        ),
    ] = None,
    group: Annotated[
        str, typer.Option(metavar="G", help="ทำให้กลุ่มเดียว (ชื่อ ชื่อย่อ หรือรหัส) / for one group only")
    ] = "",
    supplement: Annotated[
        bool,
        typer.Option(
            "--supplement",
            help="ทำแบบเพิ่มเติมของโครงการที่มาทีหลัง / only projects that the given workbooks do not have",
        ),
    ] = False,
    lang: Lang = Language.th,
) -> None:
    """ทำแบบรายงานให้ทุกกลุ่ม / Make the templates of all groups."""
    from rich.console import Console

    from xl_addin.consolidate.carry import Carry, entries_to_carry
    from xl_addin.model.register import Register
    from xl_addin.previous.previous_report import PreviousReport
    from xl_addin.template.make_templates import make_templates, prepared_rows
    from xl_addin.template.template import Fill

    if register is None:
        places = office_places(round_, lang)
        register, out_dir = places.register, places.folder.templates
        round_, previous = places.round, previous or places.previous
    if out_dir is None or round_ is None:
        lacking({"OUT_DIR": out_dir, "--round": round_}, lang)
    carried: list[Carry] = []

    def carrying(of: Register, last: PreviousReport | None) -> Fill:
        carried.append(entries_to_carry(of, carry or out_dir, round_, last))
        return carried[0].fill

    console, complaints = Console(), Console(stderr=True)
    stopped = told_when_stopped(complaints, lang, "templates_cannot_run", "templates_interrupted")
    with stopped, progress_bar(complaints, say("templates_writing", lang)) as counted:
        made = make_templates(
            register,
            out_dir,
            round_,
            previous,
            rows=prepared_rows(rows or []),
            force=force,
            group=group,
            supplement=supplement,
            on_progress=counted,
            language=lang,
            carry=carrying if carry is not None else None,
        )
    for file in made.files:
        console.print(file.name, markup=False, highlight=False, soft_wrap=True)
    console.print(
        say("templates_written", lang, count=len(made.files), value=out_dir),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    problems = [*made.problems, *(told for each in carried for told in each.problems)]
    for each in carried:
        said = say("templates_carried", lang, count=each.cells, groups=len(each.used))
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    tell(complaints, problems)
    raise typer.Exit(LOOK if any(told.severity is not Severity.NOTE for told in problems) else DONE)
