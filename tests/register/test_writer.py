"""The register workbook helps whoever fills it: what to type, where, and what is missing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import pdf
from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from tests.support.soffice import Soffice
from xl_addin.demo.examples import demo_register, example_offices
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.values.kinds import Fill
from xl_addin.register.layout import register_sheets, sheet_name
from xl_addin.register.writer import register_bytes, write_register

FORMS = example_offices()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A blank register of every form."""
    folder = tmp_path_factory.mktemp("blank")
    paths = {form_id: folder / f"{form_id}.xlsx" for form_id in FORMS}
    for form_id, path in paths.items():
        write_register(path, load_form(form_id))
    return paths


@pytest.fixture(scope="module")
def printed(
    blank: dict[str, Path], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The PDF files of the blank registers and of the five offices' registers (`<form>-filled`)."""
    folder = tmp_path_factory.mktemp("printed")
    sources = dict(blank)
    for form_id in FORMS:
        sources[f"{form_id}-filled"] = folder / f"{form_id}-filled.xlsx"
        write_register(sources[f"{form_id}-filled"], load_form(form_id), demo_register(form_id))
    return soffice.convert_named(sources, folder / "pdf")


def sheet(path: Path, name: str) -> Worksheet:
    return openpyxl.load_workbook(path)[name]


@pytest.mark.parametrize("form_id", FORMS)
def test_the_same_register_gives_the_same_bytes(form_id: str) -> None:
    register = demo_register(form_id)
    assert register_bytes(register.form, register) == register_bytes(register.form, register)


@pytest.mark.parametrize("form_id", FORMS)
def test_every_register_column_of_the_form_is_asked_for(form_id: str, blank: dict[str, Path]) -> None:
    form = load_form(form_id)
    asked = {
        column.key for sheet in register_sheets(form) for table in sheet.tables for column in table.columns
    }
    assert {column.key for column in form.columns if column.fill is Fill.REGISTER} <= asked
    assert {f"t_{table.key}" for sheet in register_sheets(form) for table in sheet.tables} <= set(
        openpyxl.load_workbook(blank[form_id]).defined_names
    )


@pytest.mark.parametrize("form_id", FORMS)
def test_sheets_are_guarded_without_a_password_and_helpers_are_out_of_sight(
    form_id: str, blank: dict[str, Path]
) -> None:
    for found in read_workbook(blank[form_id], skip_sheets=()).sheets:
        assert found.protected, found.name
        assert (found.state == "veryHidden") == found.name.startswith("_"), found.name
    assert all(not found.protection.password for found in openpyxl.load_workbook(blank[form_id]))


@pytest.mark.parametrize("form_id", FORMS)
def test_only_cells_to_be_filled_can_be_typed_into(form_id: str, blank: dict[str, Path]) -> None:
    file = RegisterFile(blank[form_id], load_form(form_id))
    projects = sheet(file.path, "โครงการ")
    fills = set()
    for key in file.table("projects").columns:
        for row in (1, 200):
            cell = projects[file.at("projects", row, key)]
            assert not cell.protection.locked, cell.coordinate
            fills.add(cell.fill.fgColor.rgb)
        assert projects[file.at("projects", 1, key)].offset(row=-1).protection.locked
    assert len(fills) == 1
    assert projects.row_dimensions[int(file.at("projects", 1, "no")[1:]) - 1].hidden


def test_text_that_begins_like_a_formula_is_marked_as_text(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("khonkaen2"))
    row = next(row for row in file.table("projects").rows if row.cells["project"].value.startswith("-"))
    cell = sheet(file.path, "โครงการ")[file.table("projects").address(row, "project")]
    assert (cell.value, cell.quotePrefix, cell.data_type) == ("-สืบสานประเพณีท้องถิ่น", True, "s")


def test_drop_downs_offer_what_stands_in_the_other_sheets(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("rayong2"))
    book = openpyxl.load_workbook(file.path)
    by_cell = {
        str(entry.sqref).split(":")[0]: entry for entry in book["โครงการ"].data_validations.dataValidation
    }
    group = by_cell[file.at("projects", 1, "group")]
    assert (group.type, group.errorStyle, group.formula1) == ("list", "warning", "typed_groups_group")
    assert "สองกลุ่ม" in group.error
    section = by_cell[file.at("projects", 1, "section")]
    assert (section.type, section.errorStyle or "stop") == ("list", "stop")
    budget = by_cell[file.at("projects", 1, "budget")]
    assert (budget.type, budget.formula1) == ("decimal", "0")
    assert "ตัวเลข" in budget.error
    assert budget.prompt
    assert "กลุ่ม" in book.defined_names["typed_groups_group"].attr_text


def test_a_drop_down_ends_with_the_last_name_typed(tmp_path: Path, soffice: Soffice) -> None:
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("rayong2"))
    file.type("groups", 6, group="กลุ่มกฎหมายและคดี")
    book = openpyxl.load_workbook(file.path)
    book.create_sheet("ลอง")["A1"] = "=ROWS(typed_groups_group)&INDEX(typed_groups_group,6)"
    book.save(file.path)
    (computed,) = soffice.recalculate([file.path], tmp_path / "computed")
    assert sheet(computed, "ลอง")["A1"].data_type == "f"
    found = read_workbook(computed).sheet("ลอง")
    assert found is not None
    assert found.cells[1, 1].value == "6กลุ่มกฎหมายและคดี"


