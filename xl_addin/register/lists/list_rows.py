"""The rows below a list's header, column by column, with names read in every row that they stand over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xl_addin.model.thai.names import name_key
from xl_addin.model.thai.words import arabic_digits
from xl_addin.register.lists.column_words import Role
from xl_addin.register.lists.header_rows import Header, numbers_columns, repeats_header
from xl_addin.register.lists.list_workbook import ListCell, ListSheet

_CODE = re.compile(r"\(?(\d+(?:\.\d+)*)[.)]*")
_CODE_IN_NAME = re.compile(r"(\d+(?:\.\d+)+\.?|\d+[.)])\s*(?=\D)")
_BULLET = re.compile(r"[-–•*]\s*(?=\S)")
_ACTIVITY = re.compile(r"กิจกรรม(?:ที่|หลัก|ย่อย|รอง)?[\s:\d.]|กิจกรรม(?:ที่|หลัก|ย่อย|รอง)")
_PROJECT = re.compile(r"(?:ชื่อ)?โครงการ")
LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list that says something. Texts are as they show, "" where nothing does.

    number     in its sheet, from 1
    code       ลำดับที่ as it shows, or what a name begins with ("1.1"); `depth`: its levels, 0 without one
    amount     satang of the budget (its parts added up); None where no amount stands
    own        what stands in the form's own columns, by key
    bullet     the name begins with a dash or dot; `indent`: steps to the right
    merged     the amount stands for several rows together; `covered`: it is one of those rows, not the first
    typed_group  the group stands in this row itself
    repeated   the row says again what the header or the title says
    filled     how many cells hold anything
    """

    sheet: str
    number: int
    code: str
    depth: int
    project_code: ListCell | None
    name: str
    activity: str
    group: str
    section: str
    fund: str
    amount: int | None
    own: Mapping[str, ListCell] = field(default_factory=dict)
    bullet: bool = False
    indent: int = 0
    adds_up: bool = False
    merged: bool = False
    covered: bool = False
    typed_group: bool = False
    hidden: bool = False
    repeated: bool = False
    uncomputed: bool = False
    filled: int = 0
    shown: str = ""

    @property
    def key(self) -> str:
        return name_key(self.name or self.activity)

    @property
    def is_named_activity(self) -> bool:
        return self.bullet or bool(_ACTIVITY.match(arabic_digits(self.name)))

    @property
    def is_named_project(self) -> bool:
        return bool(_PROJECT.match(self.name))


def list_rows(sheet: ListSheet, header: Header) -> list[ListRow]:
    """The rows below the header that hold anything, from the top."""
    titles = {
        name_key(cell.text)
        for (row, _), cell in sheet.cells.items()
        if row < header.top and len(cell.text) > 3
    }
    numbers = sorted({row for row, _ in sheet.cells if row > header.bottom})
    return [row for number in numbers if (row := _row(sheet, header, number, titles)) is not None]


def _row(sheet: ListSheet, header: Header, number: int, titles: set[str]) -> ListRow | None:
    cells = dict(_cells(sheet, header, number))
    shown = " | ".join(cell.text for _, cell in sorted(cells.items()) if cell.text)
    if not cells:
        return None
    amount, merged, adds_up, uncomputed = _amount(sheet, header, number)
    code, name = _code_and_name(sheet, header, number)
    activity = _text(sheet, header, number, Role.ACTIVITY, own_only=True)
    bullet = _BULLET.match(name)
    repeated = (
        repeats_header(sheet, header, number)
        or numbers_columns(sheet, header, number)
        or (amount is None and name_key(name or shown) in titles)
    )
    project = header.column(Role.PROJECT)
    name_cell = sheet.cells.get((number, project)) if project else None
    code_column = header.column(Role.CODE)
    group_column = header.column(Role.GROUP)
    match = _CODE.fullmatch(arabic_digits(code))
    return ListRow(
        sheet=sheet.name,
        number=number,
        code=code,
        depth=len(match[1].split(".")) if match else 0,
        project_code=sheet.cells.get((number, code_column)) if code_column else None,
        name=name[bullet.end() :] if bullet else name,
        activity=activity,
        group=_text(sheet, header, number, Role.GROUP),
        section=_text(sheet, header, number, Role.SECTION),
        fund=_text(sheet, header, number, Role.FUND),
        amount=amount,
        own={
            column.own: cell
            for column in header.of(Role.OWN)
            if (cell := sheet.cells.get((number, column.number))) is not None
        },
        bullet=bullet is not None,
        indent=name_cell.indent if name_cell else 0,
        adds_up=adds_up,
        merged=merged,
        covered=any(
            (area := sheet.anchors.get((number, column.number))) is not None and area.first_row < number
            for column in header.of(Role.BUDGET)
        ),
        typed_group=group_column is not None and (number, group_column) in sheet.cells,
        hidden=number in sheet.hidden_rows,
        repeated=repeated,
        uncomputed=uncomputed,
        filled=len(cells),
        shown=shown,
    )


def _cells(sheet: ListSheet, header: Header, number: int) -> Iterator[tuple[int, ListCell]]:
    for column in range(1, max(sheet.last_column, 1) + 1):
        cell = sheet.cells.get((number, column))
        if cell is not None and (cell.text or cell.uncomputed):
            yield column, cell


def _text(sheet: ListSheet, header: Header, number: int, role: Role, *, own_only: bool = False) -> str:
    """What is seen in the column of a role; of a cell merged to the side only its first column shows it."""
    column = header.column(role)
    if column is None:
        return ""
    area = sheet.anchors.get((number, column))
    if area is not None and area.first_column != column:
        return ""
    cell = sheet.cells.get((number, column)) if own_only else sheet.shown(number, column)
    return cell.text if cell else ""


def _amount(sheet: ListSheet, header: Header, number: int) -> tuple[int | None, bool, bool, bool]:
    """(satang, stands for several rows, is a sum by formula, was never computed) of a row's budget."""
    columns = header.of(Role.BUDGET) or header.of(Role.PART)
    if not columns:
        columns = tuple(column for column in header.of(Role.OWN) if column.own.startswith(("budget", "q")))
    cells = {column.number: sheet.cells.get((number, column.number)) for column in columns}
    found = [cell for cell in cells.values() if cell is not None]
    amounts = [cell.satang for cell in found if cell.satang is not None]
    merged = any(
        cells[column] is not None
        and (area := sheet.anchors.get((number, column)))
        and area.last_row > area.first_row
        for column in cells
    )
    return (
        sum(amounts) if amounts else None,
        merged,
        any(cell.adds_up for cell in found),
        any(cell.uncomputed for cell in found),
    )


def _code_and_name(sheet: ListSheet, header: Header, number: int) -> tuple[str, str]:
    """ลำดับที่ and name; a heading that begins in the first column is the name."""
    project = header.column(Role.PROJECT)
    code = _text(sheet, header, number, Role.NUMBER, own_only=True)
    name = _text(sheet, header, number, Role.PROJECT, own_only=True)
    if not name:
        lead = [
            cell.text
            for column in range(1, (project or 1) + 1)
            if (cell := sheet.cells.get((number, column))) is not None and cell.text
        ]
        texts = [text for text in lead if not _CODE.fullmatch(arabic_digits(text))]
        if texts:
            return "" if code in texts else code, texts[-1]
    if code and len(code) > LONGEST_NUMBER and not _CODE.fullmatch(arabic_digits(code)):
        name, code = f"{code} {name}".strip(), ""
    if not code and (match := _CODE_IN_NAME.match(arabic_digits(name))):
        return match[1], name[match.end() :].strip()
    return code, name
