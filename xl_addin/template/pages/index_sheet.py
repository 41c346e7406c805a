"""The list of a group's projects in front of their pages: state of each, what is left to put right, links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from xl_addin.excel.addresses import quote_sheet
from xl_addin.excel.writing import print_setup, text_metrics
from xl_addin.excel.writing.styles import (
    ERROR_LOOK,
    GOOD_LOOK,
    HEADER_FILL,
    LEGEND_COLOUR,
    LINE,
    LINK_COLOUR,
    WARNING_LOOK,
    Styles,
)
from xl_addin.excel.writing.value_cells import write_value
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.form.jinja_texts import render
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Group
from xl_addin.model.texts import change_lines
from xl_addin.model.values.kinds import Kind
from xl_addin.template.pages.check_rows import CheckedPage
from xl_addin.template.pages.layout_model import BAND_ROW, FIRST_GRID
from xl_addin.template.pages.sheet import across
from xl_addin.template.shared.check_sheet import ERRORS, FILLED, WARNINGS
from xl_addin.template.shared.round_data import RoundData

WIDTHS = (6.0, 48.0, 13.0, 11.0, 11.0)


def write_index(
    sheet: Sheet, styles: Styles, data: RoundData, group: Group, pages: Sequence[CheckedPage]
) -> None:
    """Fill the list; `sheet` is already the first of the workbook."""
    names = data.names(group)
    last = len(WIDTHS) - 1
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    # The list is of all projects: a title that is the project's name alone has nothing to say here.
    every = names | {"project": ""}
    titles = [
        title for title in (render(title, every) for title in data.form.template.titles) if title.strip()
    ]
    titles.append(say("page_index_title", group=group.name))
    width = sum(map(text_metrics.column_points, WIDTHS))
    for row, title in enumerate(titles):
        across(sheet, row, 0, last, title, styles.title())
        sheet.set_row(row, text_metrics.row_height([(title, width)], bold=True))
    row = len(titles)
    guide = say("page_index_guide")
    across(sheet, row, 0, last, guide, styles.note(font_color=LEGEND_COLOUR))
    sheet.set_row(row, text_metrics.row_height([(guide, width)]))
    for line in change_lines(names):
        row += 1
        across(sheet, row, 0, last, line, styles.note())
        sheet.set_row(row, text_metrics.row_height([(line, width)]))
    header = row + 1
    labels = ("no", "project", "state", "errors", "warnings")
    for column, label in enumerate(labels):
        sheet.write_string(header, column, say(f"page_index_{label}"), styles.header())
    sheet.set_row(
        header,
        text_metrics.row_height([(say("page_index_warnings"), text_metrics.column_points(11))], bold=True),
    )
    for number, page in enumerate(pages, 1):
        _write_project(sheet, styles, data, header + number, page)
    _colour(sheet, styles, header + 1, header + len(pages))
    sheet.protect("", {"format_columns": True, "format_rows": True})
    print_setup.set_up_page(sheet, "portrait", data.register.office_short or data.register.office)
    sheet.repeat_rows(header)
    sheet.freeze_panes(header + 1, 0)
    sheet.hide_gridlines(2)
    sheet.activate()


def _write_project(sheet: Sheet, styles: Styles, data: RoundData, row: int, page: CheckedPage) -> None:
    record = data.record(page.plan.position)
    number: Any = record["no"]
    name = str(record["project"])
    count = styles.value(Kind.COUNT)
    write_value(sheet, row, 0, None if pd.isna(number) else int(number), count, count)
    link = styles.value(Kind.TEXT, font_color=LINK_COLOUR, underline=1)
    sheet.write_url(row, 1, f"internal:{quote_sheet(page.plan.sheet)}!A1", link, name)
    # LibreOffice prints the text of a link on one line, cut at the edge; what a formula gives it wraps.
    sheet.put_formula(row, 1, page.plan.cell_from_outside("project"), link, name)
    errors, warnings, filled = (page.count(column) for column in (ERRORS, WARNINGS, FILLED))
    blank, some, done = (say(f"page_state_{state}") for state in ("blank", "open", "done"))
    state = blank if not page.filled else some if page.errors else done
    formula = f'IF({filled}=0,"{blank}",IF({errors}>0,"{some}","{done}"))'
    sheet.put_formula(row, 2, formula, styles.value(Kind.CHOICE), state)
    sheet.put_formula(row, 3, errors, count, page.errors)
    sheet.put_formula(row, 4, warnings, count, page.warnings)
    sheet.set_row(row, text_metrics.row_height([(name, text_metrics.column_points(WIDTHS[1]))]))


def _colour(sheet: Sheet, styles: Styles, first: int, last: int) -> None:
    for column, look in ((3, ERROR_LOOK), (4, WARNING_LOOK)):
        options = {"type": "cell", "criteria": ">", "value": 0, "format": styles.look(**look)}
        sheet.conditional_format(first, column, last, column, options)
    done = {"type": "cell", "criteria": "==", "value": f'"{say("page_state_done")}"'}
    sheet.conditional_format(first, 2, last, 2, done | {"format": styles.look(**GOOD_LOOK)})


def write_band(sheet: Sheet, styles: Styles, page: CheckedPage, index: str) -> None:
    """The first row of a page, on the screen only: what is left to put right, the way back to the list."""
    look = styles.make(
        bold=True, valign="vcenter", font_size=14, border=1, border_color=LINE, bg_color=HEADER_FILL
    )
    plan = page.plan
    middle = FIRST_GRID + max(len(plan.grid) // 2, 1) - 1
    errors, warnings = page.count(ERRORS), page.count(WARNINGS)
    left, after = say("template_left_to_fix", count="\0").split("\0")
    review, end = say("template_to_review", count="\0").split("\0")
    formula = (
        f'IF({errors}=0,"{say("template_nothing_to_fix")}","{left}"&{errors}&"{after}")'
        f'&IF({warnings}=0,"","  "&"{review}"&{warnings}&"{end}")'
    )
    none = say("template_nothing_to_fix")
    value = say("template_left_to_fix", count=page.errors) if page.errors else none
    value += f"  {say('template_to_review', count=page.warnings)}" if page.warnings else ""
    across(sheet, BAND_ROW, FIRST_GRID, middle, "", look)
    sheet.put_formula(BAND_ROW, FIRST_GRID, formula, look, value)
    for sign, colour in ((">", ERROR_LOOK), ("=", GOOD_LOOK)):
        options = {"type": "formula", "criteria": f"={errors}{sign}0", "format": styles.look(**colour)}
        sheet.conditional_format(BAND_ROW, FIRST_GRID, BAND_ROW, middle, options)
    link = styles.make(font_color=LINK_COLOUR, underline=1, valign="vcenter", font_size=14)
    if middle + 1 < plan.last_grid:
        sheet.merge_range(BAND_ROW, middle + 1, BAND_ROW, plan.last_grid, "", link)
    sheet.write_url(BAND_ROW, middle + 1, f"internal:{quote_sheet(index)}!A1", link, say("page_back"))
    legend = styles.make(font_size=12, font_color=LEGEND_COLOUR, text_wrap=True, valign="vcenter")
    sheet.write_string(BAND_ROW, plan.check_column, say("template_legend"), legend)
    sheet.set_row(BAND_ROW, 40)
