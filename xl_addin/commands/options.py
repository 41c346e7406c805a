"""What all commands share: exit codes, options that several have, and how problems are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from xl_addin.model.form.form_files import listed_forms
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.errors import CatalogueError, TidtamError
from xl_addin.model.problems.problem import Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console

DRAW_SECONDS = 0.1
"""How seldom a bar of progress is drawn again."""

DONE, LOOK, CANNOT = 0, 1, 2
"""Exit codes: done; done with problems to look at; could not run, and nothing was changed."""


class Language(StrEnum):
    """Language of a command's own messages; what it writes is Thai."""

    th = "th"
    en = "en"


FormName = Annotated[
    str, typer.Argument(help=f"แบบรายงาน / the form: {listed_forms()}, or a path to a .toml file")
]
NewRegister = Annotated[Path, typer.Argument(help="ไฟล์ทะเบียนที่จะทำ / the register to write, an .xlsx file")]
Force = Annotated[bool, typer.Option("--force", help="เขียนทับไฟล์เดิม / replace a file that is there already")]
Lang = Annotated[
    Language, typer.Option("--lang", help="ภาษาของคำสั่ง / language of this command; what it writes is Thai")
]


def tell(console: Console, problems: Iterable[Problem]) -> None:
    """Each problem with its place, and how to put it right."""
    for told in problems:
        where = f"{told.place}: " if str(told.place) else ""
        console.print(f"• {where}{told.message}", markup=False, highlight=False, soft_wrap=True)
        if told.fix:
            console.print(f"  → {told.fix}", markup=False, highlight=False, soft_wrap=True)


def problems_of(error: TidtamError, language: str) -> list[Problem]:
    """Why the program could not do what it was asked to, in the language of the command: errors first."""
    if isinstance(error, CatalogueError):
        return [error.problem(language=language)]
    return sorted(error.problems, key=lambda told: told.severity is not Severity.ERROR)


@contextmanager
def told_when_stopped(console: Console, language: str, cannot: str, interrupted: str) -> Iterator[None]:
    """Tell why the work in the block came to nothing, under the message `cannot`, and end the command."""
    try:
        yield
    except TidtamError as error:
        problems = problems_of(error, language)
        console.print(say(cannot, language), style="bold red")
        tell(console, problems)
        if not problems:
            console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        console.print(say(interrupted, language))
        raise typer.Exit(CANNOT) from None


@contextmanager
def progress_bar(console: Console, said: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that counts n of m and leaves no trace; silent where nobody watches. Gives what is to be told (n, m)."""
    if not console.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    # Without a thread that draws it: a process with threads can only be started anew, not copied.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(said, total=None)
        drawn_at = 0.0

        def count(done: int, total: int) -> None:
            nonlocal drawn_at
            bar.update(task, completed=done, total=total)
            if done == total or monotonic() - drawn_at > DRAW_SECONDS:
                bar.refresh()
                drawn_at = monotonic()

        yield count


def register_refused(out: Path, force: bool, language: str) -> Problem | None:
    """Why a new register must not be written there, if so."""
    if out.suffix.lower() != ".xlsx":
        return problem("register_not_xlsx", language=language, file=out.name)
    if out.exists() and not force:
        return problem("register_exists", language=language, file=str(out))
    return None
