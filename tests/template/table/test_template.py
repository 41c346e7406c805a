"""A template as it leaves the office: identity, keys, what may be typed where, and what cannot break."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support.registers import GROUPS, small_register
from tests.support.templates import Entries, checked, grid_of, write_filled, write_template
from xl_addin.excel.reading.workbook_reader import read_identity, read_workbook
from xl_addin.excel.writing import text_metrics
from xl_addin.excel.writing.print_setup import PrintedRow, page_breaks
from xl_addin.excel.writing.styles import CHECK_POINTS
from xl_addin.model.file_names import group_file_names
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.identity import Identity
from xl_addin.model.register import Group
from xl_addin.model.thai.line_breaks import NO_BREAK
from xl_addin.template.master import write_master
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import LAYOUTS, write_all

FORMS = ("spm2", "khonkaen2", "rayong2")
MASTERS = Path(__file__).parents[3] / "workbook_templates"
SPREAD = re.compile(r"INDEX\([^()]*?\$[A-Z]+:\$[A-Z]+,ROW\(\)\)")


@pytest.fixture(params=FORMS)
def template(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The workbook of the group with most projects, round 2."""
    register = small_register(request.param)
    path = tmp_path / f"{request.param}.xlsx"
    write_template(path, register, GROUPS[1].id, 2)
    return path


def sheet_of(book: Workbook, path: Path):
    return book[grid_of(path).sheet]


def test_a_template_says_twice_whose_it_is(template: Path) -> None:
    book = load_workbook(template)
    in_sheet = {str(key.value): str(value.value or "") for key, value in book["_form"]["A1:B20"] if key.value}
    in_properties = {key.removeprefix("tidtam_"): value for key, value in read_identity(template).items()}
    assert in_sheet == in_properties
    assert Identity.from_text(in_sheet) == Identity(
        form_id=template.stem,
        form_version=load_form(template.stem).version,
        office="สำนักงานเขตพื้นที่การศึกษาตัวอย่าง",
        fiscal_year=2566,
        round=2,
        group_id="g2",
        group=GROUPS[1].name,
    )


def test_only_the_form_is_visible(template: Path) -> None:
    states = {sheet.name: sheet.state for sheet in read_workbook(template).sheets}
    assert {name for name, state in states.items() if state == "visible"} == {"แบบรายงาน"}
    assert {name for name, state in states.items() if state == "veryHidden"} == {"_form", "_check", "_lists"}


def test_rows_and_columns_are_found_by_hidden_keys(template: Path) -> None:
    grid = grid_of(template)
    sheet = sheet_of(load_workbook(template), template)
    assert list(grid.rows) == ["p002", "p003", "p005", "p006"]
    assert set(grid.columns) >= {"project_id"} | {column.key for column in load_form(template.stem).columns}
    assert sheet.row_dimensions[grid.key_row].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[grid.key_row + 1].hidden is False


def test_only_entry_cells_can_be_typed_into(template: Path) -> None:
    register = small_register(template.stem)
    entries = {
        column.key for column in register.form.columns if column.fill == "group" and (column.due or 1) <= 2
    }
    book = load_workbook(template)
    grid, sheet = grid_of(template), sheet_of(book, template)
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {grid.address(project, key) for project in grid.rows for key in entries}
    assert all(part.protection.sheet for part in book)
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns
    assert not sheet.protection.formatRows
    assert not sheet.protection.autoFilter
    assert sheet.protection.sort  # rows can never be torn apart


def test_projects_stand_under_their_headings(template: Path) -> None:
    form = load_form(template.stem)
    assert form.sections is not None
    sheet = sheet_of(load_workbook(template), template)
    shown = [str(cell.value) for cell in sheet["B"] if cell.value is not None]
    headings = [text for text in shown if any(name in text for name in form.sections.prefilled)]
    assert [name for text in headings for name in form.sections.prefilled if name in text] == list(
        form.sections.prefilled[:2]
    )


