"""Make a register for a form: blank, from an ordinary list of projects, or rebuilt from a report.

    python scripts/new_register.py FORM OUT.xlsx [--from LIST.xlsx] [--sheet NAME] [--year 2567]
                                   [--reading REGISTER.xlsx] [--force]
    python scripts/new_register.py FORM OUT.xlsx --from REPORT.xlsx
    python scripts/new_register.py FORM OUT.xlsx --from REGISTER.xlsx --codes-from REPORT.xlsx [--confirm]

Exit code: 0 = done, 1 = done with things to look at, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xl_addin.commands.options import Force, FormName, Lang, Language, NewRegister
from xl_addin.commands.write_register import Written, write_new_register
from xl_addin.model.problems.catalogue import say

if TYPE_CHECKING:
    from xl_addin.model.form.schema import Form


def main(
    form: FormName,
    out: NewRegister,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="รายการโครงการใน Excel หรือรายงานของโปรแกรม / an ordinary list of projects, or a report",
        ),
    ] = None,
    reading: Annotated[
        Path | None,
        typer.Option(
            help="ทะเบียนที่ตอบในแผ่นการอ่านแล้ว หรือของปีก่อน / a register with answers about the list, or last year's"
        ),
    ] = None,
    codes_from: Annotated[
        Path | None,
        typer.Option(
            help="รายงานที่มีรหัสเดิม ให้ทะเบียนใน --from ใช้รหัสนั้น / a report whose codes the register takes again"
        ),
    ] = None,
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm", help="เขียนรหัสตามที่จับคู่ / write the codes as --codes-from has shown them matched"
        ),
    ] = False,
    sheet: Annotated[
        list[str] | None, typer.Option(help="อ่านเฉพาะแผ่นนี้ของรายการ / read only this sheet of the list")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="ปีงบประมาณ พ.ศ. ของทะเบียน / fiscal year of the register (Buddhist)")
    ] = None,
    force: Force = False,
    lang: Lang = Language.th,
) -> None:
    """ทำทะเบียนเปล่า หรือทำจากรายการโครงการที่มีอยู่ / Make a register: blank, or from a list of projects."""
    from xl_addin.register.lists.from_list import register_from_list
    from xl_addin.register.lists.from_plan import is_made_here
    from xl_addin.register.lists.from_report import register_from_report
    from xl_addin.register.lists.matched_codes import match_codes
    from xl_addin.register.writer import write_register

    def write(found: Form) -> Written:
        if source is None:
            write_register(out, found)
            return say("register_written", lang, file=str(out)), ()
        if codes_from is not None:
            return match_codes(source, codes_from, found, out, lang, confirmed=confirm)
        if is_made_here(source):
            return register_from_report(source, found, out, year=year, language=lang)
        made = register_from_list(
            source, found, out, reading=reading, sheets=sheet or (), year=year, language=lang
        )
        return made.said(out, lang), made.problems

    write_new_register(form, out, force, lang, write)
