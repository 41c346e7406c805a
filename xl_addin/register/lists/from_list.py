"""A list that lies in an ordinary workbook becomes a register, with a sheet that shows how it was read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.values.cleaners import show
from xl_addin.model.values.kinds import Kind
from xl_addin.register.lists.list_reading import KnownReading, ListReading, read_list
from xl_addin.register.lists.list_register import list_register
from xl_addin.register.lists.reading_sheet import question_of, read_answers, reading_sheet
from xl_addin.register.reader import read_register
from xl_addin.register.writer import write_register

MOST_TOLD = 20
"""So many questions are told one by one; the sheet การอ่าน has them all."""


class NotAList(TidtamError):
    """No register can be made from the file; `problems` say why."""


@dataclass(frozen=True, slots=True)
class RegisterOfList:
    """What was written.

    `total`: satang of all projects; `questions`: rows that somebody is to decide.
    """

    projects: int
    total: int
    questions: int
    problems: tuple[Problem, ...]

    def said(self, out: Path, language: str = "th") -> str:
        """What was done, in one sentence."""
        return say(
            "list_written",
            language,
            file=str(out),
            count=self.projects,
            value=show(Kind.BAHT, self.total),
            questions=self.questions,
        )


def register_from_list(
    path: Path,
    form: Form,
    out: Path,
    *,
    reading: Path | None = None,
    sheets: Collection[str] = (),
    year: int | None = None,
    language: str = "th",
) -> RegisterOfList:
    """Write the register of a form from a list.

    `reading`: a register made so before; its answers and mapping of columns hold here, and its groups,
    settings and texts go on. `sheets`: only these of the list. `year`: the fiscal year of the register, where
    it is not the list's. Raises NotAList for a file in which no list is found and WriteError.
    """
    try:
        known = read_answers(reading) if reading else KnownReading()
        taken = read_list(path, form, known=known, sheets=sheets)
    except PackageError as error:
        raise NotAList([error.problem(Place(path.name), language=language)]) from error
    if not taken.sheets:
        raise NotAList([problem("list_not_found", Place(path.name), language=language, value=path.name)])
    base = read_register(reading, form=form)[0] if reading else None
    register, told = list_register(taken, form, base, language)
    if year:
        register = replace(register, fiscal_year=year)
    write_register(out, form, register, [reading_sheet(taken)])
    problems = [
        *_sheets_told(taken, language),
        *_sums_told(taken, language),
        *told,
        *_questions_told(taken, language),
    ]
    total = sum(sheet.taken for sheet in taken.sheets)
    return RegisterOfList(len(taken.projects), total, len(taken.questions), tuple(problems))


def _sheets_told(reading: ListReading, language: str) -> Iterator[Problem]:
    for name in reading.repeating:
        yield problem("list_sheet_repeats", Place(reading.file, name), language=language, value=name)
    for name in reading.unread:
        yield problem("list_sheet_unread", Place(reading.file, name), language=language, value=name)


def _sums_told(reading: ListReading, language: str) -> Iterator[Problem]:
    for sheet in reading.sheets:
        place, taken = Place(reading.file, sheet.name), show(Kind.BAHT, sheet.taken)
        if sheet.total is None:
            yield problem("list_without_total", place, language=language, value=taken)
        elif sheet.total != sheet.taken:
            difference = show(Kind.BAHT, abs(sheet.taken - sheet.total))
            yield problem(
                "list_total_differs",
                place,
                language=language,
                value=taken,
                total=show(Kind.BAHT, sheet.total),
                difference=difference,
            )
        else:
            yield problem("list_total_agrees", place, language=language, value=taken)


def _questions_told(reading: ListReading, language: str) -> Iterator[Problem]:
    for entry in reading.questions[:MOST_TOLD]:
        place = Place(reading.file, entry.row.sheet, f"{entry.row.number}:{entry.row.number}")
        yield problem(
            "list_question",
            place,
            language=language,
            project_name=entry.row.name,
            value=entry.row.name or entry.row.shown[:80],
            kind=entry.kind.value if language == "th" else entry.kind.name.lower(),
            question=question_of(entry, language),
        )
    more = len(reading.questions) - MOST_TOLD
    if more > 0:
        yield problem("list_more_questions", Place(reading.file), language=language, count=more)
