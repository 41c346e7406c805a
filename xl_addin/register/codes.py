"""Codes of a register's rows: text for ever, as typed, or given by the row's place where the cell is blank.

What Excel cut because a code was typed as a number is told at its cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation

from xl_addin.excel.reading.named_table import TableRow, raw_value
from xl_addin.model.thai.names import name_key
from xl_addin.model.thai.words import arabic_digits
from xl_addin.model.values.kinds import Kind
from xl_addin.register.read_session import RegisterReading

DIGITS_KEPT = 15
"""Excel keeps so many digits of a number."""

_CUT_TEXT = re.compile(r"\d(?:[.,]\d+)?e\+\d+", re.IGNORECASE)
_ALL_DIGITS = re.compile(r"\d+", re.ASCII)
_MOST_DIGITS = 40


def cut_code(kind: str, stored: str) -> str | None:
    """The digits of a code of which Excel may have lost some, else None.

    `kind`: "n" for a number cell, "s" for text; "2.00044E+15" as text was a number once.
    """
    text = arabic_digits(stored).strip()
    if kind != "n" and not _CUT_TEXT.fullmatch(text):
        return None
    try:
        number = abs(Decimal(text.replace(",", ".")))
    except InvalidOperation:
        return None
    if not number.is_finite() or not DIGITS_KEPT <= number.adjusted() <= _MOST_DIGITS:
        return None
    return f"{number:.0f}"


def tell_cut_codes(
    reading: RegisterReading, table: str, key: str, rows: Sequence[TableRow]
) -> dict[int, str]:
    """Codes typed as numbers: an error where digits are lost, a warning where zeros in front may be.

    Gives what is left of the cut ones, by row number of the sheet.
    """
    column = reading.layout[table].column(key)
    if column.kind is not Kind.TEXT:
        return {}
    cut_at: dict[int, str] = {}
    texts: list[str] = []
    numbers: list[tuple[TableRow, str]] = []
    for row in rows:
        cell = row.cells.get(key)
        if cell is None or not cell.value:
            continue
        cut = cut_code(cell.type, cell.value)
        if cut is not None:
            cut_at[row.number] = cut
            place = reading.place(table, row, key)
            reading.tell("register_code_cut", place, label=column.title, value=cut, column=key)
        elif cell.type == "n":
            numbers.append((row, cell.value))
        else:
            texts.append(arabic_digits(cell.value).strip())
    longer = _padded_length(texts)
    for row, digits in numbers:
        if longer and _ALL_DIGITS.fullmatch(digits) and len(digits) < longer:
            reading.tell(
                "register_code_short",
                reading.place(table, row, key),
                label=column.title,
                value=digits,
                column=key,
                digits=len(digits),
                longer=longer,
                meant=digits.zfill(longer),
            )
    return cut_at


def _padded_length(texts: Sequence[str]) -> int:
    """How many digits the codes typed as text have, where some of them begin with 0; else 0."""
    lengths = Counter(len(text) for text in texts if _ALL_DIGITS.fullmatch(text) and text.startswith("0"))
    return lengths.most_common(1)[0][0] if lengths else 0


RowIds = dict[int, str]
"""Id by row number of the sheet."""


def read_ids(reading: RegisterReading, table: str, key: str, rows: Sequence[TableRow]) -> RowIds:
    """The id of every row; one that stands twice is told at its second place.

    A blank id is the one that a blank register carries in that row (P007 in the seventh), or the first free
    one after it when that stands in another row, be this filled in or only prepared. It is told, so that it
    can be typed in before the row ever moves.
    """
    ids = _typed_ids(reading, table, key, rows)
    taken = {name_key(str(raw_value(row.cells.get(key)) or "")) for row in reading.tables[table].rows}
    column = reading.layout[table].column(key)
    for row in rows:
        if row.number not in ids:
            given = _free_id(column.prefill, row.position, taken)
            taken.add(name_key(given))
            ids[row.number] = given
            if key in reading.tables[table].columns and not _is_unreadable(reading, table, row, key):
                reading.tell(
                    "register_id_given", reading.place(table, row, key), label=column.title, value=given
                )
    return ids


def _typed_ids(reading: RegisterReading, table: str, key: str, rows: Sequence[TableRow]) -> RowIds:
    label = reading.layout[table].column(key).title
    ids: RowIds = tell_cut_codes(reading, table, key, rows)
    first_at: dict[str, str] = {}
    for row in rows:
        if row.number in ids:
            continue
        value = reading.value(table, row, key)
        if value is None:
            continue
        typed = str(value).strip()
        ids[row.number] = typed
        place = reading.place(table, row, key)
        first = first_at.setdefault(name_key(typed), place.cell)
        if first != place.cell:
            reading.tell("register_id_twice", place, label=label, value=typed, first=first)
    return ids


def _free_id(prefill: str, position: int, taken: Collection[str]) -> str:
    number = position
    while name_key(prefill.format(number)) in taken:
        number += 1
    return prefill.format(number)


def _is_unreadable(reading: RegisterReading, table: str, row: TableRow, key: str) -> bool:
    """Whether something that is no number stands where a number was asked for; that has been told."""
    return reading.layout[table].column(key).kind is Kind.COUNT and key in row.cells
