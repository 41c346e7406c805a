"""A draft of a form from a report that an office printed: what is seen is read, what is not seen is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from openpyxl import Workbook, load_workbook

from xl_addin.commands.form import Step, main
from xl_addin.form_workbook.reader import read_form_workbook
from xl_addin.model.form.schema import Form
from xl_addin.model.values.kinds import Fill, Kind

ROWS = (
    ("กลุ่มนิเทศ",),
    (1, "พัฒนาการอ่าน", 20000, 5000, 7000, 12000, 8000, 60, "กำลังดำเนินการ"),
    (2, "พัฒนาการเขียน", 30000, 10000, 20000, 30000, 0, 100, "เสร็จแล้ว"),
    ("กลุ่มแผน",),
    (3, "จัดทำแผน", 15000, 0, 5000, 5000, 10000, 33.33, "กำลังดำเนินการ"),
    (4, "ติดตามแผน", 8000, 2000, 6000, 8000, 0, 100, "เสร็จแล้ว"),
    ("รวม", None, 73000, 17000, 38000, 55000, 18000, 75.34, None),
)


def report(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "รายงาน"
    for title in ("รายงานผลการใช้งบประมาณ", "สำนักงานเขตพื้นที่การศึกษาหนึ่ง"):
        sheet.append([title])
    sheet.append(["ที่", "โครงการ", "งบประมาณที่ได้รับจัดสรร", "การใช้จ่าย", None, None, "คงเหลือ", "ร้อยละ", "สถานะ"])
    sheet.append([None, None, None, "ไตรมาส 1", "ไตรมาส 2", "รวมใช้", None, None, None])
    sheet.merge_cells("D3:F3")
    for letter in "ABCGHI":
        sheet.merge_cells(f"{letter}3:{letter}4")
    for row in ROWS:
        sheet.append(list(row))
    other = book.create_sheet("ข้อมูล")
    other.append(["รอบ", "โครงการ", *(f"ช่อง {number}" for number in range(30))])
    for number in range(20):
        other.append([1, f"โครงการ {number}", *range(30)])
    book.save(path)
    return path


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    out = tmp_path / "our_form.xlsx"
    main(Step.draft, str(report(tmp_path / "รายงานปีก่อน.xlsx")), out)
    return out


@pytest.fixture
def form(drafted: Path) -> Form:
    reading = read_form_workbook(drafted)
    assert reading.told == []
    assert reading.form is not None
    return reading.form


def test_header_levels_kinds_and_choices_are_read(form: Form) -> None:
    assert form.id == "our_form"
    assert form.title == "รายงานผลการใช้งบประมาณ"
    labels = {column.key: column.label for column in form.columns}
    assert labels["column_4"] == ("การใช้จ่าย", "ไตรมาส 1")
    kinds = {column.key: column.kind for column in form.columns}
    assert [kinds[key] for key in ("no", "project", "budget", "column_4", "column_8", "column_9")] == [
        Kind.COUNT,
        Kind.TEXT,
        Kind.BAHT,
        Kind.BAHT,
        Kind.PERCENT,
        Kind.CHOICE,
    ]
    assert list(form.column("column_9").choices.values()) == ["กำลังดำเนินการ", "เสร็จแล้ว"]


def test_arithmetic_that_holds_on_every_row_becomes_a_formula(form: Form) -> None:
    assert form.column("column_6").formula == "SUM(column_4, column_5)"
    assert form.column("column_7").formula == "budget - column_6"
    assert form.column("column_8").formula == 'IF(budget = 0, "", column_6 / budget * 100)'
    assert form.column("column_4").fill is Fill.GROUP
    assert form.column("budget").fill is Fill.REGISTER


def test_headings_totals_and_titles_are_printed_again(form: Form) -> None:
    assert form.sections is not None
    assert form.sections.prefilled == ("กลุ่มนิเทศ", "กลุ่มแผน")
    sheet = form.report.sheets[0]
    assert sheet.total == "รวม"
    assert {column.key for column in sheet.columns if column.total} >= {"budget", "column_4", "column_7"}
    assert sheet.titles[-1] == "สำนักงานเขตพื้นที่การศึกษาหนึ่ง"


def test_what_no_report_says_is_asked_and_listed_with_a_link(drafted: Path) -> None:
    sheet = load_workbook(drafted)["ที่ต้องแก้"]
    told = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "ใครกรอก “การใช้จ่าย ไตรมาส 1”" in told
    assert "เดาว่าเป็นช่องคำนวณ" in told
    assert "รอบนี้หรือสะสม" in told
    assert sum(cell.hyperlink is not None for cell in sheet["A"]) > 5


def test_a_workbook_without_a_table_of_projects_is_told(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "ว่าง.xlsx")
    with pytest.raises(typer.Exit) as ended:
        main(Step.draft, str(tmp_path / "ว่าง.xlsx"), tmp_path / "x.xlsx")
    assert ended.value.exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()
