"""Make a blank register for a form.

    python scripts/new_register.py FORM OUT.xlsx [--force]

Exit code: 0 = done, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.model.form_file import FormError, form_ids, load_form
from xl_addin.model.messages import problem, say
from xl_addin.model.problem import Problem
from xl_addin.workbook.atomic import WriteError
from xl_addin.workbook.register_writer import write_register

DONE, CANNOT = 0, 2


class Language(StrEnum):
    th = "th"
    en = "en"


def main(
    form: Annotated[
        str, typer.Argument(help=f"แบบรายงาน / the form: {', '.join(form_ids())}, or a path to a .toml file")
    ],
    out: Annotated[Path, typer.Argument(help="ไฟล์ทะเบียนที่จะทำ / the register to write, an .xlsx file")],
    force: Annotated[
        bool, typer.Option("--force", help="เขียนทับไฟล์เดิม / replace a file that is there already")
    ] = False,
    lang: Annotated[
        Language, typer.Option(help="ภาษาของคำสั่ง / language of this command; the register is Thai")
    ] = Language.th,
) -> None:
    """ทำทะเบียนเปล่าให้กลุ่มนโยบายและแผนกรอก / Make a blank register to fill in."""
    try:
        found = load_form(form)
    except FormError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    refused = _refused(out, force, lang)
    if refused is None:
        try:
            write_register(out, found)
        except WriteError as error:
            refused = error.problem(lang)
    if refused is not None:
        complaints = Console(stderr=True, soft_wrap=True)
        complaints.print(refused.message, style="bold red", markup=False, highlight=False)
        complaints.print(f"→ {refused.fix}", markup=False, highlight=False)
        raise typer.Exit(CANNOT)
    Console(soft_wrap=True).print(say("register_written", lang, file=str(out)), markup=False, highlight=False)


def _refused(out: Path, force: bool, language: str) -> Problem | None:
    """Why the file must not be written, if so."""
    if out.suffix.lower() != ".xlsx":
        return problem("register_not_xlsx", language=language, file=out.name)
    if out.exists() and not force:
        return problem("register_exists", language=language, file=str(out))
    return None


if __name__ == "__main__":
    typer.run(main)
