"""Reading a register: money received, notes of the office, deadlines, and files that are no register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.excel.reading.named_table import named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import Allotment, Bucket, Late
from xl_addin.register.reader import read_register


class TestRulesOfTheForm:
    def test_plans_that_do_not_make_up_the_budget_stop_the_register(self, rayong2: RegisterFile) -> None:
        register, problems = rayong2.type("projects", 2, q3_plan=29_000).read()
        (told,) = problems
        assert register is None
        assert (told.rule, told.severity) == ("plans_not_budget", Severity.ERROR)
        assert told.place == replace(
            told.place, file="ทะเบียน.xlsx", sheet="โครงการ", cell=rayong2.at("projects", 2, "budget")
        )
        assert "119,000.00" in told.message

    def test_an_unreadable_plan_is_told_once(self, rayong2: RegisterFile) -> None:
        rayong2.type("projects", 2, q3_plan="สามหมื่น")
        assert [problem.rule for problem in rayong2.problems()] == ["not_a_number"]

    def test_a_fiscal_year_in_a_name_that_is_not_the_register_s_is_a_warning(
        self, rayong2: RegisterFile
    ) -> None:
        rayong2.type("projects", 3, project="นิเทศโรงเรียน ปีงบประมาณ พ.ศ. ๒๕๖๕")
        (told,) = rayong2.problems("other_year_in_name")
        assert (told.severity, told.place.cell) == (Severity.WARNING, rayong2.at("projects", 3, "project"))


class TestMoneyReceived:
    @pytest.fixture
    def divided(self, tmp_path: Path) -> RegisterFile:
        register = replace(
            small_register("rayong2", 5),
            allotments=(Allotment(1, 60_000_000, "ศธ 04006/ว 1", 44855), Allotment(2, 20_000_000)),
            buckets=(
                Bucket("งานประจำ", 20_000_000),
                Bucket("งานประจำ ไตรมาสที่ 1-2", 20_000_000, "งานประจำ"),
                Bucket("โครงการ", 60_000_000, "", 1, -24_000_000),
            ),
        )
        return RegisterFile(tmp_path / "ทะเบียน.xlsx", register)

    def test_sums_that_hold_are_not_told(self, divided: RegisterFile) -> None:
        assert not [rule for rule, _ in divided.told() if rule.endswith("_differ")]

    def test_receipts_that_are_not_the_parts_are_told_with_the_difference(
        self, divided: RegisterFile
    ) -> None:
        (told,) = divided.type("allotments", 2, amount=150_000).problems("register_receipts_differ")
        assert told.severity is Severity.WARNING
        assert "750,000" in told.message
        assert "800,000" in told.message
        assert "50,000 บาท" in told.message

    def test_a_bucket_that_is_not_its_parts_is_told_at_its_amount(self, divided: RegisterFile) -> None:
        divided.type("buckets", 2, amount=190_000)
        (told,) = divided.problems("register_parts_differ")
        assert told.place.cell == divided.at("buckets", 1, "amount")
        assert "10,000 บาท" in told.message

    def test_projects_are_held_against_their_bucket_and_its_transfers(self, divided: RegisterFile) -> None:
        divided.type("buckets", 3, transfer=0)
        (told,) = divided.problems("register_projects_differ")
        assert told.place.cell == divided.at("buckets", 3, "amount")
        assert "240,000 บาท" in told.message

    def test_a_part_of_what_is_not_there_is_told(self, divided: RegisterFile) -> None:
        divided.type("buckets", 2, parent="งานประจํา ๆ")
        assert divided.told("register_unknown_bucket") == [
            ("register_unknown_bucket", divided.at("buckets", 2, "parent"))
        ]

    def test_a_part_of_itself_is_told(self, divided: RegisterFile) -> None:
        divided.type("buckets", 1, parent="งานประจำ ไตรมาสที่ 1-2")
        assert [cell for _, cell in divided.told("register_bucket_circle")] == [
            divided.at("buckets", 1, "parent"),
            divided.at("buckets", 2, "parent"),
        ]

    def test_prepared_names_without_amounts_are_no_division(self, tmp_path: Path) -> None:
        file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("rayong2"))
        file.type("buckets", 1, bucket="งานประจำ")
        assert file.register().buckets == ()

    def test_dates_of_letters_are_typed_as_people_write_them(self, divided: RegisterFile) -> None:
        register = divided.type("allotments", 2, letter_date="๒๗ ก.พ. ๒๕๖๖").register()
        assert [entry.letter_date for entry in register.allotments] == [44855, 44984]


class TestParams:
    def test_a_value_left_blank_holds_in_no_round(self, spm2: RegisterFile) -> None:
        assert spm2.type("params", 1, value=None).register().param("spend_limit", 1) is None

    def test_a_value_may_change_during_the_year(self, spm2: RegisterFile) -> None:
        label = load_form("spm2").params[0].label
        spm2.type("params", 1, last_round=2).type("params", 4, label=label, value="๑๐๐", first_round=3)
        register = spm2.register()
        assert [register.param("spend_limit", round_) for round_ in (1, 2, 3, 4)] == [
            7000,
            7000,
            10000,
            10000,
        ]

    def test_two_values_in_one_round_are_told(self, spm2: RegisterFile) -> None:
        spm2.type("params", 4, label=load_form("spm2").params[0].label, value=80)
        assert spm2.told("register_param_twice") == [
            ("register_param_twice", spm2.at("params", 4, "first_round"))
        ]

    def test_rounds_the_wrong_way_round_are_told(self, spm2: RegisterFile) -> None:
        assert spm2.type("params", 2, first_round=3, last_round=2).problems("register_rounds_reversed")

    def test_an_unknown_entry_is_told(self, spm2: RegisterFile) -> None:
        assert spm2.type("params", 5, label="ค่าเช่ารถ", value=5).problems("register_unknown_param")

    def test_a_note_prints_the_value_of_its_line(self, spm2: RegisterFile) -> None:
        register = spm2.type("params", 1, note="ใช้ไม่เกินร้อยละ {ค่า}").register()
        assert register.params[0].note == "ใช้ไม่เกินร้อยละ {{ params.spend_limit }}"

    @pytest.mark.parametrize(
        "note", ["{{ office }}", "{% for x in range(9) %}", "{{ params.other }}", "{# ซ่อน #}"]
    )
    def test_commands_in_a_note_are_refused(self, spm2: RegisterFile, note: str) -> None:
        assert spm2.type("params", 1, note=note).told("register_note_braces") == [
            ("register_note_braces", spm2.at("params", 1, "note"))
        ]


class TestDeadlines:
    @pytest.mark.parametrize("typed", ["10 เมษายน 2566", "๑๐/๔/๒๕๖๖", "10 เม.ย. 66", 45026])
    def test_a_deadline_is_read_as_people_write_it(self, spm2: RegisterFile, typed: object) -> None:
        assert spm2.type("deadlines", 2, deadline=typed).register().deadlines[2] == 45026

    def test_a_deadline_in_another_year_is_a_warning(self, spm2: RegisterFile) -> None:
        (told,) = spm2.type("deadlines", 2, deadline="10 เมษายน 2565").problems("register_deadline_unlikely")
        assert (told.severity, told.place.cell) == (Severity.WARNING, spm2.at("deadlines", 2, "deadline"))

    def test_late_returns_are_listed_by_round_and_group(self, spm2: RegisterFile) -> None:
        spm2.type("late", 1, late_round="ไตรมาสที่ 2", group="กลุ่มแผน", received="12/4/2566", file="แผน.xlsx")
        assert spm2.register().late == (Late(2, "g1", 45028, "แผน.xlsx"),)

    def test_an_unknown_late_group_is_told(self, spm2: RegisterFile) -> None:
        spm2.type("late", 1, late_round="ไตรมาสที่ 2", group="กลุ่มพัสดุ")
        assert spm2.told("register_unknown_group") == [
            ("register_unknown_group", spm2.at("late", 1, "group"))
        ]


class TestFiles:
    def test_a_workbook_of_one_s_own_is_no_register(self, tmp_path: Path) -> None:
        path = tmp_path / "เอง.xlsx"
        openpyxl.Workbook().save(path)
        assert [problem.rule for problem in read_register(path)[1]] == ["register_no_identity"]

    def test_what_is_no_workbook_is_told_like_any_file(self, tmp_path: Path) -> None:
        path = tmp_path / "ทะเบียน.xlsx"
        path.write_text("รหัส,ชื่อโครงการ\nP001,นิเทศ\n", encoding="utf-8")
        register, (told,) = read_register(path)
        assert (told.rule, register) == ("file_is_csv", None)

    @pytest.mark.parametrize(
        ("key", "value", "rule"),
        [
            ("kind", "template", "register_is_template"),
            ("register_version", "99", "register_unknown_version"),
            ("form_id", "kalasin9", "register_unknown_form"),
            ("form_version", "99", "register_unknown_form_version"),
        ],
    )
    def test_what_the_program_cannot_read_is_refused(
        self, spm2: RegisterFile, key: str, value: str, rule: str
    ) -> None:
        book = openpyxl.load_workbook(spm2.path)
        for row in book["_form"].iter_rows():
            if row[0].value == key:
                row[1].value = value
        book.save(spm2.path)
        assert [problem.rule for problem in spm2.problems()] == [rule]

    def test_a_register_of_another_form_than_asked_for_is_refused(self, spm2: RegisterFile) -> None:
        _, (told,) = read_register(spm2.path, form=load_form("rayong2"))
        assert told.rule == "register_other_form"

    def test_without_its_hidden_sheet_it_is_known_by_its_properties(self, spm2: RegisterFile) -> None:
        book = openpyxl.load_workbook(spm2.path)
        del book["_form"]
        book.save(spm2.path)
        assert spm2.register().form.id == "spm2"

    def test_a_deleted_sheet_is_told(self, spm2: RegisterFile) -> None:
        book = openpyxl.load_workbook(spm2.path)
        del book["กำหนดส่ง"]
        book.save(spm2.path)
        assert {problem.rule for problem in spm2.problems("register_table_missing")}

    def test_a_lost_key_is_told_by_the_column_s_label(self, spm2: RegisterFile) -> None:
        key_row = int(spm2.at("projects", 1, "no")[1:]) - 1
        book = openpyxl.load_workbook(spm2.path)
        column = spm2.table("projects").columns["budget"]
        book["โครงการ"].cell(key_row, column).value = None
        book.save(spm2.path)
        (told,) = spm2.problems("register_column_missing")
        assert "งบประมาณ ที่ได้รับ" in told.message

    def test_a_renamed_sheet_with_a_moved_column_is_read(self, spm2: RegisterFile) -> None:
        before = spm2.register()
        book = openpyxl.load_workbook(spm2.path)
        sheet = book["โครงการ"]
        width = len(spm2.table("projects").columns)
        budget = spm2.table("projects").columns["budget"]
        for row in range(1, sheet.max_row + 1):
            value = sheet.cell(row, budget).value
            sheet.cell(row, width + 1).value = value if row > 2 else None
            if row > 6:
                sheet.cell(row, budget).value = None
        key_row = int(spm2.at("projects", 1, "no")[1:]) - 1
        sheet.cell(key_row, width + 1).value = "budget"
        sheet.cell(key_row, budget).value = None
        sheet.title = "โครงการปีนี้"
        book.defined_names["t_projects"] = DefinedName(
            "t_projects", attr_text=f"'โครงการปีนี้'!$A${key_row}:$H${key_row + 200}"
        )
        book.save(spm2.path)
        pd.testing.assert_frame_equal(spm2.register().projects, before.projects)

    def test_a_formula_counts_with_its_value_and_is_told_without_one(self, spm2: RegisterFile) -> None:
        book = openpyxl.load_workbook(spm2.path)
        book["โครงการ"][spm2.at("projects", 2, "budget")].value = "=100000+20000"
        book.save(spm2.path)
        assert ("register_formula_without_value", spm2.at("projects", 2, "budget")) in spm2.told()

    def test_places_lead_to_the_projects(self, spm2: RegisterFile) -> None:
        register = spm2.register()
        place = register.places["p003"]
        table = named_table(read_workbook(spm2.path), "t_projects")
        assert table is not None
        row = next(row for row in table.rows if row.cells["project_id"].value == "p003")
        assert (place.sheet, place.cell) == ("โครงการ", table.address(row, "project"))
