"""Turn the action plan, the program's own report or an ordinary list, into the register of a form.

    python scripts/plan_to_register.py PLAN_REPORT.xlsx FORM OUT.xlsx [--force]

Exit code: 0 = done, 1 = done with figures to fill in, 2 = could not run (then nothing was changed).
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
    plan: Annotated[Path, typer.Argument(help="รายงานแผนปฏิบัติการ / the report of the action plan")],
    form: FormName,
    out: NewRegister,
    force: Force = False,
    lang: Lang = Language.th,
) -> None:
    """ทำทะเบียนจากแผนปฏิบัติการ / Make a register from the action plan."""
    from rich.console import Console

    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.model.form.loader import FormError, load_form
    from xl_addin.register.lists.from_list import NotAList, register_from_list
    from xl_addin.register.lists.from_plan import NotAPlan, is_made_here, plan_to_register

    console, complaints = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    try:
        found = load_form(form)
    except FormError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    refused = register_refused(out, force, lang)
    told: list[Problem] = [] if refused is None else [refused]
    said, lacking = "", list[Problem]()
    if refused is None:
        try:
            if is_made_here(plan):
                count, lacking = plan_to_register(plan, found, out, lang)
                said = say("plan_written", lang, count=count, file=str(out))
            else:
                made = register_from_list(plan, found, out, language=lang)
                said, lacking = made.said(out, lang), list(made.problems)
        except (NotAPlan, NotAList) as error:
            told = error.problems
        except WriteError as error:
            told = [error.problem(language=lang)]
    if told:
        tell(complaints, told)
        raise typer.Exit(CANNOT)
    console.print(said, markup=False, highlight=False)
    tell(complaints, lacking)
    raise typer.Exit(LOOK if any(one.severity is not Severity.NOTE for one in lacking) else DONE)
