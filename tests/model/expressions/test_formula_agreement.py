"""Excel and Python agree: every computed column and every native check, over thousands of generated rows.

The workbook's cached values are wrong on purpose, so that a LibreOffice which did not recalculate fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ironcalc
import numpy as np
import openpyxl
import pandas as pd
import pytest
from xlsxwriter.utility import xl_col_to_name

from tests.support.soffice import Soffice
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.form.column_states import State, column_state
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, computed_order, constants, row_scope
from xl_addin.model.rules.checking import check
from xl_addin.model.rules.template_checks import entry_check_id, native_checks
from xl_addin.model.values.kinds import SCALE, Fill, Kind

pytestmark = pytest.mark.slow

ROWS = 1500
"""Of each form; all forms together give thousands of rows."""
FISCAL_YEAR = 2566
TABLE_FORMS = [form_id for form_id in form_ids() if load_form(form_id).template.layout == "table"]
WORDS = ["", "-", "=1+1", "ประชุมคณะทำงาน 12 คน\nสรุปผล", 'คำว่า "ดี"', "x" * 300]


def generated_rows(form: Form, seed: int) -> pd.DataFrame:
    """Rows at the awkward places: blanks, zeros, over-spends, satang, percents at thirds and sevenths."""
    random = np.random.default_rng(seed)
    frame: dict[str, Any] = {}
    for key, kind in IDENTITY_KINDS.items():
        plain = pd.array(np.arange(1, ROWS + 1), dtype="Int64")
        frame[key] = plain if kind is Kind.COUNT else [f"{key} {number}" for number in range(ROWS)]
    budgets = random.choice([0, 1, 3, 7, 100, 99_999, 700_000, 323_300_000, 9_000_000_000], ROWS)
    budgets = budgets * random.choice([1, 100, 333], ROWS)
    for column in form.columns:
        if column.fill is Fill.COMPUTED or column.key in frame:
            continue
        if column.kind in SCALE:
            share = random.choice([0, 0.07, 0.25, 1 / 3, 0.57, 0.7, 1, 1.001, 2.5], ROWS)
            amounts = (budgets * share).astype(np.int64) + random.integers(-1, 2, ROWS)
            amounts = np.where(random.random(ROWS) < 0.3, budgets, np.maximum(amounts, 0))
            if column.kind is Kind.DATE:
                amounts = random.integers(44_000, 46_000, ROWS)
            values = pd.array(amounts, dtype="Int64")
            values[random.random(ROWS) < 0.15] = pd.NA
            frame[column.key] = values
        elif column.kind is Kind.CHOICE:
            codes = [None, *column.choices]
            frame[column.key] = pd.Series(
                [codes[n] for n in random.integers(0, len(codes), ROWS)], dtype=object
            )
        else:
            words = [word or None for word in WORDS]
            frame[column.key] = pd.Series(
                [words[n] for n in random.integers(0, len(words), ROWS)], dtype=object
            )
    return pd.DataFrame(frame)


def cell_value(value: Any, kind: Kind, choices: dict[str, str]) -> Any:
    if pd.isna(value):
        return None
    if kind in SCALE:
        return int(value) / 10 ** SCALE[kind]
    return choices.get(value, value)


def agreement_workbook(
    path: Path, form: Form, frame: pd.DataFrame, round_: int, rounding: str
) -> dict[str, int]:
    """Writes inputs and formulas; gives the column (0-based) of every computed column and check."""
    kinds = {key: (kind, {}) for key, kind in IDENTITY_KINDS.items()}
    kinds |= {column.key: (column.kind, column.choices) for column in form.columns}
    place = {key: number for number, key in enumerate(kinds)}
    excel = ExcelScope(
        row_scope(form),
        lambda key: f"INDEX(${xl_col_to_name(place[key])}:${xl_col_to_name(place[key])},ROW())",
        round_constants(form, round_),
        rounding,
    )
    formulas = {
        column.key: column_formula(expression, column.kind, excel)
        for _, column, expression in computed_order(form)
    }
    checks = {}
    for check_ in native_checks(
        form, MAIN, excel, entry_keys(form, round_), lambda known: f"INDEX({known},ROW())"
    ):
        place[check_.id] = len(place)
        checks[check_.id] = check_.formula
    for known, column in sorted(((known, place[known]) for known in checks), key=lambda pair: -len(pair[0])):
        letters = xl_col_to_name(column)
        checks = {
            key: text.replace(f"INDEX({known},ROW())", f"INDEX(${letters}:${letters},ROW())")
            for key, text in checks.items()
        }
    typed = {
        key: [cell_value(value, kind, choices) for value in frame[key]]
        for key, (kind, choices) in kinds.items()
        if key not in formulas
    }
    with PlainWorkbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(len(frame)):
            for key, values in typed.items():
                value = values[row]
                if isinstance(value, str):
                    sheet.write_string(row, place[key], value)
                elif value is not None:
                    sheet.write_number(row, place[key], value)
            for key, formula in (formulas | checks).items():
                sheet.write_formula(row, place[key], "=" + formula, None, "ผิด")
    return {key: place[key] for key in (*formulas, *checks)}


def entry_keys(form: Form, round_: int) -> list[str]:
    return [column.key for column in form.columns if column_state(column, round_) is State.ENTRY]


def round_constants(form: Form, round_: int) -> dict[str, Any]:
    defaults = {
        param.key: None if param.default is None else round(param.default * 10 ** SCALE[param.kind])
        for param in form.params
    }
    return constants(form, FISCAL_YEAR, round_, defaults)


@dataclass(frozen=True)
class Made:
    """A workbook of generated rows, where each computed column and check stands in it (0-based), and their values."""

    form: Form
    frame: pd.DataFrame
    path: Path
    place: dict[str, int]
    wanted: dict[str, list[Any]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("agreement")
    books = {}
    for number, form_id in enumerate(TABLE_FORMS):
        form = load_form(form_id)
        round_, rounding = form.period.rounds // 2, ["cut", "half_up"][number % 2]
        frame = generated_rows(form, number)
        path = folder / f"{form_id}.xlsx"
        place = agreement_workbook(path, form, frame, round_, rounding)
        wanted = python_s_values(form, frame, round_, rounding)
        books[form_id] = Made(form, frame, path, place, wanted)
    return books


@pytest.fixture(scope="module")
def recalculated(
    soffice: Soffice, made: dict[str, Made], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    outputs = soffice.recalculate(
        [book.path for book in made.values()], tmp_path_factory.mktemp("recalculated"), timeout=400
    )
    return dict(zip(made, outputs, strict=True))


def libreoffice_rows(path: Path) -> Iterator[list[Any]]:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield list(row)


def ironcalc_rows(path: Path, columns: int) -> Iterator[list[Any]]:
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC")
    model.evaluate()
    for row in range(1, ROWS + 1):
        yield [model.get_cell_value(0, row, column) for column in range(1, columns + 1)]


def python_s_values(form: Form, frame: pd.DataFrame, round_: int, rounding: str) -> dict[str, list[Any]]:
    """Of every computed column its values as a cell shows them, of every native check what it says, "" for nothing."""
    checked = check(
        form,
        frame,
        {},
        constants=round_constants(form, round_),
        percent_rounding=rounding,
        entries={MAIN: entry_keys(form, round_)},
    )
    assert len(checked.problems) > ROWS / 10, "the rows must break rules, or the comparison shows nothing"
    values = {
        column.key: [cell_value(value, column.kind, column.choices) for value in checked.frame[column.key]]
        for _, column, _ in computed_order(form)
    }
    for problem in checked.problems:
        rule = problem.problem.rule
        check_id = entry_check_id(problem.key) if rule == "required_blank" else rule
        values.setdefault(check_id, [""] * ROWS)[problem.row] = problem.problem.message
    return values


def differences(book: Made, rows: Iterator[list[Any]]) -> list[tuple[Any, ...]]:
    """(row, key, what Excel's formulas gave, what Python gave) wherever they are not the same."""
    computed = {column.key for column in book.form.columns}
    silent = [""] * ROWS
    found = []
    number = -1
    for number, row in enumerate(rows):
        for key, place in book.place.items():
            got = row[place] if place < len(row) else None
            wanted = book.wanted.get(key, silent)[number]
            if key in computed:
                same = got in (None, "") if wanted is None else is_number(got) and abs(got - wanted) < 1e-9
            else:
                same = (got or "") == wanted
            if not same:
                found.append((number + 1, key, got, wanted, book.frame.iloc[number].to_dict()))
    assert number + 1 == ROWS
    return found


def is_number(value: Any) -> bool:
    return isinstance(value, int | float)


@pytest.mark.parametrize("form_id", TABLE_FORMS)
def test_libreoffice_gives_for_thousands_of_rows_what_python_gives(
    made: dict[str, Made], recalculated: dict[str, Path], form_id: str
) -> None:
    assert differences(made[form_id], libreoffice_rows(recalculated[form_id]))[:3] == []


@pytest.mark.parametrize("form_id", TABLE_FORMS)
def test_ironcalc_gives_for_thousands_of_rows_what_python_gives(made: dict[str, Made], form_id: str) -> None:
    book = made[form_id]
    rows = ironcalc_rows(book.path, max(book.place.values()) + 1)
    assert differences(book, rows)[:3] == []