@pytest.mark.parametrize("form_id", FORMS)
def test_what_excel_says_fits_into_its_boxes(form_id: str, blank: dict[str, Path]) -> None:
    for found in openpyxl.load_workbook(blank[form_id]):
        for entry in found.data_validations.dataValidation:
            assert len(entry.promptTitle or "") <= 32, entry.promptTitle
            assert len(entry.errorTitle or "") <= 32
            assert len(entry.prompt or "") <= 255
            assert len(entry.error or "") <= 255
            assert len(entry.formula1 or "") <= 255


def test_prepared_ids_are_those_that_the_filled_rows_leave(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", demo_register("spm2"))
    ids = [row.cells["project_id"].value for row in file.table("projects").rows]
    assert ids == [f"P{number:03d}" for number in range(1, 201)]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("นโยบาย สพฐ.", "นโยบาย สพฐ."),
        ("แผนงาน/โครงการ [หลัก]: ปี?", "แผนงาน โครงการ หลัก ปี"),
        ("โครงการ", "รายการโครงการ"),
        ("ก" * 40, "ก" * 31),
    ],
)
def test_a_sections_label_becomes_a_sheet_name_that_excel_takes(label: str, name: str) -> None:
    assert sheet_name(label) == name


def test_every_formula_carries_the_value_that_it_gives(tmp_path: Path, soffice: Soffice) -> None:
    path = tmp_path / "ทะเบียน.xlsx"
    write_register(path, load_form("rayong2"), demo_register("rayong2"))
    (again,) = soffice.recalculate([path], tmp_path / "again")
    written = read_workbook(path)
    computed = read_workbook(again)
    formulas = 0
    for found in written.sheets:
        other = computed.sheet(found.name)
        assert other is not None
        for place, cell in found.cells.items():
            if cell.is_formula:
                formulas += 1
                value = other.cells[place].value
                assert value is not None
                assert cell.value == value or float(cell.value or 0) == float(value), (found.name, place)
    assert formulas >= 10
    totals = {cell.value for cell in written.sheets[4].cells.values() if cell.is_formula}
    assert {"918700", "180040", "กรอกแล้ว 24 รายการ"} <= totals


class TestPrinted:
    def test_every_page_is_a4_and_holds_something(self, printed: dict[str, Path]) -> None:
        for name, path in printed.items():
            assert all(size.is_a4 for size in pdf.page_sizes(path)), name
            assert pdf.blank_pages(path) == [], name
            assert pdf.pages_with_hashes(path) == [], name

    def test_a_blank_register_is_one_page_per_sheet(self, printed: dict[str, Path]) -> None:
        for form_id in FORMS:
            sheets = 1 + len(register_sheets(load_form(form_id)))
            assert pdf.page_count(printed[form_id]) == sheets, form_id

    def test_names_are_printed_whole(self, printed: dict[str, Path]) -> None:
        for form_id in FORMS:
            register = demo_register(form_id)
            found = pdf.squeeze("".join(pdf.texts(printed[f"{form_id}-filled"])))
            wanted = [
                *register.projects["project"],
                *(group.name for group in register.groups),
                register.office,
            ]
            assert [name for name in wanted if pdf.squeeze(name) not in found] == [], form_id

    def test_headers_stand_on_every_page_of_projects(self, printed: dict[str, Path]) -> None:
        path = printed["rayong2-filled"]
        pages = pdf.pages_with(path, "ทะเบียน › โครงการ")
        assert len(pages) >= 2
        assert set(pages) <= set(pdf.pages_with(path, "ชื่อโครงการ/กิจกรรม *"))


def test_the_file_is_a_sound_zip_with_fixed_dates(blank: dict[str, Path]) -> None:
    with zipfile.ZipFile(blank["spm2"]) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
