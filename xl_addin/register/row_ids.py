"""Ids and numbers of a register's rows: as typed, or given by the row's place where the cell is blank."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xl_addin.excel.reading.named_table import TableRow, raw_value
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import Kind
from xl_addin.register.codes import tell_cut_codes
from xl_addin.register.read_session import RegisterReading

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
