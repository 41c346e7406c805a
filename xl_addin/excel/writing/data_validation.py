"""Data validation of entry cells: what Excel accepts, what it says beside the cell, and when it refuses.

The same limits stand in the template's own checks and at intake, because pasting goes around a validation.
"""

from __future__ import annotations

from typing import Any, assert_never

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.form.schema import Column
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import SCALE, Family

TITLE_LIMIT = 32
MESSAGE_LIMIT = 255
"""Excel's limits, in UTF-16 units."""

FIRST_DATE, LAST_DATE = 36526, 329_000
"""1 January 2000 to the 2800s: a Buddhist year typed as if it were a Gregorian one is read at intake."""


def validate_column(
    sheet: Sheet, first_row: int, last_row: int, column_index: int, column: Column, list_name: str = ""
) -> None:
    """Guard the entry cells of a column (rows from 0, both inside); `list_name`: the phrases of a choice."""
    options = _condition(column, cell_address(first_row + 1, column_index + 1), list_name)
    options |= {
        "input_title": shortened(column.label[-1], TITLE_LIMIT),
        "input_message": shortened(column.guidance or say(f"entry_{column.kind}_guidance"), MESSAGE_LIMIT),
        "error_title": shortened(column.label[-1], TITLE_LIMIT),
        "error_message": shortened(_refusal(column), MESSAGE_LIMIT),
    }
    sheet.data_validation(first_row, column_index, last_row, column_index, options)


def shortened(text: str, limit: int) -> str:
    """The text, cut with "…" where Excel takes no more."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _refusal(column: Column) -> str:
    if column.kind.facts.family is Family.NUMBER:
        sentence = "entry_number_refused" if column.minimum == 0 else "entry_any_number_refused"
        return say(sentence, decimals=SCALE[column.kind], label=column.title)
    return say(f"entry_{column.kind}_refused", label=column.title, longest=column.maximum_length)


def _condition(column: Column, cell: str, list_name: str) -> dict[str, Any]:
    match family := column.kind.facts.family:
        case Family.NUMBER:
            return {"validate": "custom", "value": f"=AND({','.join(_number_conditions(column, cell))})"}
        case Family.DATE:
            return {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE}
        case Family.CHOICE:
            return {"validate": "list", "source": f"={list_name}"}
        case Family.TEXT:
            return {"validate": "length", "criteria": "<=", "value": column.maximum_length}
        case _:
            assert_never(family)


def _number_conditions(column: Column, cell: str) -> list[str]:
    conditions = [f"ISNUMBER({cell})", f"ABS({cell}-ROUND({cell},{SCALE[column.kind]}))<0.00000001"]
    if column.minimum is not None:
        # No exponent: other programs than Excel take "-1e+09" for a name.
        conditions.append(f"{cell}>={column.minimum:.15g}")
    return conditions
