"""From files to files: a register and the last report in, one workbook per group out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from xl_addin.model.form import Form
from xl_addin.model.messages import problem
from xl_addin.model.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.workbook.atomic import WriteError
from xl_addin.workbook.limits import PackageError
from xl_addin.workbook.previous import PreviousError, PreviousReport, previous_problems, read_previous
from xl_addin.workbook.register_reader import read_register
from xl_addin.workbook.template import write_all


class CannotMake(Exception):
    """No template was made; `problems` say why and how to put it right."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(told.message for told in problems))


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were written, and what is to be looked at in the register and the last report."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def make_templates(
    register_path: Path,
    out_dir: Path,
    round_: int,
    previous_path: Path | None = None,
    *,
    form: Form | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    language: str = "th",
) -> Made:
    """Write the templates of one round, after all that is wrong in the register has been found.

    `form`: only for a form that does not come with the program. Raises CannotMake: then no template was
    begun, unless the folder could not take a file; what was written before that one is whole.
    """
    register, problems = read_register(register_path, form=form, language=language)
    if register is None:
        raise CannotMake(problems)
    if not 1 <= round_ <= register.form.period.rounds:
        rounds = register.form.period.rounds
        raise CannotMake(
            [problem("command_no_such_round", language=language, value=str(round_), rounds=rounds)]
        )
    previous = None if previous_path is None else _previous(previous_path, register, round_, language)
    told = [] if previous is None else previous_problems(previous, register, round_)
    if previous is None and round_ > 1:
        told = [problem("templates_without_previous", language=language, value=str(round_))]
    try:
        files = write_all(register, out_dir, round_, previous, on_progress)
    except WriteError as error:
        raise CannotMake([error.problem(language)]) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise CannotMake([problem("templates_no_folder", language=language, value=str(out_dir))]) from error
    except PermissionError as error:
        raise CannotMake([problem("templates_no_rights", language=language, value=str(out_dir))]) from error
    return Made(tuple(files), (*problems, *told))


def _previous(path: Path, register: Register, round_: int, language: str) -> PreviousReport:
    try:
        previous = read_previous(path, register.form)
    except PackageError as error:
        raise CannotMake([error.problem(Place(path.name), language=language)]) from error
    except PreviousError as error:
        raise CannotMake(error.problems) from error
    errors = [told for told in previous_problems(previous, register, round_) if told.severity == "error"]
    if errors:
        raise CannotMake(errors)
    return previous
