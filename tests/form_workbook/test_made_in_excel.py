"""A form that an officer makes in Excel alone: nothing but the cells that the guide says, from there to the report."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xl_addin.demo.made_up import make_up
from xl_addin.form_workbook.content import rows_of
from xl_addin.form_workbook.files import content_of
from xl_addin.form_workbook.loading import form_file_of
from xl_addin.form_workbook.reader import read_form_workbook
from xl_addin.form_workbook.writer import workbook_of
from xl_addin.model.form.loader import load_form

GUIDE = Path(__file__).parents[2] / "workbook_templates" / "guides" / "form-example.md"
HEAD_ROW, FIRST_ROW = 2, 4
SETTINGS = "แบบ"


def told_cells() -> dict[str, list[list[str]]]:
    """Sheet -> the lines of its table in the guide, the heads first."""
    found: dict[str, list[list[str]]] = {}
    lines: list[list[str]] = []
    for line in GUIDE.read_text(encoding="utf-8").split("## ทำใน Excel อย่างเดียว")[1].splitlines():
        if sheet := re.search(r"แผ่น \*\*(.+?)\*\*", line):
            lines = found[sheet[1]] = []
        elif line.startswith("|") and not line.startswith("| ---"):
            lines.append([cell.strip().replace("<br>", "\n") for cell in line.strip("|").split("|")])
    return found


def emptied(sheet: Worksheet) -> None:
    """What was typed is deleted: of the settings the values, of other sheets all rows below the heads."""
    heads = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
    columns = [heads["ค่า"]] if sheet.title == SETTINGS else list(heads.values())
    for row in range(FIRST_ROW, sheet.max_row + 1):
        for column in columns:
            sheet.cell(row, column).value = None


def typed(sheet: Worksheet, lines: list[list[str]]) -> None:
    heads, *rows = lines
    columns = {str(cell.value): cell.column for cell in sheet[HEAD_ROW]}
    subjects = {sheet.cell(row, 1).value: row for row in range(FIRST_ROW, sheet.max_row + 1)}
    for number, cells in enumerate(rows, FIRST_ROW):
        row = subjects[cells[0]] if sheet.title == SETTINGS else number
        for head, value in zip(heads, cells, strict=True):
            if value and not (sheet.title == SETTINGS and head == "เรื่อง"):
                sheet.cell(row, columns[head]).value = int(value) if value.isdecimal() else value


def test_what_the_guide_says_makes_a_form_and_its_reports_of_two_rounds(tmp_path: Path) -> None:
    path = tmp_path / "แบบ.xlsx"
    path.write_bytes(workbook_of(rows_of(content_of("spm2")), form=load_form("spm2")))
    book = load_workbook(path)
    cells = told_cells()
    assert list(cells) == ["แบบ", "รายการ", "คอลัมน์", "กฎ", "รายงาน", "คอลัมน์รายงาน", "ข้อความ"]
    for name, lines in cells.items():
        emptied(book[name])
        typed(book[name], lines)
    book.save(path)
    assert [str(one.mistake) for one in read_form_workbook(path).told] == []
    first, second = make_up(load_form(form_file_of(path)), tmp_path / "ลองดู", (1, 2))
    assert first.result.disagreements == second.result.disagreements == ()
    printed = [row[0] for row in load_workbook(second.report)["ผลการดำเนินงาน"].iter_rows(values_only=True)]
    assert {1, "1.1", "1.2", 2, "2.1"} <= set(printed)
    steps = second.consolidated.tables["steps"]
    assert steps["used"].sum() == second.consolidated.frame["used"].sum() > 0
