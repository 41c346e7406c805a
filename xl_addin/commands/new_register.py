"""Make a blank register for a form.

    python scripts/new_register.py FORM OUT.xlsx [--force]

Exit code: 0 = done, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

import typer

from xl_addin.commands.options import (
    CANNOT,
    Force,
    FormName,
    Lang,
    Language,
    NewRegister,
    register_refused,
    tell,
)
from xl_addin.model.problems.catalogue import say


def main(
    form: FormName,
    out: NewRegister,
    force: Force = False,
    lang: Lang = Language.th,
) -> None:
    """ทำทะเบียนเปล่าให้กลุ่มนโยบายและแผนกรอก / Make a blank register to fill in."""
    from rich.console import Console

    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.model.form.loader import FormError, load_form
    from xl_addin.register.writer import write_register

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
            refused = error.problem(language=lang)
    if refused is not None:
        tell(Console(stderr=True), [refused])
        raise typer.Exit(CANNOT)
    Console(soft_wrap=True).print(say("register_written", lang, file=str(out)), markup=False, highlight=False)
