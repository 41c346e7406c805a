"""The first row of a template table, on the screen only: what is left to fix and to fill in, what the colours mean."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.writing.styles import (
    CHECK_POINTS,
    ERROR_LOOK,
    GOOD_LOOK,
    HEADER_FILL,
    LEGEND_COLOUR,
    LINE,
    WARNING_LOOK,
    Styles,
)
from xl_addin.excel.writing.workbook_writer import Sheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Severity
from xl_addin.template.shared.check_sheet import (
    ERRORS,
    FILLED,
    ROW_CHECKS,
    WARNINGS,
    CheckColumns,
)
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.table.checks import (
    filled_rows,
    words_of,
)
from xl_addin.template.table.plan import BAND_ROW, TablePlan

BAND_HEIGHT = 24.0
BAND_POINTS = 14
BAND_WIDTHS = (18.0, 30.0)
"""Characters that the second and third text of the band need at least."""


def write_band(
    sheet: Sheet, styles: Styles, plan: TablePlan, data: RoundData, checks: Sequence[CheckColumns]
) -> None:
    """Write it; `checks`: of the projects, then of the rows below them."""
    severities = {(one.table, check.id): check.severity for one in checks for check in one.checks}
    said = [
        severity
        for line in plan.lines
        for id_ in words_of(line, data)
        if (severity := severities.get((line.table or MAIN, id_))) is not None
        and (severity is Severity.ERROR or id_ not in data.accepted_at(line.position))
    ]
    errors = said.count(Severity.ERROR)
    is_filled = filled_rows(plan, data)
    filled = sum(is_filled[line.position] for line in plan.projects)
    progress = {"all": str(len(plan.projects))}
    cells = f"{ROW_CHECKS}{checks[0].of}"
    texts = [
        (
            _counted("template_left_to_fix", cells, ERRORS, none=say("template_nothing_to_fix")),
            _left(errors),
            ERRORS,
        ),
        (
            _counted("template_to_review", cells, WARNINGS),
            say("template_to_review", count=len(said) - errors),
            WARNINGS,
        ),
        (
            _counted("template_progress", cells, FILLED, **progress),
            say("template_progress", count=filled, **progress),
            FILLED,
        ),
    ]
    if checks[0].of:
        texts.pop()  # its one line is the group's
    look = styles.make(
        bold=True, valign="vcenter", font_size=BAND_POINTS, border=1, border_color=LINE, bg_color=HEADER_FILL
    )
    sheet.set_row(BAND_ROW, BAND_HEIGHT)
    spans = _band_spans(plan)
    for (formula, value, column), (first, last) in zip(texts, spans, strict=False):
        write_across(sheet, BAND_ROW, first, last, "", look)
        sheet.write_formula(BAND_ROW, first, formula, look, value)
        _colour_count(sheet, styles, first, last, cells, column)
    legend = styles.make(valign="vcenter", font_size=CHECK_POINTS, font_color=LEGEND_COLOUR)
    sheet.write_string(BAND_ROW, spans[-1][1] + 1, say("template_legend"), legend)


def _colour_count(sheet: Sheet, styles: Styles, first: int, last: int, cells: str, column: int) -> None:
    """A count of errors or warnings is green at 0, and else in the colour of the cells that it counts.

    `cells`: name of the columns of `_check`.
    """
    some = {ERRORS: ERROR_LOOK, WARNINGS: WARNING_LOOK}.get(column)
    if some is None:
        return
    for sign, look in ((">", some), ("=", GOOD_LOOK)):
        criteria = f"=INDEX({cells},1,{column + 1}){sign}0"
        options = {"type": "formula", "criteria": criteria, "format": styles.look(**look)}
        sheet.conditional_format(BAND_ROW, first, BAND_ROW, last, options)


def _left(errors: int) -> str:
    return say("template_left_to_fix", count=errors) if errors else say("template_nothing_to_fix")


def _counted(message_id: str, cells: str, column: int, none: str = "", **values: str) -> str:
    """A sentence of the catalogue as a formula with a live count out of the `cells` of `_check`."""
    cell = f"INDEX({cells},1,{column + 1})"
    before, after = say(message_id, count="\0", **values).split("\0")
    sentence = f'"{before}"&{cell}&"{after}"'
    return f'=IF({cell}=0,"{none}",{sentence})' if none else f"={sentence}"


def _band_spans(plan: TablePlan) -> list[tuple[int, int]]:
    """First and last columns of the band's texts, as far as there is room before the check column."""
    shown = plan.shown
    end = next((number for number, column in enumerate(shown) if column.key == "project"), 0)
    spans = [(shown[0].index, shown[end].index)]
    number = end + 1
    for wanted in BAND_WIDTHS:
        first, width = number, 0.0
        while number < len(shown) and width < wanted:
            width += shown[number].width
            number += 1
        if width < wanted:
            break
        spans.append((shown[first].index, shown[number - 1].index))
    return spans


def write_across(sheet: Sheet, row: int, first: int, last: int, text: str, look: object) -> None:
    """A text over several columns."""
    if first < last:
        sheet.merge_range(row, first, row, last, "", look)
    sheet.write_string(row, first, text, look)
