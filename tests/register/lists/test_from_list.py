"""A register made from a list: its projects, groups and sections, and the sheet in which the officer answers."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.register.lists.shapes import Project, Shape, write_list
from tests.support.commands import run_python
from xl_addin.excel.reading.named_table import named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.register.lists.from_list import NotAList, RegisterOfList, register_from_list
from xl_addin.register.reader import load_register, read_register

PLAN = {
    "กลุ่มนโยบายและแผน": [Project("พัฒนาระบบข้อมูล", 12345.5), Project("จัดทำแผน", 20100)],
    "กลุ่มอำนวยการ": [Project("ประชาสัมพันธ์", 51000)],
}
SPM2 = load_form("spm2")


def made(source: Path, out: Path, form_id: str = "spm2", **options: object) -> RegisterOfList:
    return register_from_list(source, load_form(form_id), out, **options)  # type: ignore[arg-type]


def listed(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "รายการ.xlsx")
    return tmp_path / "รายการ.xlsx"


def rules(result: RegisterOfList) -> set[str]:
    return {told.rule for told in result.problems}


def answer(register: Path, table: str, where: str, said: str, key: str, value: str) -> None:
    """Type a value into the row of a table in which `where` says `said`."""
    book = openpyxl.load_workbook(register)
    sheet_name, cells = book.defined_names[f"t_{table}"].attr_text.rsplit("!", 1)
    sheet = book[sheet_name.strip("'")]
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    columns = {sheet.cell(top, column).value: column for column in range(left, right + 1)}
    row = next(row for row in range(top + 1, bottom + 1) if sheet.cell(row, columns[where]).value == said)
    sheet.cell(row, columns[key]).value = value
    book.save(register)


@pytest.mark.parametrize("form_id", ["khonkaen2", "rayong2", "spm2"])
def test_projects_groups_and_money_of_a_list_are_in_the_register(form_id: str, tmp_path: Path) -> None:
    source = write_list(tmp_path / "รายการ.xlsx", PLAN, Shape(groups="merged", subtotals="named"))
    result = made(source, tmp_path / "ทะเบียน.xlsx", form_id)
    assert (result.projects, result.total, result.questions) == (3, 8344550, 0)
    problems = read_register(tmp_path / "ทะเบียน.xlsx")[1]
    assert {told.rule for told in problems} <= {"register_blank", "register_section_without_projects"}
    table = named_table(read_workbook(tmp_path / "ทะเบียน.xlsx"), "t_projects")
    assert table is not None
    shown = [
        (r.cells["project"].value, r.cells["budget"].value, r.cells["group"].value)
        for r in table.rows
        if "project" in r.cells
    ]
    assert shown == [
        ("พัฒนาระบบข้อมูล", "12345.5", "กลุ่มนโยบายและแผน"),
        ("จัดทำแผน", "20100", "กลุ่มนโยบายและแผน"),
        ("ประชาสัมพันธ์", "51000", "กลุ่มอำนวยการ"),
    ]


def test_headings_become_the_sections_that_the_form_brings_along(tmp_path: Path) -> None:
    source = listed(
        tmp_path,
        ("แผนปีงบประมาณ พ.ศ. 2567 สพป.ตัวอย่าง เขต 9",),
        ("ที่", "โครงการ", "งบประมาณที่ได้รับ", "หน่วยงานที่รับผิดชอบ"),
        ("นโยบายที่ ๑ ด้านความมั่นคง",),
        (1, "เสริมสร้างวินัย", 500, "กลุ่มนิเทศ/กลุ่มแผน"),
        ("ด้านสุขภาวะของนักเรียน",),
        (2, "อาหารกลางวัน", 700, "กลุ่มแผน"),
        (None, "รวมทั้งสิ้น", 1200),
    )
    made(source, tmp_path / "ทะเบียน.xlsx")
    answer(tmp_path / "ทะเบียน.xlsx", "settings", "key", "office", "value", "สำนักงานตัวอย่าง")
    register = load_register(tmp_path / "ทะเบียน.xlsx")
    assert (register.office_short, register.fiscal_year) == ("สพป.ตัวอย่าง เขต 9", 2567)
    assert list(register.projects["section_no"]) == [1, 7]
    assert register.sections[-1].name == "ด้านสุขภาวะของนักเรียน"
    assert list(register.projects["group"]) == ["กลุ่มนิเทศ/กลุ่มแผน", "กลุ่มแผน"]


def test_an_answer_in_the_sheet_holds_when_the_list_is_read_again(tmp_path: Path) -> None:
    source = listed(tmp_path, ("ที่", "โครงการ", "งบประมาณ"), (1, "ก", 100), (2, "ข", 200), (3, "พัฒนาครู", 300))
    first = made(source, tmp_path / "หนึ่ง.xlsx")
    assert (first.total, first.questions, "list_question" in rules(first)) == (60000, 1, True)
    answer(tmp_path / "หนึ่ง.xlsx", "reading_rows", "key", "พัฒนาครู", "answer", "ผลรวม")
    again = made(source, tmp_path / "สอง.xlsx", reading=tmp_path / "หนึ่ง.xlsx")
    assert (again.projects, again.total, again.questions) == (2, 30000, 0)


def test_the_keys_of_the_sheet_are_hidden(tmp_path: Path) -> None:
    source = listed(tmp_path, ("ที่", "โครงการ", "งบประมาณ"), (1, "ก", 100))
    made(source, tmp_path / "ทะเบียน.xlsx")
    book = openpyxl.load_workbook(tmp_path / "ทะเบียน.xlsx")
    cells = book.defined_names["t_reading_rows"].attr_text.rsplit("!", 1)[1].replace("$", "")
    last = openpyxl.utils.get_column_letter(range_boundaries(cells)[2])
    hidden = {letters for letters, look in book["การอ่าน"].column_dimensions.items() if look.hidden}
    assert hidden == {last}


def test_what_a_column_is_taken_for_is_kept_for_next_year(tmp_path: Path) -> None:
    source = listed(tmp_path, ("โครงการ", "ยอด ก", "งบประมาณ"), ("พัฒนาครู", 100, 7), ("แข่งขัน", 200, 8))
    assert made(source, tmp_path / "หนึ่ง.xlsx").total == 1500
    answer(tmp_path / "หนึ่ง.xlsx", "reading_columns", "label", "ยอด ก", "taken", "งบประมาณ")
    answer(tmp_path / "หนึ่ง.xlsx", "reading_columns", "label", "งบประมาณ", "taken", "ไม่ใช้")
    next_year = listed(tmp_path, ("แผน",), ("ยอด ก", "โครงการ", "งบประมาณ"), (300, "นิเทศ", 9))
    assert made(next_year, tmp_path / "สอง.xlsx", reading=tmp_path / "หนึ่ง.xlsx").total == 30000


def test_codes_of_a_list_stay_text_with_their_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("รหัสโครงการ", "โครงการ", "งบประมาณ"), ("00021", "ก", 1), (22, "ข", 2)):
        book.active.append(row)
    book.active["A3"].number_format = "00000"
    book.save(tmp_path / "รายการ.xlsx")
    made(tmp_path / "รายการ.xlsx", tmp_path / "ทะเบียน.xlsx")
    table = named_table(read_workbook(tmp_path / "ทะเบียน.xlsx"), "t_projects")
    assert table is not None
    assert [(r.cells["project_id"].type, r.cells["project_id"].value) for r in table.rows[:2]] == [
        ("s", "00021"),
        ("s", "00022"),
    ]


def test_codes_that_excel_has_cut_are_named_with_their_cells(tmp_path: Path) -> None:
    source = listed(tmp_path, ("รหัส", "โครงการ", "งบประมาณ"), (2000435002000001, "ก", 1), ("P9", "ข", 2))
    told = [one for one in made(source, tmp_path / "ทะเบียน.xlsx").problems if one.rule == "list_code_cut"]
    assert [(one.place.cell, "ข้อความ" in one.fix) for one in told] == [("A2", True)]


def test_a_file_without_a_list_is_refused_with_what_a_header_needs(tmp_path: Path) -> None:
    with pytest.raises(NotAList) as refused:
        made(listed(tmp_path, ("สวัสดี", "ครับ")), tmp_path / "ทะเบียน.xlsx")
    assert [told.rule for told in refused.value.problems] == ["list_not_found"]
    (tmp_path / "ภาพ.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(NotAList):
        made(tmp_path / "ภาพ.xlsx", tmp_path / "ทะเบียน.xlsx")
    assert not (tmp_path / "ทะเบียน.xlsx").exists()


def test_the_commands_read_a_list_and_say_what_they_took(tmp_path: Path) -> None:
    source = write_list(tmp_path / "รายการ.xlsx", PLAN, Shape(digits="thai"))
    done = run_python("scripts/new_register.py", "spm2", tmp_path / "ก.xlsx", "--from", source)
    assert done.returncode == 1
    assert "3 โครงการ รวม 83,445.50 บาท" in done.stdout
    assert "ตรงกับยอดรวมของรายการ" in done.stderr
    assert "นโยบาย สพฐ." in done.stderr
    also = run_python("scripts/plan_to_register.py", source, "spm2", tmp_path / "ข.xlsx", "--lang", "en")
    assert "3 projects, 83,445.50 baht" in also.stdout
    assert (tmp_path / "ก.xlsx").read_bytes() == (tmp_path / "ข.xlsx").read_bytes()
