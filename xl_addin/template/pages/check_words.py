"""Words of the checks on a project's page, as formula texts."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing import text_metrics
from xl_addin.model.identity import CHECK_SHEET
from xl_addin.model.problems.catalogue import say
from xl_addin.model.rules.template_checks import NativeCheck
from xl_addin.template.pages.layout_model import TEXT_POINTS, FieldPlace, PagePlan
from xl_addin.template.shared.check_sheet import CheckColumns

SAMPLE = "การดำเนินงานเป็นไปตามเป้าหมายที่กำหนดไว้ในแผนปฏิบัติการประจำปี "
"""A text of usual letters, to tell how many of them go into a line."""


def said_by(columns: CheckColumns, checks: Sequence[NativeCheck], row: int) -> list[str]:
    """Formula texts of what checks of a row (from 0) of `_check` say, each on a line of its own."""
    pieces = []
    for check in (check for check in checks if not check.accepted):
        at = columns.messages[check.id] + 1
        said, how = (f"{CHECK_SHEET}!${column_letters(n)}${row + 1}" for n in (at, at + 1))
        pieces.append(f'IF(LEN({said})>0,CHAR(10)&"• "&{said}&" — "&{how},"")')
    return pieces


def one_below_the_other(pieces: Sequence[str]) -> str:
    """Formula text of pieces, each on a line of its own."""
    return f"MID({'&'.join(pieces)},2,32767)"


def too_long(plan: PagePlan, place: FieldPlace) -> str:
    """Words where a text probably needs more lines than its field has: Excel fits no merged rows."""
    sample = SAMPLE * 40
    per_line = len(sample) // text_metrics.lines_needed(sample, plan.width, TEXT_POINTS)
    cell = plan.cell(place.key)
    breaks = f'LEN({cell})-LEN(SUBSTITUTE({cell},CHAR(10),""))'
    return f'IF(LEN({cell})/{per_line}+{breaks}>{place.lines},CHAR(10)&"• {say("page_text_long")}","")'
