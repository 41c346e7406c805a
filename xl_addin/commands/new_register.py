"""Make a register for a form: blank, from an ordinary list of projects, or rebuilt from a report.

    python scripts/new_register.py FORM OUT.xlsx [--from LIST.xlsx] [--sheet NAME] [--year 2567]
                                   [--reading REGISTER.xlsx] [--force]
    python scripts/new_register.py FORM OUT.xlsx --from REPORT.xlsx
    python scripts/new_register.py FORM OUT.xlsx --from REGISTER.xlsx --codes-from REPORT.xlsx

Exit code: 0 = done, 1 = done with things to look at, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import (
    CANNOT,
    DONE,
    LOOK,
    Force,
    FormName,
    Lang,
    Language,
    NewRegister,
    register_refused,
    tell,
)
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem, Severity


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
    from rich.console import Console

    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.model.form.loader import FormError, load_form
    from xl_addin.register.lists.from_list import NotAList, register_from_list
    from xl_addin.register.lists.from_plan import is_made_here
    from xl_addin.register.lists.from_report import register_from_report
    from xl_addin.register.lists.matched_codes import match_codes
    from xl_addin.register.writer import write_register

    console, complaints = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    try:
        found = load_form(form)
    except FormError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    refused = register_refused(out, force, lang)
    stopped: list[Problem] = [] if refused is None else [refused]
    told: tuple[Problem, ...] = ()
    said = say("register_written", lang, file=str(out))
    if refused is None:
        try:
            if source is None:
                write_register(out, found)
            elif codes_from is not None:
                said, notes = match_codes(source, codes_from, found, out, lang)
                told = tuple(notes)
            elif is_made_here(source):
                said, notes = register_from_report(source, found, out, year=year, language=lang)
                told = tuple(notes)
            else:
                made = register_from_list(
                    source, found, out, reading=reading, sheets=sheet or (), year=year, language=lang
                )
                said, told = made.said(out, lang), made.problems
        except NotAList as error:
            stopped = error.problems
        except WriteError as error:
            stopped = [error.problem(language=lang)]
    if stopped:
        tell(complaints, stopped)
        raise typer.Exit(CANNOT)
    console.print(said, markup=False, highlight=False)
    tell(complaints, told)
    raise typer.Exit(LOOK if any(one.severity is not Severity.NOTE for one in told) else DONE)
