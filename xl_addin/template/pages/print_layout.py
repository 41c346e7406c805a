"""How the sheet of one project prints: what stays on one page, and where the next page begins.

Excel repeats one range of rows of a sheet on every page, and a sheet has several small tables with headers of
their own: a table that goes on to the next page goes on without its header. Pages are laid out for a blank
sheet; rows that people type into grow, and what they push away flows on to the next page.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from xl_addin.excel.writing import print_setup
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.values.kinds import Kind
from xl_addin.template.pages.layout_model import (
    BAND_ROW,
    FIRST_GRID,
    FieldPlace,
    PagePlan,
    SectionPlace,
    TablePlace,
)
from xl_addin.template.shared.round_data import RoundData

STANDARD_HEIGHT = 24.0
TOGETHER = 3
"""Rows that stay together at either end of a small table that is longer than a page."""


def set_up_print(sheet: Sheet, data: RoundData, plan: PagePlan) -> None:
    """Paper, footer, print area and page breaks of a project's sheet."""
    orientation = data.form.template.orientation
    office = data.register.office_short or data.register.office
    print_setup.set_up_page(sheet, orientation, f"{office} {plan.sheet}")
    last = plan.notes_row + max(len(plan.notes), 1) - 1
    sheet.print_area(BAND_ROW + 1, FIRST_GRID, last, plan.last_grid)
    room = print_setup.page(orientation, print_setup.LOOSE).height / print_setup.scale(
        orientation, plan.width, print_setup.LOOSE
    )
    together = _together(plan, last, room * print_setup.SAFETY)
    rows = [
        print_setup.PrintedRow(row, _height(plan, row), keep=row in together)
        for row in range(BAND_ROW + 1, last + 1)
    ]
    sheet.set_h_pagebreaks(print_setup.page_breaks(rows, room, room))


def _together(plan: PagePlan, last: int, room: float) -> set[int]:
    """Rows that are never the last ones of a page of `room` points."""
    together = set(range(BAND_ROW + 1, plan.sections[0].row))
    for section in plan.sections:
        together.add(section.row)
        if section.guidance:
            together.add(section.row + 1)
        together |= set(_field_rows(section))
        for table in section.tables:
            together |= _table_rows(plan, table, _above(section, table), room)
    return together | set(range(plan.notes_row - 1, last))


def _field_rows(section: SectionPlace) -> Iterator[int]:
    """Labels above, all rows under one text but the last, and short fields that the next one belongs to."""
    for place in section.fields:
        if place.label is not None and place.label.first_row < place.row:
            yield place.label.first_row
        yield from range(place.value.first_row, place.value.last_row)
    for place, following in pairwise(section.fields):
        if place.column.kind is not Kind.LONG_TEXT and _same_heading(place, following):
            yield place.value.last_row


def _same_heading(place: FieldPlace, following: FieldPlace) -> bool:
    """Whether two fields stand under one label, as `ไม่มีผลในไตรมาสนี้` and the text of the same goal do."""
    labels = place.column.label, following.column.label
    return min(map(len, labels)) > 1 and labels[0][0] == labels[1][0]


def _above(section: SectionPlace, table: TablePlace) -> int:
    """The first row that stays with a table's label: the heading of a part that begins with the table."""
    begins = not section.fields and table == section.tables[0]
    return section.row if begins and section.row >= 0 else table.label_row


def _table_rows(plan: PagePlan, table: TablePlace, above: int, room: float) -> set[int]:
    """All rows of a small table that fits a page; of a longer one the first and the last."""
    if sum(_height(plan, row) for row in range(above, table.room_row + 1)) <= room:
        return set(range(table.label_row, table.room_row))
    first, last = table.first_row + TOGETHER - 1, table.room_row - TOGETHER
    return set(range(table.label_row, first)) | set(range(last, table.room_row))


def _height(plan: PagePlan, row: int) -> float:
    """Points of a printed row; key rows are hidden."""
    if row in {table.key_row for table in plan.tables}:
        return 0.0
    return plan.heights.get(row, STANDARD_HEIGHT)
