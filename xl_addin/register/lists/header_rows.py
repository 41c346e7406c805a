"""The header of a list: which rows it takes, which columns it names, and where a page repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xl_addin.excel.addresses import column_letters
from xl_addin.model.form.schema import Form
from xl_addin.model.thai.names import name_key
from xl_addin.register.lists.column_words import Role, looks_like_a_group, role_of
from xl_addin.register.lists.list_workbook import ListSheet

ROWS_SEARCHED = 60
MOST_LEVELS = 5
ROWS_TRIED = 200
"""So many rows below the header tell whether a column holds amounts or names of groups."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list.

    `number`: from 0. `labels`: header levels from the top; `own`: key of the form's column for Role.OWN.
    """

    number: int
    labels: tuple[str, ...]
    role: Role
    own: str = ""
    sure: int = 0

    @property
    def title(self) -> str:
        return " › ".join(self.labels)

    @property
    def letters(self) -> str:
        return column_letters(self.number)


@dataclass(frozen=True, slots=True)
class Header:
    """Rows `top` to `bottom` of a sheet, and its columns from the left."""

    top: int
    bottom: int
    columns: tuple[ListColumn, ...]

    def of(self, role: Role) -> tuple[ListColumn, ...]:
        return tuple(column for column in self.columns if column.role is role)

    def column(self, role: Role) -> int | None:
        """The number of the first column of a role."""
        found = self.of(role)
        return found[0].number if found else None


Mappings = Mapping[str, Role]
"""Roles that an officer gave or confirmed, by the key of a column's title."""


def find_header(sheet: ListSheet, form: Form, known: Mappings | None = None) -> Header | None:
    """The header that names projects and most of a register's columns; None where no row names projects."""
    best: tuple[int, Header] | None = None
    for row in range(1, min(sheet.last_row, ROWS_SEARCHED) + 1):
        if not _names_projects(sheet, row, form):
            continue
        top, bottom = _extent(sheet, row)
        header = _header(sheet, form, top, bottom, known or {})
        if header.column(Role.PROJECT) is None:
            continue
        worth = sum(column.sure for column in header.columns if column.role is not Role.OTHER)
        if best is None or worth > best[0]:
            best = (worth, header)
    return best[1] if best else None


def repeats_header(sheet: ListSheet, header: Header, row: int) -> bool:
    """Whether a row below says again what the header says, as on the top of every printed page."""
    labels = {
        column.number: {name_key(label) for label in column.labels}
        for column in header.columns
        if column.labels
    }
    here = {column: name_key(cell.text) for column in labels if (cell := sheet.cells.get((row, column)))}
    same = [column for column, key in here.items() if key in labels[column]]
    return bool(same) and len(same) == len([key for key in here.values() if key])


def numbers_columns(sheet: ListSheet, header: Header, row: int) -> bool:
    """Whether a row only counts the columns: (1) (2) (3), as below many headers."""
    texts = [
        cell.text.strip("() ") for (at, _), cell in sorted(sheet.cells.items()) if at == row and cell.text
    ]
    return (
        len(texts) >= 3
        and [text for text in texts if text.isdecimal()]
        == [str(number) for number in range(int(texts[0]), int(texts[0]) + len(texts))]
        if texts and texts[0].isdecimal()
        else False
    )


def _names_projects(sheet: ListSheet, row: int, form: Form) -> bool:
    """Whether a cell of the row is a header of projects, beside another header."""
    texts = [cell.text for (at, _), cell in sheet.cells.items() if at == row and cell.text]
    if len(texts) < 2:
        return False
    roles = [role_of((text,), form)[0] for text in texts if len(text) <= 120]
    return Role.PROJECT in roles


def _extent(sheet: ListSheet, row: int) -> tuple[int, int]:
    """The rows of the header whose row `row` names projects: with what merged cells and sub-labels add."""
    areas = [area for area in sheet.merged if area.first_row <= row <= area.last_row]
    narrow = [area for area in areas if area.last_row - area.first_row < MOST_LEVELS]
    top = min([row, *(area.first_row for area in narrow)])
    bottom = max([row, *(area.last_row for area in narrow)])
    while top > 1 and bottom - top < MOST_LEVELS and _is_level_above(sheet, top):
        top -= 1
    while bottom - top < MOST_LEVELS and _is_level_below(sheet, bottom + 1, top):
        bottom += 1
    return top, bottom


