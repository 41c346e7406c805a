"""From files to files: a register and the last report in, one workbook per group out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.file_names import group_file_names
from xl_addin.model.form.schema import MOST_ROWS, Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.office_in_round import at_round
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Group, Register
from xl_addin.previous.previous_report import PreviousError, PreviousReport, fitting_previous
from xl_addin.register.reader import read_register
from xl_addin.template.pages.workbook import with_rows
from xl_addin.template.template import Fill, TemplatesThere, write_all

Carrying = Callable[[Register, PreviousReport | None], Fill]
"""Given register and last report, what is typed into each template (see `consolidate.carry`)."""
MOST_NAMED = 3
"""So many files are named in a sentence; the others are counted."""


class CannotMake(TidtamError):
    """No template was made; `problems` say why and how to put it right."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were written, and what is to be looked at in the register and the last report.

    `titles`: of each file, the name of its group, which is cut short in the file's; of the memo, its file's.
    """

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    titles: tuple[str, ...]


def make_templates(
    register_path: Path,
    out_dir: Path,
    round_: int,
    previous_path: Path | None = None,
    *,
    form: Form | None = None,
    rows: Mapping[str, int] | None = None,
    force: bool = False,
    group: str = "",
    supplement: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    language: str = "th",
    carry: Carrying | None = None,
) -> Made:
    """Write the templates of one round, after all that is wrong in the register has been found.

    `form`: only for a form that does not come with the program. `rows`: other numbers of prepared rows in the
    small tables of project sheets, by the table's key. `force`: also in place of templates that differ, which
    somebody may have filled in. `group`: name, short name or id of the one group to make it for. `supplement`:
    only projects that the groups' workbooks in `out_dir` do not have, in workbooks of their own. `carry`:
    prepares what is typed into them. Raises CannotMake: then no template was begun, unless the folder could not
    take a file; what was written before that one is whole.
    """
    register, problems = read_register(register_path, form=form, language=language)
    if register is None:
        raise CannotMake(problems)
    if not 1 <= round_ <= register.form.period.rounds:
        rounds = register.form.period.rounds
        raise CannotMake(
            [problem("command_no_such_round", language=language, value=str(round_), rounds=rounds)]
        )
    register = at_round(register, round_)
    if rows:
        register = _with_rows(register, rows, language)
    previous: PreviousReport | None = None
    told: list[Problem] = []
    if previous_path is not None:
        try:
            previous, told = fitting_previous(previous_path, register, round_, language)
        except PreviousError as error:
            raise CannotMake(error.problems) from error
    elif round_ > 1:
        told = [problem("templates_without_previous", language=language, value=str(round_))]
    only = _one_group(register, group, language) if group else None
    try:
        fill = carry(register, previous) if carry is not None else None
        files = write_all(
            register,
            out_dir,
            round_,
            previous,
            on_progress,
            force=force,
            fill=fill,
            only=only,
            supplement=supplement,
        )
    except TemplatesThere as error:
        raise CannotMake([_there(error.files, out_dir, language)]) from error
    except WriteError as error:
        raise CannotMake([error.problem(language=language)]) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise CannotMake([problem("templates_no_folder", language=language, value=str(out_dir))]) from error
    except PermissionError as error:
        raise CannotMake([problem("templates_no_rights", language=language, value=str(out_dir))]) from error
    groups = register.reporting_groups
    names = group_file_names(register, round_, groups)
    titles = {names[group.id]: group.name for group in groups}
    return Made(tuple(files), (*problems, *told), tuple(titles.get(file.name, file.stem) for file in files))


def _one_group(register: Register, name: str, language: str) -> Group:
    """The group of that name, which must have projects to report. Raises CannotMake."""
    names = GroupNames(register.groups)
    group = names.find(name)
    if group is None or group not in register.reporting_groups:
        near = names.nearest(name) or "-"
        told = "templates_no_such_group" if group is None else "templates_group_without_projects"
        raise CannotMake([problem(told, language=language, value=name, nearest=near)])
    return group


def _there(files: Sequence[Path], out_dir: Path, language: str) -> Problem:
    names = ", ".join(file.name for file in files[:MOST_NAMED]) + (" …" if len(files) > MOST_NAMED else "")
    return problem("templates_there", language=language, value=str(out_dir), count=len(files), files=names)


def prepared_rows(options: Sequence[str]) -> dict[str, int]:
    """Options like "activities=40" as numbers by table; what is no number is 0, which no table takes."""
    parts = [option.partition("=") for option in options]
    return {key.strip(): int(count) if count.strip().isdecimal() else 0 for key, _, count in parts}


def _with_rows(register: Register, rows: Mapping[str, int], language: str) -> Register:
    form = register.form
    tables = ", ".join(table.key for table in (*form.tables, *form.group_tables))
    if not tables:
        raise CannotMake([problem("templates_no_tables", language=language, value=form.id)])
    for key, count in rows.items():
        if key not in tables.split(", ") or not 1 <= count <= MOST_ROWS:
            told = problem(
                "templates_no_such_rows",
                language=language,
                value=f"{key}={count}",
                tables=tables,
                most=MOST_ROWS,
            )
            raise CannotMake([told])
    return with_rows(register, rows)
