"""Codes are text for ever: what Excel cut because a code was typed as a number is told at its cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from xl_addin.excel.reading.named_table import TableRow
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
