"""What the commands share that write a register: refusals, what is told, and the exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from xl_addin.commands.options import CANNOT, DONE, LOOK, Language, register_refused, tell
from xl_addin.model.problems.problem import Problem, Severity

if TYPE_CHECKING:
    from xl_addin.model.form.schema import Form

Written = tuple[str, Sequence[Problem]]
"""What was done, in a sentence, and what is to be looked at."""


def write_new_register(
    form: str, out: Path, force: bool, lang: Language, write: Callable[[Form], Written]
) -> NoReturn:
    """Let `write` make the register of a form at `out`, and end the command with what came of it."""
    from rich.console import Console

    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.model.form.loader import FormError, load_form
    from xl_addin.register.lists.from_list import NotAList
    from xl_addin.register.lists.from_plan import NotAPlan

    console, complaints = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    try:
        found = load_form(form)
    except FormError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    refused = register_refused(out, force, lang)
    stopped: list[Problem] = [] if refused is None else [refused]
    said: str = ""
    told: Sequence[Problem] = ()
    if refused is None:
        try:
            said, told = write(found)
        except (NotAPlan, NotAList) as error:
            stopped = error.problems
        except WriteError as error:
            stopped = [error.problem(language=lang)]
    if stopped:
        tell(complaints, stopped)
        raise typer.Exit(CANNOT)
    console.print(said, markup=False, highlight=False)
    tell(complaints, told)
    raise typer.Exit(LOOK if any(one.severity is not Severity.NOTE for one in told) else DONE)
