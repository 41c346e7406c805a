"""Every number of the report is live, carries its value, and agrees with what is printed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.report.conftest import CASES, Made
from tests.support.consolidations import office
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.register import Section
from xl_addin.report.writer import write_report

pytestmark = pytest.mark.slow


def formulas(path: Path) -> dict[tuple[str, str], str]:
    found = {}
    for sheet in looked_at(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                    found[sheet.title, cell.coordinate] = cell.value
    return found


def values(path: Path) -> dict[tuple[str, str], Any]:
    book = looked_at(path, values=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


@pytest.mark.parametrize("name", CASES)
def test_a_preview_shows_what_a_recalculation_gives(
    name: str, reports: dict[str, Made], recalculated: dict[str, Path]
) -> None:
    cells = formulas(reports[name].path)
    assert len(cells) > 30
    before, after = values(reports[name].path), values(recalculated[name])
    for place, formula in cells.items():
        ours, theirs = before.get(place), after.get(place)
        if isinstance(ours, int | float) and isinstance(theirs, int | float):
            assert ours == pytest.approx(theirs, abs=1e-9), (place, formula)
        else:
            assert ours == theirs, (place, formula)


@pytest.mark.parametrize("name", CASES)
def test_every_line_of_the_reconciliation_agrees(
    name: str, reports: dict[str, Made], recalculated: dict[str, Path]
) -> None:
    assert reports[name].result.disagreements == ()
    sheet = looked_at(recalculated[name], values=True)["กระทบยอด"]
    results = [cell.value for cell in sheet["F"] if cell.value in ("ตรงกัน", "ไม่ตรง")]
    assert results == ["ตรงกัน"] * len(reports[name].result.checks)
    apart = " แต่ยอดเงินจัดสรรในทะเบียนต่างกัน 1 ข้อ (ดูส่วนที่ 6)"
    every, more = ("", apart) if name.startswith("rayong2") else ("ทุกข้อ", "")
    assert sheet["A2"].value == f"ตรงกัน{every} {len(results)} ข้อ{more}"


def test_a_figure_that_is_changed_by_hand_shows_as_not_agreeing(
    reports: dict[str, Made], soffice: Soffice, tmp_path: Path
) -> None:
    book = load_workbook(reports["spm2"].path)
    data = book["ข้อมูล"]
    keys = [cell.value for cell in data[2]]
    data.cell(3, keys.index("used") + 1).value = 777
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    (after,) = soffice.recalculate([changed], tmp_path / "out")
    sheet = load_workbook(after, data_only=True)["กระทบยอด"]
    wrong = [row[1].value for row in sheet.iter_rows() if row[5].value == "ไม่ตรง"]
    assert any("ไตรมาส 2" in text for text in wrong)  # the printed total
    assert any(text.startswith("สรุป!") for text in wrong)  # the sentence
    assert str(sheet["A2"].value).startswith("ไม่ตรง")


def with_second_fund() -> Consolidated:
    """The office's projects, the last four paid by a bureau of its ministry."""
    consolidated = office("khonkaen2", 1)
    funds = (Section(1, "แผนของสำนักงาน"), Section(2, "งบจากสำนักใน สพฐ."))
    frame = consolidated.frame
    numbers = [1] * (len(frame) - 4) + [2] * 4
    frame = frame.assign(section_no=numbers, section=[funds[number - 1].name for number in numbers])
    return replace(consolidated, frame=frame, register=replace(consolidated.register, sections=funds))


def test_totals_and_subtotals_are_sums_of_the_rows() -> None:
    target = BytesIO()
    assert write_report(target, with_second_fund()).disagreements == ()
    sheet = load_workbook(target)["ผลการเบิกจ่าย"]
    labelled = {row[0].value: row for row in sheet.iter_rows() if isinstance(row[0].value, str)}
    total = labelled["รวมทั้งสิ้น"]
    subtotal = labelled["รวม งบจากสำนักใน สพฐ."]
    assert total[2].value.startswith("=SUM(C")
    assert subtotal[3].value.startswith("=SUM(D")
    assert "SUM" not in total[5].value  # a percent is computed from the sums, never summed
    assert "INT(" in total[5].value


def test_the_projects_of_each_fund_stand_between_its_heading_and_its_subtotal() -> None:
    target = BytesIO()
    write_report(target, with_second_fund())
    sheet = load_workbook(target)["ผลการเบิกจ่าย"]
    first = [row[0].value for row in sheet.iter_rows() if row[0].value is not None]
    said = [value for value in first if isinstance(value, str)]
    funds = ["แผนของสำนักงาน", "รวม แผนของสำนักงาน", "งบจากสำนักใน สพฐ.", "รวม งบจากสำนักใน สพฐ."]
    start = said.index(funds[0])
    assert said[start : start + 5] == [*funds, "รวมทั้งสิ้น"]
    heading, subtotal = first.index(funds[2]), first.index(funds[3])
    assert all(isinstance(value, int) for value in first[heading + 1 : subtotal])
    assert subtotal - heading - 1 == 4
    begins = [end.id for end in sheet.row_breaks.brk]
    last_rows = [sheet.cell(row, 1).value for row in begins]
    assert not {funds[0], funds[2]} & set(last_rows)  # no heading is the last row of a page
    assert not {"รวมทั้งสิ้น", funds[3]} & {sheet.cell(row + 1, 1).value for row in begins}


def test_one_fund_has_no_subtotal_beside_an_equal_total(reports: dict[str, Made]) -> None:
    sheet = looked_at(reports["khonkaen2"].path)["ผลการเบิกจ่าย"]
    sums = [str(row[0].value) for row in sheet.iter_rows() if str(row[0].value).startswith("รวม")]
    assert sums == ["รวมทั้งสิ้น"]


def test_the_sums_are_those_of_the_offices(reports: dict[str, Made]) -> None:
    def totals(name: str, sheet_name: str, label: str) -> list[Any]:
        sheet = looked_at(reports[name].path, values=True)[sheet_name]
        return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == label)

    spm2 = totals("spm2-quarter-1", "ไตรมาส 1", "รวม")
    assert spm2[2:5] == [3_233_000, 13_820, 3_219_180]
    khonkaen2 = totals("khonkaen2", "ผลการเบิกจ่าย", "รวมทั้งสิ้น")
    assert (khonkaen2[2], khonkaen2[3], khonkaen2[6]) == (2_702_385, 305_281, 2_397_104)
    assert khonkaen2[5] == 11.29
    rayong2 = totals("rayong2", "ผลการดำเนินงาน", "รวมงบประมาณที่ใช้จ่ายตามโครงการ")
    assert rayong2[2] == 918_700
    assert rayong2[3:11] == [180_040, 141_510, 319_230, 198_970, 163_690, 0, 255_740, 0]
    assert rayong2[11:13] == [340_480, 918_700 - 340_480]
