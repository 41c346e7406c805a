"""A typed number that is no day of Excel's makes no error of the formulas that read the date."""

from __future__ import annotations

from pathlib import Path

import ironcalc
import pytest

from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula, shown_formula
from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.types import Base, Scope, ValueType
from xl_addin.model.values.kinds import Kind

BUDDHIST, LAST = 243_496, 2_958_465
DAYS = {44_301: 7, 0: 0, -5: 0, LAST: 3, LAST + 1: 0, 20_230_512: 0, BUDDHIST: 11}
"""A typed number and the month of the fiscal year that is read from it."""


@pytest.mark.parametrize("typed", DAYS)
def test_month_and_words_of_any_number_are_no_error(tmp_path: Path, typed: int) -> None:
    scope = Scope({"day": ValueType(Base.NUMBER, Kind.DATE)})
    excel = ExcelScope(scope, lambda _: "$A$1", {}, "half_up")
    path = tmp_path / "days.xlsx"
    with PlainWorkbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, typed)
        month = column_formula(parse("FISCAL_MONTH(day)"), Kind.COUNT, excel)
        sheet.write_formula(0, 1, "=" + month.removeprefix("="))
        sheet.write_formula(0, 2, "=" + shown_formula(parse("day"), excel).removeprefix("="))
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC")
    model.evaluate()
    assert model.get_cell_value(0, 1, 2) == DAYS[typed]
    assert not str(model.get_cell_value(0, 1, 3)).startswith("#")
