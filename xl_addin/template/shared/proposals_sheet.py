"""ข้อเสนอโครงการ: rows in which a group proposes projects that the register does not know, each with its number."""

from __future__ import annotations

from itertools import count, islice
from typing import Any

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing import print_setup, text_metrics
from xl_addin.excel.writing.data_validation import TITLE_LIMIT, shortened, validate_column
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.styles import CHECK_COLOUR, CHECK_POINTS, CHECK_WIDTH, ERROR_LOOK, Styles
from xl_addin.excel.writing.workbook_writer import Book, Sheet
from xl_addin.model.form.schema import PROPOSALS, PROPOSALS_SHEET, Column
from xl_addin.model.problems.catalogue import say
from xl_addin.model.proposals import proposal_columns, proposal_id
from xl_addin.model.register import Group
from xl_addin.model.table_names import PROJECT_ID, table_name
from xl_addin.model.values.kinds import Kind
from xl_addin.template.shared.round_data import RoundData

_ID_WIDTH, _NAME_WIDTH, _LEAST_WIDTH = 12.0, 44.0, 13.0
_LINES = 3
"""Lines of text that an empty row has room for."""


def write_proposals(book: Book, styles: Styles, lists: Lists, data: RoundData, group: Group) -> None:
    """Write the sheet of one group: as many empty rows as the form says, with the next free numbers."""
    columns = proposal_columns(data.form)
    sheet = book.add_sheet(PROPOSALS_SHEET)
    sheet.set_column(0, 0, _ID_WIDTH)
    for place, column in enumerate(columns, 1):
        sheet.set_column(place, place, _width(column))
    header = _write_titles(sheet, styles, data, group, columns)
    ids = _free_ids(data, group)
    first, last = header + 2, header + 1 + len(ids)
    _write_rows(sheet, styles, columns, ids, first)
    for place, column in enumerate(columns, 1):
        if column.key == "section" and data.register.sections:
            _offer_sections(sheet, lists, data, column, place, first, last)
        else:
            name = lists.name(column.key, column.choices.values()) if column.choices else ""
            validate_column(sheet, first, last, place, column, name)
        _mark_missing(sheet, styles, columns, place, first, last)
    _write_count(sheet, styles, len(columns) + 1, first, last)
    area = f"$A${header + 2}:${column_letters(len(columns) + 1)}${last + 1}"
    book.define_name(table_name(PROPOSALS), f"={quote_sheet(PROPOSALS_SHEET)}!{area}")
    sheet.protect("", {"format_columns": True, "format_rows": True})
    print_setup.set_up_page(
        sheet, "landscape", f"{data.register.office_short or data.register.office} {group.name}"
    )
    sheet.print_area(0, 0, last, len(columns))
    sheet.repeat_rows(header, header)
    sheet.freeze_panes(first, 2)
    sheet.hide_gridlines(2)
    sheet.set_selection(first, 1, first, 1)


def _free_ids(data: RoundData, group: Group) -> list[str]:
    """Numbers that no proposal and no project of the register has."""
    taken = {one.id for one in data.register.proposals} | set(data.register.projects["project_id"])
    wanted = (proposal_id(data.round, group.id, number) for number in count(1))
    return list(islice((id_ for id_ in wanted if id_ not in taken), data.form.template.proposals))


def _width(column: Column) -> float:
    return _NAME_WIDTH if column.key == "project" else max(column.width, _LEAST_WIDTH)


