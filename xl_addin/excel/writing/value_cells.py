"""Inside values as cells: an amount of 123456 satang is the number 1234.56, a choice its phrase."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import Sheet, starts_like_a_formula
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import SCALE, Kind


def shown_value(value: Any, column: Column) -> float | int | str | None:
    """What the cell of a column holds; None for a blank."""
    if pd.isna(value):
        return None
    if column.kind is Kind.CHOICE:
        return column.choices.get(str(value), str(value))
    if column.kind in SCALE:
        scale = SCALE[column.kind]
        return int(value) / 10**scale if scale else int(value)
    return str(value)


def write_value(
    sheet: Sheet, row: int, column: int, value: float | str | None, look: Format, quoted: Format
) -> None:
    """Write a value or a blank. `quoted`: the look of a text that begins like a formula (see `quoted`)."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, quoted if starts_like_a_formula(value) else look)
    else:
        sheet.write_number(row, column, value, look)


def entry_or_value(styles: Styles, kind: Kind, *, entry: bool, **more: Any) -> tuple[Format, Format]:
    """The look of a cell and the same for text that begins like a formula (quotePrefix keeps it text)."""
    make = styles.entry if entry else styles.value
    return make(kind, **more), make(kind, quote_prefix=True, **more)
