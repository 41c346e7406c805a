"""How the sheet of one project prints: what stays on one page, and where the next page begins.

Excel repeats one range of rows of a sheet on every page, and a sheet has several small tables with headers of
their own: a table that goes on to the next page goes on without its header. Pages are laid out for a blank
sheet; rows that people type into grow, and what they push away flows on to the next page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from xl_addin.excel.writing import print_setup
from xl_addin.excel.writing.text_metrics import MAX_ROW_HEIGHT
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
FULLEST = 0.98
"""Part of a page's planned room up to which boxes are made higher: people add a line here and there."""
MOST_HIGHER = 2.0
"""Times its height that a box becomes at most: beyond, the next one is hard to find on the screen."""
TOGETHER = 3
"""Rows that stay together at either end of a small table that is longer than a page."""


def set_up_print(sheet: Sheet, data: RoundData, plan: PagePlan) -> None:
    """Paper, footer, print area and page breaks of a project's sheet."""
    orientation = data.form.template.orientation
    office = data.register.office_short or data.register.office
    print_setup.set_up_page(sheet, orientation, f"{office} {plan.sheet}")
    sheet.print_area(BAND_ROW + 1, FIRST_GRID, _last(plan), plan.last_grid)
    sheet.set_h_pagebreaks(page_ends(data, plan))


def page_ends(data: RoundData, plan: PagePlan) -> list[int]:
    """The rows (from 0) that begin a page of the blank sheet after its first."""
    room, last = _room(data, plan), _last(plan)
    together = _together(plan, last, room * print_setup.SAFETY)
    rows = [
        print_setup.PrintedRow(row, _height(plan, row), keep=row in together)
        for row in range(BAND_ROW + 1, last + 1)
    ]
    return print_setup.page_breaks(rows, room, room)


def with_full_pages(data: RoundData, plan: PagePlan) -> PagePlan:
    """The page with its boxes for long texts higher, where that leaves less of each printed page empty.

    A box that moves on to the next page leaves room for those before it, a page that ends with one for itself.
    """
    room, heights = _room(data, plan) * print_setup.SAFETY, dict(plan.heights)
    ends = [BAND_ROW + 1, *page_ends(data, plan), _last(plan) + 1]
    boxes = {
        row
        for place in plan.entries
        if place.column.kind is Kind.LONG_TEXT
        for row in range(place.value.first_row, place.value.last_row + 1)
    }
    for start, end in pairwise(ends):
        rows = range(start, end)
        of_boxes = sum(heights[row] for row in rows if row in boxes)
        free = room * FULLEST - sum(_height(plan, row) for row in rows)
        if of_boxes and free > 0:
            higher = min(1 + free / of_boxes, MOST_HIGHER)
            heights |= {
                row: min(int(heights[row] * higher), int(MAX_ROW_HEIGHT)) for row in rows if row in boxes
            }
    return replace(plan, heights=heights)


def _last(plan: PagePlan) -> int:
    """The last printed row (from 0)."""
    return plan.notes_row + max(len(plan.notes), 1) - 1


def _room(data: RoundData, plan: PagePlan) -> float:
    """Points of a page at the size of the sheet."""
    orientation, edges = data.form.template.orientation, print_setup.LOOSE
    return print_setup.page(orientation, edges).height / print_setup.scale(orientation, plan.width, edges)


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
