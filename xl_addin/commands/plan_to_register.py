"""Turn the action plan, the program's own report or an ordinary list, into the register of a form.

    python scripts/plan_to_register.py PLAN_REPORT.xlsx FORM OUT.xlsx [--force]

Exit code: 0 = done, 1 = done with figures to fill in, 2 = could not run (then nothing was changed).
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
    plan: Annotated[Path, typer.Argument(help="รายงานแผนปฏิบัติการ / the report of the action plan")],
    form: FormName,
    out: NewRegister,
    force: Force = False,
    lang: Lang = Language.th,
) -> None:
    """ทำทะเบียนจากแผนปฏิบัติการ / Make a register from the action plan."""
    from xl_addin.register.lists.from_list import register_from_list
    from xl_addin.register.lists.from_plan import is_made_here, plan_to_register

    def write(found: Form) -> Written:
        if is_made_here(plan):
            count, lacking = plan_to_register(plan, found, out, lang)
            return say("plan_written", lang, count=count, file=str(out)), lacking
        made = register_from_list(plan, found, out, language=lang)
        return made.said(out, lang), made.problems

    write_new_register(form, out, force, lang, write)