def _write_titles(
    sheet: Sheet, styles: Styles, data: RoundData, group: Group, columns: tuple[Column, ...]
) -> int:
    """Titles, guidance, header and hidden key row; the row of the header."""
    names = data.names(group)
    title = say("proposals_title", period=names["period_name"], group=group.name)
    guide = say("proposals_guide")
    width = sum(text_metrics.column_points(_width(column)) for column in columns)
    width += text_metrics.column_points(_ID_WIDTH)
    for row, (text, look, bold) in enumerate(
        (
            (str(names["office"]), styles.title(), True),
            (title, styles.title(), True),
            (guide, styles.note(), False),
        )
    ):
        sheet.merge_range(row, 0, row, len(columns), "", look)
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, text_metrics.row_height([(text, width)], bold=bold))
    header = row + 1
    labels = [(say("proposals_number"), _ID_WIDTH), *((column.title, _width(column)) for column in columns)]
    for place, (label, _) in enumerate(labels):
        sheet.write_string(header, place, label, styles.header())
    cells = [(label, text_metrics.column_points(wide)) for label, wide in labels]
    sheet.set_row(header, text_metrics.row_height(cells, bold=True))
    sheet.set_column(len(labels), len(labels), CHECK_WIDTH)
    check = styles.header(bg_color="#FFFFFF", font_size=CHECK_POINTS, align="left")
    sheet.write_string(header, len(labels), say("template_check_heading"), check)
    for place, key in enumerate((PROJECT_ID, *(column.key for column in columns))):
        sheet.write_string(header + 1, place, key)
    sheet.set_row(header + 1, 1, None, {"hidden": True})
    return header


def _write_rows(
    sheet: Sheet, styles: Styles, columns: tuple[Column, ...], ids: list[str], first: int
) -> None:
    number = styles.value(Kind.TEXT)
    looks = [styles.entry(column.kind) for column in columns]
    words = styles.make(font_size=CHECK_POINTS, font_color=CHECK_COLOUR, text_wrap=True, valign="top")
    formula = _lacking(columns)
    for row, id_ in enumerate(ids, first):
        sheet.write_string(row, 0, id_, number)
        for place, look in enumerate(looks, 1):
            sheet.write_blank(row, place, None, look)
        sheet.put_formula(row, len(columns) + 1, formula, words, "")
        sheet.set_growing_row(row, text_metrics.row_height([], least=_LINES))


def _write_count(sheet: Sheet, styles: Styles, column: int, first: int, last: int) -> None:
    """How many projects are proposed, beside the titles: on the screen only."""
    before, after = say("proposals_count", count="\0").split("\0")
    formula = f'"{before}"&COUNTA(INDEX($B:$B,{first + 1}):INDEX($B:$B,{last + 1}))&"{after}"'
    look = styles.make(font_size=CHECK_POINTS, font_color=CHECK_COLOUR, valign="vcenter")
    sheet.put_formula(0, column, formula, look, say("proposals_count", count=0))


def _cell(place: int) -> str:
    """Formula text of a column's cell in the formula's own row, which nobody can cut away."""
    letters = column_letters(place + 1)
    return f"INDEX(${letters}:${letters},ROW())"


def _begun(columns: tuple[Column, ...]) -> str:
    """Whether anything is typed in the formula's own row, as a formula."""
    return "+".join(f"LEN({_cell(place)})" for place in range(1, len(columns) + 1)) + ">0"


def _lacking(columns: tuple[Column, ...]) -> str:
    """What is still to be filled in, in words."""
    parts = [
        f'IF(LEN({_cell(place)})=0,"{say("proposals_lacks", label=column.title)}  ","")'
        for place, column in enumerate(columns, 1)
        if column.required == "always"
    ]
    return f'IF({_begun(columns)},{"&".join(parts)},"")'


def _mark_missing(
    sheet: Sheet, styles: Styles, columns: tuple[Column, ...], place: int, first: int, last: int
) -> None:
    """Red where something is needed in a row that has been begun."""
    if columns[place - 1].required != "always":
        return
    criteria = f"=AND({_begun(columns)},LEN({_cell(place)})=0)"
    options = {"type": "formula", "criteria": criteria, "format": styles.look(**ERROR_LOOK)}
    sheet.conditional_format(first, place, last, place, options)


def _offer_sections(
    sheet: Sheet, lists: Lists, data: RoundData, column: Column, place: int, first: int, last: int
) -> None:
    names = [section.name for section in data.register.sections]
    options: dict[str, Any] = {
        "validate": "list",
        "source": f"={lists.name(f'{PROPOSALS}_section', names)}",
        "error_title": shortened(column.title, TITLE_LIMIT),
        "error_message": say("proposals_section_refused"),
    }
    sheet.data_validation(first, place, last, place, options)
