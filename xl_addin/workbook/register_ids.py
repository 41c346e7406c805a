"""Ids and numbers of a register's rows: as typed, or given by the row's place where the cell is blank."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xl_addin.model.kinds import Kind
from xl_addin.model.thai import name_key
from xl_addin.workbook.named_table import TableRow
from xl_addin.workbook.register_desk import Desk

RowIds = dict[int, str]
"""Id by row number of the sheet."""


def read_ids(desk: Desk, table: str, key: str, rows: Sequence[TableRow]) -> RowIds:
    """The id of every row; one that stands twice is told at its second place.

    A blank id is the one that a blank register carries in that row (P007 in the seventh), or the next free
    one when another row has it; that is told, so that it can be typed in before the row ever moves.
    """
    column = desk.layout[table].column(key)
    ids: RowIds = {}
    first_at: dict[str, str] = {}
    for row in rows:
        value = desk.value(table, row, key)
        if value is None:
            continue
        ids[row.number] = str(value).strip()
        cell = desk.place(table, row, key).cell
        first = first_at.setdefault(name_key(ids[row.number]), cell)
        if first != cell:
            desk.tell(
                "register_id_twice",
                desk.place(table, row, key),
                label=column.title,
                value=ids[row.number],
                first=first,
            )
    for row in rows:
        if row.number not in ids:
            given = _free_id(column.prefill, row.position, first_at.keys())
            ids[row.number] = given
            place = desk.place(table, row, key)
            first_at[name_key(given)] = place.cell
            if key in desk.tables[table].columns and not _is_unreadable(desk, table, row, key):
                desk.tell("register_id_given", place, label=column.title, value=given)
    return ids


def _free_id(prefill: str, position: int, used: Collection[str]) -> str:
    number = position
    while name_key(prefill.format(number)) in used:
        number += 1
    return prefill.format(number)


def _is_unreadable(desk: Desk, table: str, row: TableRow, key: str) -> bool:
    """Whether something that is no number stands where a number was asked for; that has been told."""
    return desk.layout[table].column(key).kind is Kind.COUNT and key in row.cells