def _is_level_above(sheet: ListSheet, top: int) -> bool:
    """Whether the row above names several columns at once, each by a merged cell of its own."""
    wide = [
        area
        for area in sheet.merged
        if area.last_row == top - 1
        and area.first_row == top - 1
        and area.last_column > area.first_column
        and (area.first_row, area.first_column) in sheet.cells
    ]
    used = sheet.last_column
    return any(area.last_column - area.first_column + 1 < min(used, 12) * 0.7 for area in wide) and all(
        area.last_column - area.first_column + 1 < used for area in wide
    )


def _is_level_below(sheet: ListSheet, row: int, top: int) -> bool:
    """Whether the row holds only short labels under header cells that stand over several columns."""
    cells = {column: cell for (at, column), cell in sheet.cells.items() if at == row and cell.text}
    if not cells or any(cell.stored == "n" or cell.satang is not None for cell in cells.values()):
        return False
    over = set()
    for area in sheet.merged:
        if top <= area.first_row and area.last_row == row - 1 and area.last_column > area.first_column:
            over |= set(range(area.first_column, area.last_column + 1))
    return bool(over) and set(cells) <= over


def _header(sheet: ListSheet, form: Form, top: int, bottom: int, known: Mappings) -> Header:
    columns = []
    for number in range(1, sheet.last_column + 1):
        labels: list[str] = []
        for row in range(top, bottom + 1):
            cell = sheet.shown(row, number)
            if cell and cell.text and (not labels or labels[-1] != cell.text):
                labels.append(cell.text)
        if labels:
            column = ListColumn(number, tuple(labels), *role_of(tuple(labels), form))
            given = known.get(name_key(column.title))
            columns.append(column if given is None else replace(column, role=given, sure=10))
    return Header(top, bottom, _settled(sheet, bottom, columns))


def _settled(sheet: ListSheet, bottom: int, columns: list[ListColumn]) -> tuple[ListColumn, ...]:
    """One column for each role but parts and own ones, chosen by words and by what stands below."""
    settled = [
        replace(column, role=Role.OTHER)
        if column.role in (Role.BUDGET, Role.PART)
        and column.sure < 10
        and not _holds_money(sheet, bottom, column)
        else column
        for column in columns
    ]
    if not any(column.role is Role.GROUP for column in settled):
        settled = [
            replace(column, role=Role.GROUP)
            if column.role is Role.RESPONSIBLE and _holds_groups(sheet, bottom, column)
            else column
            for column in settled
        ]
    if not any(column.role is Role.PROJECT for column in settled):
        settled = [
            replace(column, role=Role.PROJECT) if column.role is Role.ACTIVITY else column
            for column in settled
        ]
    chosen: dict[Role, ListColumn] = {}
    for column in settled:
        best = chosen.get(column.role)
        if best is None or column.sure > best.sure:
            chosen[column.role] = column
    has_whole = Role.BUDGET in chosen
    return tuple(
        column
        if column.role is Role.OWN
        or (column.role is Role.PART and not has_whole)
        or (column.role is not Role.PART and chosen[column.role] is column)
        else replace(column, role=Role.OTHER)
        for column in settled
    )


def _holds_money(sheet: ListSheet, bottom: int, column: ListColumn) -> bool:
    cells = _below(sheet, bottom, column.number)
    return not cells or sum(satang is not None for _, satang in cells) * 2 > len(cells)


def _holds_groups(sheet: ListSheet, bottom: int, column: ListColumn) -> bool:
    texts = [text for text, _ in _below(sheet, bottom, column.number) if text]
    return bool(texts) and sum(map(looks_like_a_group, texts)) * 2 > len(texts)


def _below(sheet: ListSheet, bottom: int, column: int) -> list[tuple[str, int | None]]:
    found = (sheet.cells.get((row, column)) for row in range(bottom + 1, bottom + 1 + ROWS_TRIED))
    return [(cell.text, cell.satang) for cell in found if cell is not None and cell.text]
