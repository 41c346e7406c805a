"""A register tells everything that is wrong in it, at its cell, before any template is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.demo.examples import demo_register, example_offices
from xl_addin.excel.reading.named_table import named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import Allotment, Bucket, Late
from xl_addin.register.reader import RegisterError, load_register, read_register

PARTS = (
    "office",
    "office_short",
    "fiscal_year",
    "settings",
    "groups",
    "sections",
    "params",
    "allotments",
    "buckets",
    "deadlines",
    "late",
    "texts",
)


@pytest.fixture
def spm2(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("spm2"))


@pytest.fixture
def rayong2(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("rayong2"))


@pytest.mark.parametrize("form_id", example_offices())
def test_a_real_office_reads_back_as_it_was_written(form_id: str, tmp_path: Path) -> None:
    written = demo_register(form_id)
    read = RegisterFile(tmp_path / "ทะเบียน.xlsx", written).register()
    pd.testing.assert_frame_equal(read.projects, written.projects)
    assert {part: getattr(read, part) for part in PARTS} == {part: getattr(written, part) for part in PARTS}


@pytest.mark.parametrize(
    ("form_id", "key", "baht"),
    [
        ("spm2", "budget", 3_233_000),
        ("khonkaen2", "budget", 2_702_385),
        ("rayong2", "budget", 918_700),
        ("rayong2", "q1_plan", 180_040),
        ("rayong2", "q2_plan", 319_230),
        ("rayong2", "q3_plan", 163_690),
        ("rayong2", "q4_plan", 255_740),
        ("chiangmai2", "q2_plan", 321_205),
        ("yasothon2", "budget_area_office", 763_800),
    ],
)
def test_the_real_offices_sums_hold(form_id: str, key: str, baht: int) -> None:
    assert demo_register(form_id).projects[key].sum() == baht * 100


def test_a_blank_register_says_what_is_missing_and_where(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "ทะเบียน.xlsx", load_form("spm2"))
    register, problems = file.read()
    assert register is None
    assert [(problem.rule, problem.place.sheet, problem.place.cell) for problem in problems] == [
        ("register_blank", "สำนักงาน", file.item_at("office")),
        ("register_blank", "สำนักงาน", file.item_at("fiscal_year")),
        ("register_no_groups", "กลุ่ม", ""),
        ("register_no_projects", "โครงการ", ""),
    ]


def test_a_register_with_errors_is_refused_with_all_of_them(spm2: RegisterFile) -> None:
    spm2.enter(office=None, fiscal_year=2023).type("projects", 2, budget=-5)
    with pytest.raises(RegisterError) as refused:
        load_register(spm2.path)
    errors = {problem.rule for problem in refused.value.problems if problem.severity is Severity.ERROR}
    assert errors == {"register_blank", "register_year_not_buddhist", "negative_number"}


def test_messages_are_also_in_english(spm2: RegisterFile) -> None:
    spm2.enter(fiscal_year="2023")
    told = next(problem for problem in spm2.read("en")[1] if problem.rule == "register_year_not_buddhist")
    assert "did you mean 2566" in told.message


class TestFiscalYear:
    @pytest.mark.parametrize("typed", [2566, "๒๕๖๖", " 2566 "])
    def test_a_buddhist_year_is_read_in_thai_and_arabic_digits(
        self, spm2: RegisterFile, typed: object
    ) -> None:
        assert spm2.enter(fiscal_year=typed).register().fiscal_year == 2566

    @pytest.mark.parametrize("typed", [2023, 66])
    def test_a_gregorian_or_short_year_is_told_with_what_it_would_be(
        self, spm2: RegisterFile, typed: int
    ) -> None:
        (told,) = spm2.enter(fiscal_year=typed).problems("register_year_not_buddhist")
        assert "2566" in told.message
        assert told.place.cell == spm2.item_at("fiscal_year")

    def test_a_year_that_is_no_year_is_told(self, spm2: RegisterFile) -> None:
        assert spm2.enter(fiscal_year=25566).problems("register_year_unlikely")


class TestSettings:
    def test_phrases_of_the_drop_downs_are_the_settings(self, spm2: RegisterFile) -> None:
        spm2.enter(
            digits="เลขไทย (๑ ๒ ๓)",
            zero="เว้นว่าง",
            decimals="แสดงสตางค์สองตำแหน่ง",
            percent_rounding="ปัดเศษ (0.427 เป็น 0.43)",
            font="TH Sarabun New",
            font_size=14,
        )
        settings = spm2.register().settings
        assert (settings.digits, settings.zero, settings.decimals) == ("thai", "", 2)
        assert (settings.percent_rounding, settings.font, settings.font_size) == (
            "half_up",
            "TH Sarabun New",
            14,
        )

    @pytest.mark.parametrize(("typed", "zero"), [("-", "-"), (0, "0"), ("ศูนย์ (0)", "0")])
    def test_the_sign_for_zero_may_be_typed_itself(
        self, spm2: RegisterFile, typed: object, zero: str
    ) -> None:
        assert spm2.enter(zero=typed).register().settings.zero == zero

    def test_a_setting_left_blank_is_the_form_s_own(self, spm2: RegisterFile) -> None:
        spm2.enter(digits=None, zero=None, percent_rounding=None, font_size=None, font=None, decimals=None)
        assert spm2.register().settings == load_form("spm2").settings

    def test_what_is_not_offered_is_told(self, spm2: RegisterFile) -> None:
        spm2.enter(digits="เลขโรมัน", font_size=60)
        assert spm2.told() == [
            ("unknown_choice", spm2.item_at("digits")),
            ("above_maximum", spm2.item_at("font_size")),
            *[entry for entry in spm2.told() if entry[0].endswith("without_projects")],
        ]

    def test_an_office_without_short_name_is_called_by_its_name(self, spm2: RegisterFile) -> None:
        register = spm2.enter(office_short=None).register()
        assert register.office_short == register.office

    def test_a_text_left_blank_is_left_to_the_pages_dots(self, spm2: RegisterFile) -> None:
        assert "signer_position" not in spm2.enter("texts", signer_position=None).register().texts


class TestGroups:
    @pytest.mark.parametrize(
        "typed",
        [
            "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา",
            "กลุ่มนิเทศติดตามและประเมินผล การจัดการศึกษา",
            "กลุ่มนิเทศ",
            "นิเทศ",
            "ศน.",
            "g2",
        ],
    )
    def test_a_group_is_known_by_all_its_names(self, spm2: RegisterFile, typed: str) -> None:
        spm2.type("groups", 2, aliases="ศึกษานิเทศก์; ศน.").type("projects", 1, group=typed)
        project = spm2.register().projects.iloc[0]
        assert project["group_id"] == "g2"
        assert project["group"] == "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา"

    def test_the_first_of_two_groups_reports(self, spm2: RegisterFile) -> None:
        project = spm2.type("projects", 1, group="กลุ่มบริหารงานบุคคล / กลุ่มแผน").register().projects.iloc[0]
        assert project["group_id"] == "g3"
        assert project["group"] == "กลุ่มบริหารงานบุคคล/กลุ่มนโยบายและแผน"

    def test_an_unknown_group_is_told_with_the_nearest(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 4, group="กลุ่มบริหารบุคคล")
        (told,) = spm2.problems("register_unknown_group")
        assert told.place.cell == spm2.at("projects", 4, "group")
        assert "กลุ่มบริหารงานบุคคล" in told.message

    def test_only_the_unknown_one_of_two_groups_is_told(self, spm2: RegisterFile) -> None:
        (told,) = spm2.type("projects", 4, group="กลุ่มแผน/กลุ่มพัสดุ").problems("register_unknown_group")
        assert told.value == "กลุ่มพัสดุ"

    def test_a_name_of_two_groups_is_an_error(self, spm2: RegisterFile) -> None:
        spm2.type("groups", 3, aliases="กลุ่มแผน")
        assert spm2.told("register_group_twice") == [("register_group_twice", spm2.at("groups", 3, "group"))]

    def test_an_id_of_two_groups_is_an_error(self, spm2: RegisterFile) -> None:
        assert spm2.type("groups", 3, group_id="G1").told("register_id_twice") == [
            ("register_id_twice", spm2.at("groups", 3, "group_id"))
        ]

    def test_without_groups_that_alone_is_told(self, spm2: RegisterFile) -> None:
        for row in (1, 2, 3):
            spm2.type("groups", row, group=None, short_name=None)
        assert spm2.told() == [("register_no_groups", "")]

    def test_a_group_without_projects_is_a_note(self, spm2: RegisterFile) -> None:
        spm2.type("groups", 4, group="กลุ่มกฎหมายและคดี")
        (note,) = spm2.problems("register_group_without_projects")
        assert (note.severity, note.place.cell) == (Severity.NOTE, spm2.at("groups", 4, "group"))
        assert spm2.register().groups[3].name == "กลุ่มกฎหมายและคดี"

    def test_the_issue_that_the_office_settled_on_is_read(self, spm2: RegisterFile) -> None:
        assert spm2.type("groups", 1, accepted_issue=2).register().groups[0].accepted_issue == 2


def test_a_renamed_section_is_told_once_with_all_its_cells(spm2: RegisterFile) -> None:
    spm2.type("sections", 1, section="ความมั่นคง")
    (told,) = spm2.problems("register_unknown_section")
    assert told.place.cell == spm2.at("projects", 1, "section")
    assert (
        f"อีก 2 ช่อง: {spm2.at('projects', 2, 'section')}, {spm2.at('projects', 3, 'section')}" in told.message
    )


class TestProjects:
    def test_rows_that_hold_nothing_but_their_prepared_id_are_passed_over(self, spm2: RegisterFile) -> None:
        assert len(spm2.register().projects) == 6

    @pytest.mark.parametrize(
        ("typed", "rule"),
        [
            (None, "register_blank"),
            ("ประมาณหมื่น", "not_a_number"),
            (-1, "negative_number"),
            (1.005, "too_many_decimals"),
        ],
    )
    def test_a_budget_that_is_none_is_told_at_its_cell(
        self, spm2: RegisterFile, typed: object, rule: str
    ) -> None:
        assert spm2.type("projects", 3, budget=typed).told(rule) == [(rule, spm2.at("projects", 3, "budget"))]

    def test_an_amount_may_be_typed_as_text_in_thai_digits(self, spm2: RegisterFile) -> None:
        assert (
            spm2.type("projects", 1, budget="๑๒๕,๐๐๐.๕๐ บาท").register().projects["budget"][0] == 12_500_050
        )

    def test_a_name_may_begin_like_a_formula(self, spm2: RegisterFile) -> None:
        assert "-สืบสานประเพณีท้องถิ่น" in set(spm2.register().projects["project"])

    def test_an_id_that_stands_twice_is_told_at_its_second_place(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 5, project_id="p002")
        (told,) = spm2.problems("register_id_twice")
        assert told.place.cell == spm2.at("projects", 5, "project_id")
        assert spm2.at("projects", 2, "project_id") in told.message

    def test_a_blank_id_is_that_of_its_row_and_told(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 5, project_id=None)
        assert spm2.told("register_id_given") == [("register_id_given", spm2.at("projects", 5, "project_id"))]
        assert spm2.register().projects["project_id"].tolist()[4] == "P005"

    def test_a_blank_id_never_takes_that_of_another_row(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 5, project_id=None).type("projects", 1, project_id="P005")
        assert spm2.register().projects["project_id"].tolist() == [
            "P005",
            "p002",
            "p003",
            "p004",
            "P201",
            "p006",
        ]

    def test_a_section_may_be_named_by_its_number(self, spm2: RegisterFile) -> None:
        first = spm2.type("projects", 1, section="๑").register().projects.iloc[0]
        assert first["section"] == "ด้านการจัดการศึกษาเพื่อความมั่นคงของมนุษย์และของชาติ"

    def test_an_unknown_section_is_told_with_the_nearest(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 1, section="ด้านความมั่นคงของมนุษย์และของชาติ")
        (told,) = spm2.problems("register_unknown_section")
        assert told.place.cell == spm2.at("projects", 1, "section")
        assert "ด้านการจัดการศึกษาเพื่อความมั่นคงของมนุษย์และของชาติ" in told.message

    def test_one_name_twice_in_a_group_and_section_is_a_warning(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 6, project="การแข่งขัน ศิลปหัตถกรรมนักเรียน")
        (told,) = spm2.problems("register_project_twice")
        assert (told.severity, told.place.cell) == (Severity.WARNING, spm2.at("projects", 6, "project"))

    def test_projects_stand_in_order_of_section_and_number(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 1, no=2).type("projects", 2, no=1)
        assert spm2.register().projects["no"].tolist() == [1, 2, 3, 4, 5, 6]

    def test_rows_past_the_prepared_ones_are_read(self, tmp_path: Path) -> None:
        file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("khonkaen2"))
        book = openpyxl.load_workbook(file.path)
        last = book["โครงการ"]
        row = int(file.at("projects", 200, "no")[1:]) + 15
        for column, value in enumerate(("X1", 7, "โครงการที่พิมพ์ต่อท้าย", "กลุ่มแผน", 2, 500), 1):
            last.cell(row, column, value)
        book.save(file.path)
        register = file.register()
        assert register.projects["project_id"].tolist()[-1] == "X1"
        assert register.places["X1"].cell == f"C{row}"

    def test_a_register_without_end_is_refused(self, tmp_path: Path) -> None:
        file = RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("khonkaen2", 2_001))
        assert file.told("register_too_many_projects") == [("register_too_many_projects", "")]


class TestNumbers:
    def test_a_gap_is_told_where_the_next_number_stands(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 6, no=9)
        (told,) = spm2.problems("register_number_gap")
        assert (told.severity, told.place.cell) == (Severity.WARNING, spm2.at("projects", 6, "no"))
        assert "6-8" in told.message

    def test_a_repeat_is_told(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 6, no=5)
        assert spm2.told("register_number_twice", "register_number_gap") == [
            ("register_number_twice", spm2.at("projects", 6, "no"))
        ]

    def test_numbers_may_begin_anew_in_each_section(self, spm2: RegisterFile) -> None:
        for row, number in ((4, 1), (5, 2), (6, 3)):
            spm2.type("projects", row, no=number)
        assert spm2.told("register_number_twice", "register_number_gap") == []

    def test_no_numbers_at_all_are_given_by_row(self, spm2: RegisterFile) -> None:
        for row in range(1, 7):
            spm2.type("projects", row, no=None)
        assert spm2.register().projects["no"].tolist() == [1, 2, 3, 4, 5, 6]

    def test_one_number_missing_is_an_error(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 3, no=None)
        assert spm2.told("register_no_blank") == [("register_no_blank", spm2.at("projects", 3, "no"))]


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
