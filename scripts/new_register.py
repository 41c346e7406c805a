"""Make a blank register for a form.

    python scripts/new_register.py FORM OUT.xlsx [--force]

Exit code: 0 = done, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.command_line import CANNOT, Language, register_refused, tell
from xl_addin.model.form_file import FormError, form_ids, load_form
from xl_addin.model.messages import say
from xl_addin.workbook.atomic import WriteError
from xl_addin.workbook.register_writer import write_register


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
    refused = register_refused(out, force, lang)
    if refused is None:
        try:
            write_register(out, found)
        except WriteError as error:
            refused = error.problem(lang)
    if refused is not None:
        tell(Console(stderr=True), [refused])
        raise typer.Exit(CANNOT)
    Console(soft_wrap=True).print(say("register_written", lang, file=str(out)), markup=False, highlight=False)


if __name__ == "__main__":
    typer.run(main)
