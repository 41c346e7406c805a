"""กระทบยอด with every combination of headings and subtotals: right sums agree, at each level by itself."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations, product

import pytest

from tests.support.consolidations import office
from xl_addin.model.form.report_schema import Heading, ReportSheet
from xl_addin.report.writer import ReportResult, write_report

LEVELS = ("section_no", "group", "status")


def tables() -> list[ReportSheet]:
    """One table for each choice of one to three headings, with and without a subtotal at each, and a total."""
    made = []
    for count in range(len(LEVELS) + 1):
        for keys in combinations(LEVELS, count):
            for closed, total in product(product((False, True), repeat=count), (None, "รวม")):
                headings = [
                    Heading(by=key, text=f"{{{{ row.{key} }}}}", subtotal=f"รวม {key}" if sub else None)
                    for key, sub in zip(keys, closed, strict=True)
                ]
                columns = [
                    {"label": ["โครงการ"], "key": "project", "width": 40},
                    {"label": ["ได้รับ"], "key": "budget", "total": True},
                    {"label": ["ใช้"], "key": "used", "total": True},
                    {"label": ["ร้อยละ"], "key": "percent_used", "total": True},
                ]
                sheet = {
                    "kind": "table",
                    "name": f"ตาราง {len(made)}",
                    "headings": headings,
                    "columns": columns,
                }
                made.append(ReportSheet.model_validate(sheet | {"total": total}))
    return made


@pytest.fixture(scope="module")
def report() -> ReportResult:
    consolidated = office("spm2", 2)
    form = consolidated.register.form
    shown = form.model_copy(update={"report": form.report.model_copy(update={"sheets": tuple(tables())})})
    return write_report(BytesIO(), replace(consolidated, register=replace(consolidated.register, form=shown)))


def test_every_combination_adds_up(report: ReportResult) -> None:
    result = report
    assert len(tables()) == 54
    assert result.disagreements == ()


def test_each_level_is_compared_with_the_total_by_itself(report: ReportResult) -> None:
    """The deepest table: three levels of subtotals, two summed columns, six lines."""
    result = report
    deepest = f"ตาราง {len(tables()) - 1}: แถวรวมย่อย"
    said = [check.statement for check in result.checks if check.statement.startswith(deepest)]
    assert len(said) == 6
    assert [f"ชั้นที่ {level}" in "".join(said) for level in (1, 2, 3)] == [True] * 3
