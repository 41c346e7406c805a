"""An earlier report as a source: figures of earlier rounds from its tidy data sheet (defined name t_data).

The sheet's first row holds English keys, each further row a project in one round. Amounts are baht,
percents plain numbers (12.5 = 12.5 %), dates Excel dates, choices codes, yes/no 1 and 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.excel.addresses import Range, cell_address, parse_reference
from xl_addin.excel.reading.cells import RawCell, RawSheet, RawWorkbook
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.column_states import is_late
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.identity import PROPERTY_PREFIX, REGISTER_SHEET
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Register
from xl_addin.model.table_names import DATA_NAME
from xl_addin.model.values.clean import NumberText, Raw, Value, clean_column
from xl_addin.model.values.cleaners import EXCEL_TEXT_LIMIT
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.previous.edited_list import edited_list_problems
from xl_addin.previous.edited_pages import edited_pages
from xl_addin.previous.missed_amounts import MISSED, with_gap_figures, with_missed_amounts
from xl_addin.previous.missed_rounds import gone_problems, missed_problems, without_unreported
from xl_addin.previous.project_matching import project_problems

NEEDED = ("round", "project_id")
WHOLE = {
    "n": Kind.COUNT,
    "round": Kind.COUNT,
    "reported": Kind.COUNT,
    "row": Kind.COUNT,
    "fiscal_year": Kind.COUNT,
}


class PreviousError(TidtamError, ValueError):
    """An earlier report that cannot be used; `problems` say why, all at once."""


@dataclass(frozen=True, slots=True)
class PreviousReport:
    """Figures of earlier rounds.

    `frame`: one row per project and round, index 0..n-1, the columns of the data sheet in their order: the
    form's columns, IDENTITY_COLUMNS, `round`, `reported` and `row` as inside values (Int64 or text, a blank
    is NA or None), every other column as text. `identity`: what the report says of itself.
    `tables`: the same for the rows of the form's small tables, several of which belong to a project, and of its tables
    of the groups, which are told like projects. `edited`:
    what was changed by hand on its printed pages. `rows`: the row on the
    data sheet of each row of `frame`.
    """

    file: str
    frame: pd.DataFrame
    identity: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    edited: tuple[Problem, ...] = ()
    rows: tuple[int, ...] = ()
    _figures: dict[int, tuple[Register, pd.DataFrame]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def latest_before(self, round_: int) -> int | None:
        """The last round of the report before this one."""
        rounds = [int(found) for found in self.frame["round"].unique() if found < round_]
        return max(rounds, default=None)

    def rows_before(self, round_: int) -> pd.DataFrame:
        """The rows of the last round before this one, by project id; none where there is no such round."""
        rows = self.frame[self.frame["round"] == (self.latest_before(round_) or 0)]
        return rows.set_index("project_id", drop=False)

    def small_tables_before(self, round_: int) -> dict[str, pd.DataFrame]:
        """The rows of the small tables in the last round before this one."""
        last = self.latest_before(round_) or 0
        return {key: table[table["round"] == last] for key, table in self.tables.items()}

    def before(self, round_: int) -> pd.DataFrame:
        """The rows of all rounds before this one."""
        return self.frame[self.frame["round"] < round_]


def earlier_figures(previous: PreviousReport, register: Register, round_: int) -> pd.DataFrame:
    """The rows of the last round as this round goes on from them, one per project of the register, by its id.

    Blank where no earlier round was reported. A project that is new has spent nothing in earlier quarters.
    Found once for a register: the same frame is given again.
    """
    known = previous._figures.get(round_)
    if known is None or known[0] is not register:
        known = previous._figures[round_] = (register, _earlier_figures(previous, register, round_))
    return known[1]


def _earlier_figures(previous: PreviousReport, register: Register, round_: int) -> pd.DataFrame:
    rows = without_unreported(register.form, previous.rows_before(round_), previous.before(round_))
    rows = with_gap_figures(register.form, rows)
    figures = rows.reindex(register.projects["project_id"])
    born = {change.born for change in register.changes}
    is_new = ~figures.index.isin(rows.index)
    for column in register.form.columns:
        key = column.previous
        if key is None or key not in figures or not is_late(column, round_) or column.kind is not Kind.BAHT:
            continue
        new = is_new & (figures.index.isin(born) | key.endswith(MISSED))
        figures.loc[new, key] = 0
    return figures


def read_previous(path: Path | str, form: Form) -> PreviousReport:
    """The data of an earlier report of this form.

    Raises PackageError for a file that is no readable workbook and PreviousError for one without usable data.
    """
    path = Path(path)
    return previous_of(read_report(path), path.name, form)


def read_report(path: Path) -> RawWorkbook:
    """An earlier report without the register that it keeps: a sixth of its cells, for who makes a register of it.

    Raises PackageError.
    """
    return read_workbook(path, wanted=lambda name: name != REGISTER_SHEET)


def previous_of(raw: RawWorkbook, file: str, form: Form) -> PreviousReport:
    """The data of an earlier report that was read already. Raises PreviousError for one without usable data."""
    identity = report_identity(raw)
    if identity.get("form_id", form.id) != form.id:
        found = problem("previous_other_form", Place(file), found=identity["form_id"], wanted=form.id)
        raise PreviousError([found])
    table = data_table(raw)
    if table is None:
        raise PreviousError([problem("previous_no_data", Place(file))])
    frame, problems, at = _frame(with_missed_amounts(form, 1).columns, file, *table)
    problems += _repeated(frame, file, table[0], at)
    tables = {}
    for child in (*form.tables, *form.group_tables):
        rows = data_table(raw, f"{DATA_NAME}_{child.key}")
        if rows is not None:
            tables[child.key], wrong, _ = _frame(child.columns, file, *rows)
            problems += wrong
    if problems:
        raise PreviousError(problems)
    edited = edited_pages(raw, frame, form, file)
    rows_at = tuple(row for row, _ in at)
    return PreviousReport(file, frame, identity, tables, tuple(edited), rows_at)


def known_before(
    register: Register, previous: PreviousReport | None, round_: int
) -> dict[str, NDArray[np.bool_]]:
    """Per group column of an earlier round: which projects have a figure in the previous report, or are asked none."""
    if previous is None:
        return {}
    earlier = earlier_figures(previous, register, round_)
    closed = earlier.index.isin(set(register.closed))
    return {
        column.key: earlier[column.previous].notna().to_numpy(dtype=bool) | closed
        for column in register.form.columns
        if is_late(column, round_) and column.previous in earlier
    }


def carried_columns(register: Register, round_: int, previous: PreviousReport | None) -> frozenset[str]:
    """Group columns of earlier rounds that the previous report fills for every project of the register."""
    return frozenset(key for key, known in known_before(register, previous, round_).items() if known.all())


def previous_problems(previous: PreviousReport, register: Register, round_: int) -> list[Problem]:
    """Why an earlier report does not fit a register and round, or what is to be looked at in it.

    Errors where its figures cannot be used, or would stand beside another project.
    """
    place = Place(previous.file)
    if round_ == 1:
        return [problem("previous_before_first", place)]
    year = previous.identity.get("fiscal_year", str(register.fiscal_year))
    if year != str(register.fiscal_year):
        return [problem("previous_other_year", place, found=year, wanted=register.fiscal_year)]
    latest = previous.latest_before(round_)
    if latest != round_ - 1:
        return [problem("previous_wrong_round", place, wanted=round_ - 1, value=str(latest or "-"))]
    rows = previous.rows_before(round_)
    matched = project_problems(register, rows, previous.file)
    mistaken = [one.project for one in matched if one.severity is Severity.ERROR]
    return [
        *previous.edited,
        *matched,
        *edited_list_problems(register, rows.drop(index=rows.index.intersection(mistaken)), previous.file),
        *gone_problems(register, rows, previous.file),
        *missed_problems(register, previous.before(round_), previous.file),
    ]


def previous_warnings(previous: PreviousReport, register: Register, round_: int) -> list[Problem]:
    """What is to be looked at in an earlier report. Raises PreviousError for one that does not fit."""
    told = previous_problems(previous, register, round_)
    errors = [one for one in told if one.severity is Severity.ERROR]
    if errors:
        raise PreviousError(errors)
    return told


def fitting_previous(
    path: Path, register: Register, round_: int, language: str = "th"
) -> tuple[PreviousReport, list[Problem]]:
    """The earlier report of a register and round, and what is to be looked at in it.

    Raises PreviousError for one that cannot be read, too.
    """
    try:
        previous = read_previous(path, register.form)
    except PackageError as error:
        raise PreviousError([error.problem(Place(path.name), language=language)]) from error
    return previous, previous_warnings(previous, register, round_)


def report_identity(raw: RawWorkbook) -> dict[str, str]:
    """What a report says of itself: office, form, year, round and state, all text."""
    return {
        key.removeprefix(PROPERTY_PREFIX): value
        for key, value in raw.custom_properties.items()
        if key.startswith(PROPERTY_PREFIX)
    }


def data_table(raw: RawWorkbook, wanted: str = DATA_NAME) -> tuple[RawSheet, Range] | None:
    """The sheet and the cells of a table of data, its row of keys first; None where the report has none."""
    for name in raw.defined_names:
        reference = parse_reference(name.reference) if name.name == wanted else None
        sheet = raw.sheet(reference.sheet) if reference is not None and reference.sheet else None
        if reference is not None and sheet is not None:
            return sheet, reference.range
    return None


def _frame(
    own: Sequence[Column], file: str, sheet: RawSheet, area: Range
) -> tuple[pd.DataFrame, list[Problem], list[tuple[int, int]]]:
    """The rows of a data sheet, what is wrong with them, and where the project id of each stands."""
    columns: dict[str, int] = {}
    for column in range(area.first_column, area.last_column + 1):
        head = sheet.cells.get((area.first_row, column))
        if head is not None and head.value and head.value not in columns:
            columns[head.value] = column
    for renamed in own:
        for old in renamed.was:
            if old in columns and renamed.key not in columns:
                columns[renamed.key] = columns.pop(old)
    missing = [key for key in NEEDED if key not in columns]
    place = Place(file, sheet.name, cell_address(area.first_row, area.first_column))
    if missing:
        lacking = [problem("previous_lacks_column", place, value=key) for key in missing]
        return pd.DataFrame(columns=list(NEEDED)), lacking, []
    rows = _filled_rows(sheet, area, columns.values())
    frame: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, column in columns.items():
        raws = [_raw(sheet.cells.get((row, column))) for row in rows]
        values, wrong = _values(own, key, raws)
        for index in wrong:
            at = Place(file, sheet.name, cell_address(rows[index], column))
            problems.append(problem("previous_bad_value", at, column=key, value=str(raws[index])))
        frame[key] = values
    made = pd.DataFrame(frame, index=pd.RangeIndex(len(rows)))
    return made, problems, [(row, columns["project_id"]) for row in rows]


def _filled_rows(sheet: RawSheet, area: Range, columns: Iterable[int]) -> list[int]:
    """The rows below the keys in which anything stands: a report without rows has a blank one."""
    used = sheet.used
    last = min(area.last_row, used.last_row if used else area.first_row)
    looked_at = list(columns)
    return [
        row
        for row in range(area.first_row + 1, last + 1)
        if any(_raw(sheet.cells.get((row, column))) is not None for column in looked_at)
    ]


def _repeated(
    frame: pd.DataFrame, file: str, sheet: RawSheet, cells: Sequence[tuple[int, int]]
) -> list[Problem]:
    twice = frame.duplicated(["round", "project_id"]).to_numpy()
    return [
        problem(
            "previous_project_twice",
            Place(file, sheet.name, cell_address(*cell)),
            value=str(frame["project_id"].iloc[index]),
        )
        for index, cell in enumerate(cells)
        if twice[index]
    ]


def _raw(cell: RawCell | None) -> Raw:
    if cell is None or cell.value is None:
        return None
    if cell.type == "b":
        return NumberText(cell.value)
    return NumberText(cell.value) if cell.type == "n" else cell.value


def _values(own: Sequence[Column], key: str, raws: list[Raw]) -> tuple[pd.Series, list[int]]:
    """The values of one column and the positions (0-based) of those that cannot be read."""
    columns = {column.key: column for column in own}
    kind = columns[key].kind if key in columns else IDENTITY_KINDS.get(key) or WHOLE.get(key)
    if kind is None:
        return pd.Series([None if raw is None else str(raw) for raw in raws], dtype=object), []
    if kind is Kind.CHOICE:
        codes = [None if raw is None else str(raw) for raw in raws]
        unknown = [index for index, code in enumerate(codes) if code and code not in columns[key].choices]
        return pd.Series(codes, dtype=object), unknown
    values: list[Value]
    values, findings = clean_column(kind, raws, minimum=None, max_length=EXCEL_TEXT_LIMIT)
    wrong = [index for index, finding in findings if finding.severity is Severity.ERROR]
    if key in NEEDED:
        wrong += [index for index, value in enumerate(values) if value is None and index not in wrong]
    return pd.Series(values, dtype="Int64" if kind in SCALE else object), sorted(wrong)