def test_formulas_cannot_be_harmed_by_moving_entries(template: Path) -> None:
    """Cut and paste rewrites references to the moved cells: so no formula may name an entry cell."""
    book = load_workbook(template)
    grid = grid_of(template)
    first, last = min(grid.rows.values()), max(grid.rows.values())
    entries = {
        (column, row)
        for key, column in grid.columns.items()
        for row in range(first, last + 1)
        if key in {c.key for c in load_form(template.stem).columns if c.fill == "group"}
    }
    formulas = [
        (sheet.title, cell.coordinate, str(cell.value))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 50
    for where, address, formula in formulas:
        outside = SPREAD.sub("", re.sub(r'"[^"]*"', "", formula))
        named = re.findall(r"(?:'?([^'!()&,]+?)'?!)?\$?([A-Z]{1,2})\$?(\d+)", outside)
        for sheet, column, row in named:
            if (sheet or where) == grid.sheet:
                assert (column, int(row)) not in entries, f"{where}!{address}: {formula}"


def test_drop_downs_and_limits_speak_thai_within_excels_limits(template: Path) -> None:
    grid = grid_of(template)
    sheet = sheet_of(load_workbook(template), template)
    rules = sheet.data_validations.dataValidation
    keys = {
        key for key, letters in grid.columns.items() for rule in rules if str(rule.sqref).startswith(letters)
    }
    assert keys >= {"status"}
    for rule in rules:
        assert re.search("[ก-๙]", rule.prompt)
        assert re.search("[ก-๙]", rule.error)
        assert len(rule.promptTitle) <= 32
        assert len(rule.errorTitle) <= 32
        assert len(rule.prompt) <= 255
        assert len(rule.error) <= 255


def test_a_quarter_that_is_not_due_is_locked_and_blank(tmp_path: Path) -> None:
    register = small_register("rayong2")
    path = tmp_path / "t.xlsx"
    write_template(path, register, GROUPS[1].id, 2)
    grid, sheet = grid_of(path), sheet_of(load_workbook(path), path)
    for project in grid.rows:
        assert not sheet[grid.address(project, "q2_actual")].protection.locked
        assert sheet[grid.address(project, "q3_actual")].protection.locked
        assert sheet[grid.address(project, "q3_actual")].value is None


def test_a_name_that_begins_with_a_dash_stays_text(template: Path) -> None:
    grid, sheet = grid_of(template), sheet_of(load_workbook(template), template)
    cell = sheet[grid.address("p006", "project")]
    assert cell.value == "-สืบสานประเพณีท้องถิ่น"
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_narratives_are_text_cells(tmp_path: Path) -> None:
    register = small_register("khonkaen2")
    path = tmp_path / "t.xlsx"
    grid = write_filled(path, register, "g2", {"p002": {"narrative": "=1+1 - ประชุมแล้ว"}})
    cell = sheet_of(load_workbook(path), path)[grid.address("p002", "narrative")]
    assert cell.number_format == "@"
    assert cell.value == "=1+1 - ประชุมแล้ว"


TWO_MESSAGES: dict[str, Entries] = {
    "spm2": {"p002": {"used": 1200000.5, "status": "ยังไม่ได้ดำเนินการ"}},
    "khonkaen2": {"p002": {"used_to_date": 1200000.5, "status": "ยังไม่ดำเนินการ"}},
    "rayong2": {"p002": {"q1_actual": 400000.25, "q2_actual": 0}},
}


@pytest.mark.parametrize("form_id", FORMS)
def test_every_row_has_room_for_two_messages_in_the_check_column(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    grid = write_filled(path, small_register(form_id), "g2", TWO_MESSAGES[form_id], 2)
    sheet = sheet_of(load_workbook(path), path)
    register = small_register(form_id)
    found = checked(round_data(register.form, register, 2, None), TWO_MESSAGES[form_id]).problems
    said = [f"• {entry.problem.message} — {entry.problem.fix}" for entry in found]
    stored = sheet.column_dimensions[grid.columns["_check"]].width
    width = text_metrics.stored_column_points(stored)
    two = "\n".join(sorted(said, key=text_metrics.text_width)[-2:])
    assert "\n" in two
    needed = text_metrics.row_height([(two, width)], CHECK_POINTS)
    assert all(sheet.row_dimensions[row].height >= needed for row in grid.rows.values())


def test_the_sheet_prints_on_a4_with_its_header_on_every_page(template: Path) -> None:
    sheet = sheet_of(load_workbook(template), template)
    grid = grid_of(template)
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight == 0
    first, last = (int(number) for number in sheet.print_title_rows.replace("$", "").split(":"))
    assert first <= last == grid.key_row
    assert sheet.oddFooter.right.text == "หน้า &P/&N"


def test_a_heading_goes_to_the_next_page_with_its_first_row() -> None:
    rows = [PrintedRow(row, 100, keep=row in (0, 4)) for row in range(8)]
    assert page_breaks(rows, 500 / 0.96, 500 / 0.96) == [4]


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    register = small_register("khonkaen2")
    first = write_all(register, tmp_path / "a", 1)
    second = write_all(register, tmp_path / "b", 1)
    assert [path.name for path in first] == [path.name for path in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))
    for path in first:
        properties = load_workbook(path).properties
        assert properties.created == properties.modified == datetime(2020, 1, 1)


def test_every_group_with_projects_gets_a_file_named_after_it(tmp_path: Path) -> None:
    register = small_register("spm2")
    idle = Group("g9", "หน่วยตรวจสอบภายใน")
    written = write_all(replace(register, groups=(*register.groups, idle)), tmp_path, 2)
    assert [path.name for path in written] == [
        "spm2_2566_รอบ2_กลุ่มแผน.xlsx",
        "spm2_2566_รอบ2_กลุ่มนิเทศ.xlsx",
        "spm2_2566_รอบ2_กลุ่มบริหารงานบุคคล.xlsx",
    ]


def test_file_names_are_safe_and_never_the_same() -> None:
    register = small_register("spm2")
    groups = [Group("a", 'กลุ่ม ก/ข: "ใหม่"?'), Group("b", "กลุ่ม ก\\ข ใหม่"), Group("c", "." * 300 + "ค" * 300)]
    names = group_file_names(register, 1, groups)
    assert names == {
        "a": "spm2_2566_รอบ1_กลุ่ม_ก_ข_ใหม่_a.xlsx",
        "b": "spm2_2566_รอบ1_กลุ่ม_ก_ข_ใหม่_b.xlsx",
        "c": names["c"],
    }
    assert all(len(name.encode()) <= 255 for name in names.values())


def test_the_memo_goes_out_with_the_templates_in_thai_digits(tmp_path: Path) -> None:
    written = write_all(small_register("khonkaen2"), tmp_path, 1)
    assert written[-1].name == "khonkaen2_2566_รอบ1_บันทึกข้อความ.xlsx"
    sheet = load_workbook(written[-1]).active
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert f"๑{NO_BREAK}ตุลาคม{NO_BREAK}๒๕๖๕" in text  # no line ends inside a date
    text = text.replace(NO_BREAK, " ")
    assert "บันทึกข้อความ" in text
    assert "๑ ตุลาคม ๒๕๖๕ - ๓๑ มีนาคม ๒๕๖๖" in text
    assert "ภายในวันที่ ๑๕ มีนาคม ๒๕๖๖" in text  # 45000, the register's deadline of round 1
    assert "(................................)\nผู้อำนวยการสำนักงาน" in text  # signed for the whole office
    assert "ผู้อำนวยการกลุ่ม ทุกกลุ่ม / ผู้รับผิดชอบโครงการ ทุกท่าน" in text  # to whom it goes
    assert "จึงเรียนมาเพื่อทราบและดำเนินการ" in text
    assert not re.search("[0-9]", text)
    assert sheet.page_setup.orientation == "portrait"


def test_notes_hold_the_limits_of_the_register(tmp_path: Path) -> None:
    register = small_register("spm2")
    path = tmp_path / "t.xlsx"
    write_template(path, register, GROUPS[1].id, 1)
    texts = [str(cell.value) for cell in sheet_of(load_workbook(path), path)["B"] if cell.value]
    assert any("ร้อยละ 70" in text for text in texts)
    assert any("มื้อละ 140 บาท" in text for text in texts)


def test_a_master_belongs_to_no_group(tmp_path: Path) -> None:
    for form_id in FORMS:
        path = tmp_path / f"{form_id}.xlsx"
        write_master(load_form(form_id), path)
        values = {key.removeprefix("tidtam_"): value for key, value in read_identity(path).items()}
        identity = Identity.from_text(values)
        assert identity.form_id == form_id
        assert identity.group_id == ""
        assert set(grid_of(path).columns) >= {column.key for column in load_form(form_id).columns}


@pytest.mark.parametrize("form_id", [i for i in form_ids() if load_form(i).template.layout in LAYOUTS])
def test_the_masters_that_are_kept_are_those_of_the_forms(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / f"{form_id}.xlsx"
    write_master(load_form(form_id), path)
    assert path.read_bytes() == (MASTERS / f"{form_id}.xlsx").read_bytes(), "run: make masters"


def test_no_formula_is_longer_than_excel_takes(template: Path) -> None:
    with zipfile.ZipFile(template) as package:
        parts = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    formulas = [formula for part in parts for formula in re.findall(r"<f>([^<]*)</f>", part)]
    assert formulas
    assert max(map(len, formulas)) < 8192
