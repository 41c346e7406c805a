"""A list pasted over the register's project table: totals are asked about, merged cells and cut codes are named."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.register.total_rows import TotalName, run_that_adds_up, total_name


@pytest.fixture
def spm2(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("spm2"))


def merge(file: RegisterFile, table: str, *areas: tuple[int, int, str, str]) -> None:
    """Merge cells of a table: (first row, last row, first key, last key)."""
    book = openpyxl.load_workbook(BytesIO(file.path.read_bytes()))
    for first, last, left, right in areas:
        book[file.table(table).sheet].merge_cells(
            f"{file.at(table, first, left)}:{file.at(table, last, right)}"
        )
    book.save(file.path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("รวม", TotalName.SURE),
        ("รวมทั้งสิ้น", TotalName.SURE),
        ("ร ว ม  เงิน", TotalName.SURE),
        ("ยอดรวมงบประมาณ (บาท)", TotalName.SURE),
        ("รวมทั้งสิ้น ๑๒ โครงการ", TotalName.SURE),
        ("งบประมาณทั้งสิ้น", TotalName.SURE),
        ("รวม (๑)+(๒)", TotalName.SURE),
        ("Grand Total", TotalName.SURE),
        ("รวมกลุ่มอำนวยการ", TotalName.LIKELY),
        ("รวมนโยบายที่ ๑", TotalName.LIKELY),
        ("รวมพลังสร้างสรรค์", TotalName.NONE),
        ("โครงการเรียนรวม", TotalName.NONE),
        ("การจัดการศึกษาแบบเรียนรวมทั้งสิ้น", TotalName.NONE),
        ("โครงการ", TotalName.NONE),
        ("", TotalName.NONE),
    ],
)
def test_a_name_says_whether_its_row_is_a_total(text: str, said: TotalName) -> None:
    assert total_name(text) is said


def test_the_longest_run_that_adds_up_is_found() -> None:
    assert run_that_adds_up(30, [5, 10, 20]) == 1
    assert run_that_adds_up(30, [0, 10, 20]) == 0
    assert run_that_adds_up(30, [30]) is None
    assert run_that_adds_up(30, [5, 10, 20], starts=[0]) is None


def test_a_row_named_total_is_refused_with_the_money_that_would_count_twice(spm2: RegisterFile) -> None:
    spm2.type("projects", 3, project="รวม", budget=240_000)
    [told] = spm2.problems("register_total_row")
    assert told.place.cell == spm2.at("projects", 3, "project")
    assert "240,000.00 บาทจะถูกนับซ้ำ" in told.message
    assert spm2.read()[0] is None


def test_a_total_of_a_group_is_refused_where_it_equals_what_stands_above(spm2: RegisterFile) -> None:
    spm2.type("projects", 3, project="รวมกลุ่มนิเทศ", budget=120_000)
    assert spm2.told("register_total_row", "register_total_likely") == [
        ("register_total_row", spm2.at("projects", 3, "project"))
    ]
    spm2.type("projects", 3, budget=120_001)
    assert spm2.told("register_total_row", "register_total_likely") == [
        ("register_total_likely", spm2.at("projects", 3, "project"))
    ]


def test_an_unnumbered_budget_equal_to_the_sum_above_is_asked_about_and_still_a_project(
    spm2: RegisterFile,
) -> None:
    spm2.type("projects", 6, budget=240_000)
    assert spm2.told("register_equals_above") == []
    for row in range(1, 7):
        spm2.type("projects", row, no=None)
    register, _ = spm2.read()
    [told] = spm2.problems("register_equals_above")
    assert told.place.cell == spm2.at("projects", 6, "project")
    assert "รวม" in told.message
    assert register is not None


def test_activities_below_their_project_are_asked_about(spm2: RegisterFile) -> None:
    spm2.type("projects", 1, budget=200_000)
    spm2.type("projects", 2, project="กิจกรรมที่ 1 อบรม", budget=150_000)
    spm2.type("projects", 3, project="๑.๒ ติดตาม", budget=50_000)
    assert spm2.told("register_equals_below") == [
        ("register_equals_below", spm2.at("projects", 1, "project"))
    ]


def test_a_row_with_the_name_of_a_group_is_asked_about(spm2: RegisterFile) -> None:
    spm2.type("projects", 1, project="กลุ่ม นโยบายและแผน")
    assert spm2.told("register_heading_row") == [("register_heading_row", spm2.at("projects", 1, "project"))]


def test_a_merged_group_is_read_in_every_row_that_it_stands_over(spm2: RegisterFile) -> None:
    spm2.type("projects", 2, group=None).type("projects", 3, group=None)
    merge(spm2, "projects", (1, 3, "group", "group"))
    register = spm2.register()
    assert list(register.projects["group_id"][:3]) == ["g1", "g1", "g1"]
    [told] = spm2.problems("register_merged_read")
    assert "3 บรรทัด" in told.message


def test_merged_amounts_and_titles_are_named_once_and_not_called_blank(spm2: RegisterFile) -> None:
    spm2.type("projects", 2, budget=None)
    spm2.type("projects", 4, group=None, section=None, budget=None)
    merge(spm2, "projects", (1, 2, "budget", "budget"), (4, 4, "project", "budget"))
    assert [rule for rule, _ in spm2.told("register_merged_cells")] == ["register_merged_cells"] * 2
    assert spm2.told("register_blank") == []


@pytest.mark.parametrize("code", [2000435002000001, Decimal("2000435002000000"), "2.00044E+15"])
def test_a_code_that_excel_has_cut_is_refused_with_how_to_type_it(
    code: int | Decimal | str, spm2: RegisterFile
) -> None:
    spm2.type("projects", 1, project_id=code).type("projects", 2, project_id=code)
    told = spm2.problems("register_code_cut")
    assert [one.place.cell for one in told] == [spm2.at("projects", row, "project_id") for row in (1, 2)]
    assert "2000" in told[0].message
    assert "ข้อความ" in told[0].fix
    assert spm2.told("register_id_twice") == []


def test_a_long_code_typed_as_text_keeps_every_digit(spm2: RegisterFile) -> None:
    spm2.type("projects", 1, project_id="2000435002000001").type("projects", 2, project_id="007")
    assert list(spm2.register().projects["project_id"][:2]) == ["2000435002000001", "007"]


def test_a_number_shorter_than_codes_that_begin_with_zero_is_asked_about(spm2: RegisterFile) -> None:
    spm2.type("projects", 1, project_id="00123").type("projects", 2, project_id=124)
    [told] = spm2.problems("register_code_short")
    assert told.place.cell == spm2.at("projects", 2, "project_id")
    assert "00124" in told.fix
