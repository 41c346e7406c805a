"""A register tells everything that is wrong in it, at its cell, before any template is made."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.demo.examples import demo_register, example_offices
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity
from xl_addin.register.reader import RegisterError, load_register

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

    def test_a_number_that_is_missing_among_others_is_given_and_told(self, spm2: RegisterFile) -> None:
        spm2.type("projects", 3, no=None)
        (told,) = spm2.problems("register_no_given")
        assert (told.severity, told.place.cell) == (Severity.NOTE, spm2.at("projects", 3, "project"))
        assert "3" in told.message
        assert spm2.register().projects["no"].tolist() == [1, 2, 3, 4, 5, 6]

    def test_a_number_whose_place_is_taken_is_the_next_free_one(self, spm2: RegisterFile) -> None:
        for row, number in ((3, None), (4, 3), (5, 4), (6, 5)):
            spm2.type("projects", row, no=number)
        assert sorted(spm2.register().projects["no"]) == [1, 2, 3, 4, 5, 6]
        assert "6" in spm2.problems("register_no_given")[0].message

    def test_where_numbers_begin_anew_a_missing_one_is_of_its_section(self, spm2: RegisterFile) -> None:
        for row, number in ((4, 1), (5, 2), (6, None)):
            spm2.type("projects", row, no=number)
        assert spm2.register().projects["no"].tolist() == [1, 2, 3, 1, 2, 3]
        assert spm2.told("register_number_twice", "register_number_gap") == []
