"""The action plan becomes the register of the forms that report on it: ids, budgets and quarters stay."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.office import Office
from tests.support.pages import filled, office
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.consolidate.run import consolidate_to
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.register import Group, Register, Section
from xl_addin.register.lists.from_plan import (
    NotAPlan,
    missing_figures,
    plan_register,
    plan_to_register,
    read_plan,
)
from xl_addin.register.reader import load_register, read_register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.make_templates import make_templates

E = load_form("yasothon2")
QUARTERS = ("q1_plan", "q2_plan", "q3_plan", "q4_plan")
PROJECTS: list[dict[str, Any]] = [
    {"project": "นิเทศติดตาม ปีงบประมาณ พ.ศ. 2563", "budget_area_office": 200_000, "budget_obec": 0},
    {
        "project": "=พัฒนาเครือข่าย",
        "budget_area_office": 0,
        "budget_obec": 20_000.5,
        "section_no": 2,
        "section": "กลยุทธ์ที่สอง",
        "no": 1,
    },
    {"project": "ตรวจสอบภายใน", "budget_area_office": 50_000, "group": "กลุ่มนโยบายและแผน/หน่วยตรวจสอบภายใน"},
]
PLANS = [(50_000, 50_000, 50_000, 50_000), (0, 20_000.5, 0, 0), None]
FORMS = ("spm2", "khonkaen2", "rayong2", "chiangmai2")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small plan; of its sheets only the data and the list of projects."""
    projects = [
        project | dict(zip(QUARTERS, amounts or (), strict=False))
        for project, amounts in zip(PROJECTS, PLANS, strict=True)
    ]
    return written_plan(tmp_path_factory.mktemp("plan"), projects)


def short_report() -> Form:
    """Form E whose report has the list of projects alone."""
    table = next(sheet for sheet in E.report.sheets if sheet.kind == "table")
    sheet = table.model_copy(update={"each_section": False, "titles": (), "name": "แผน"})
    return E.model_copy(update={"report": E.report.model_copy(update={"sheets": (sheet,)})})


def written_plan(folder: Path, projects: list[dict[str, Any]]) -> Path:
    """The report of a plan of these projects, in a folder."""
    form = short_report()
    (folder / "returned").mkdir()
    (folder / "returned" / "แผน.xlsx").write_bytes(
        filled(E, projects, [{}] * len(projects), fiscal_year=2563)
    )
    register = replace(office(E, projects, 2563), form=form)
    write_report(folder / "report.xlsx", consolidate(register, folder / "returned", 1, workers=1))
    return folder / "report.xlsx"


def register_of(plan: Path, form_id: str) -> Register:
    return plan_register(read_plan(plan)[0], load_form(form_id))


@pytest.mark.parametrize("form_id", FORMS)
def test_ids_names_groups_and_budgets_are_those_of_the_plan(plan: Path, form_id: str) -> None:
    register = register_of(plan, form_id)
    rows = register.projects.set_index("project_id")
    assert rows["project"].to_dict() == {
        f"P{n:03d}": project["project"] for n, project in enumerate(PROJECTS, 1)
    }
    assert rows["group"]["P003"] == "กลุ่มนโยบายและแผน/หน่วยตรวจสอบภายใน"
    assert (register.fiscal_year, register.office) == (2563, "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง")
    if "budget" in rows:
        assert rows["budget"].to_dict() == {"P001": 200_000_00, "P002": 20_000_50, "P003": 50_000_00}


@pytest.mark.parametrize("form_id", ["rayong2", "chiangmai2"])
def test_the_plan_by_quarter_is_carried_and_never_guessed(plan: Path, form_id: str) -> None:
    rows = register_of(plan, form_id).projects.set_index("project_id")
    assert [rows[key]["P002"] for key in QUARTERS] == [0, 20_000_50, 0, 0]
    assert rows[list(QUARTERS)].loc["P003"].isna().all()


def test_what_the_form_needs_and_the_plan_has_not_is_told(plan: Path) -> None:
    (told,) = missing_figures(register_of(plan, "rayong2"))
    assert told.project == "P003"
    assert "ไตรมาสที่ 1 แผน" in told.message
    assert missing_figures(register_of(plan, "chiangmai2")) == []


def test_strategies_fund_sources_and_buckets_become_the_form_s_own_list(plan: Path) -> None:
    strategies = register_of(plan, "spm2")
    assert [section.name for section in strategies.sections] == ["กลยุทธ์ที่หนึ่ง", "กลยุทธ์ที่สอง"]
    funds = register_of(plan, "khonkaen2").projects.set_index("project_id")
    assert funds["section_no"].to_dict() == {"P001": 1, "P003": 1, "P002": 2}
    assert funds["section"]["P002"] == load_form("khonkaen2").sections.prefilled[1]  # type: ignore[union-attr]
    assert set(register_of(plan, "rayong2").projects["section_no"]) == {1}


FUNDED = [
    {"project": "ทุนของเทศบาล", "budget_area_office": 0, "budget_obec": 0, "budget_other": 7_000},
    {"project": "ค่ายวิชาการ", "budget_area_office": 0, "budget_obec": 500, "budget_other": 7_000},
    {"project": "อาคารสถานที่", "budget_area_office": 100, "budget_obec": 20_000.5, "budget_other": 0},
    {"project": "งานที่ไม่ใช้เงิน", "budget_area_office": 0, "budget_obec": 0, "budget_other": 0},
    {"project": "งานปกติ", "budget_area_office": 90, "budget_obec": 0, "budget_other": None},
]


@pytest.fixture(scope="module")
def funded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a plan with money of several sources."""
    return written_plan(tmp_path_factory.mktemp("funded"), FUNDED)


def test_a_fund_source_that_the_form_does_not_have_is_left_blank_and_told(
    funded: Path, tmp_path: Path
) -> None:
    sources = register_of(funded, "khonkaen2").projects.set_index("project")["section_no"]
    assert sources[["งานปกติ", "อาคารสถานที่", "ค่ายวิชาการ"]].to_list() == [1, 1, 2]
    assert sources[["ทุนของเทศบาล", "งานที่ไม่ใช้เงิน"]].isna().all()
    out = tmp_path / "register.xlsx"
    _, lacking = plan_to_register(funded, load_form("khonkaen2"), out)
    told = {problem.project_name: problem.message for problem in lacking if problem.rule == "plan_fund_blank"}
    assert set(told) == {"ทุนของเทศบาล", "งานที่ไม่ใช้เงิน"}
    assert "หน่วยงานอื่น 7,000 บาท" in told["ทุนของเทศบาล"]
    blank = [problem for problem in read_register(out)[1] if problem.rule == "register_blank"]
    assert {problem.project_name for problem in blank} == set(told)


def test_a_project_paid_from_several_sources_is_told_with_its_amounts(funded: Path, tmp_path: Path) -> None:
    _, lacking = plan_to_register(funded, load_form("khonkaen2"), tmp_path / "register.xlsx")
    told = {
        problem.project_name: problem.message for problem in lacking if problem.rule == "plan_fund_chosen"
    }
    assert set(told) == {"ค่ายวิชาการ", "อาคารสถานที่"}
    assert "สพป. 100, สพฐ. 20,000.50 บาท" in told["อาคารสถานที่"]
    assert "ของสำนักงานเขตพื้นที่การศึกษา" in told["อาคารสถานที่"]


def test_a_form_without_fund_sources_asks_nothing_about_them(funded: Path, tmp_path: Path) -> None:
    _, lacking = plan_to_register(funded, load_form("spm2"), tmp_path / "register.xlsx")
    assert [problem for problem in lacking if problem.rule.startswith("plan_fund")] == []


def test_projects_are_numbered_anew_in_the_plan_s_order(plan: Path) -> None:
    rows = register_of(plan, "spm2").projects
    assert rows["no"].to_list() == [1, 2, 3]
    assert rows["project_id"].to_list() == ["P001", "P003", "P002"]


@pytest.mark.parametrize("form_id", FORMS)
def test_the_register_that_is_written_makes_templates(plan: Path, tmp_path: Path, form_id: str) -> None:
    form = load_form(form_id)
    register = register_of(plan, form_id)
    for key in QUARTERS:
        if key in register.projects:
            register.projects[key] = register.projects[key].fillna(12_500_00)
    write_register(tmp_path / "register.xlsx", form, register)
    assert [p.message for p in read_register(tmp_path / "register.xlsx")[1] if p.severity == "error"] == []
    read = load_register(tmp_path / "register.xlsx")
    assert read.projects["project_id"].to_list() == register.projects["project_id"].to_list()
    made = make_templates(tmp_path / "register.xlsx", tmp_path / "templates", 1)
    assert len([file for file in made.files if "บันทึก" not in file.name]) == 1


def test_another_workbook_is_no_plan(plan: Path, tmp_path: Path) -> None:
    write_register(tmp_path / "register.xlsx", load_form("spm2"))
    with pytest.raises(NotAPlan) as refused:
        plan_to_register(tmp_path / "register.xlsx", load_form("spm2"), tmp_path / "out.xlsx")
    assert refused.value.problems[0].fix
    assert not (tmp_path / "out.xlsx").exists()


def test_a_report_on_what_was_done_is_no_plan(tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    write_report(report, Office(tmp_path).consolidate())
    with pytest.raises(NotAPlan) as refused:
        plan_to_register(report, load_form("rayong2"), tmp_path / "out.xlsx")
    (told,) = refused.value.problems
    assert told.rule == "plan_is_report"
    assert "แผนปฏิบัติการ" in told.message
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(("form_id", "lists"), [("khonkaen2", ["หนังสือ", "กำหนดส่ง"]), ("rayong2", ["จัดสรร"])])
def test_what_no_plan_can_say_is_told_once(
    plan: Path, tmp_path: Path, form_id: str, lists: list[str]
) -> None:
    _, lacking = plan_to_register(plan, load_form(form_id), tmp_path / "out.xlsx")
    (told,) = [each for each in lacking if each.rule == "plan_left_blank"]
    for name in lists:
        assert name in told.message


def test_the_command_says_what_is_still_to_be_filled_in(plan: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "scripts/plan_to_register.py",
        str(plan),
        "rayong2",
        str(tmp_path / "out.xlsx"),
    ]
    first = subprocess.run(command, capture_output=True, text=True, check=False)
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (first.returncode, again.returncode) == (1, 2)
    assert "ตรวจสอบภายใน" in first.stderr
    assert "3 โครงการ" in first.stdout


def test_what_people_call_a_group_and_an_office_goes_from_register_to_plan_to_register(
    tmp_path: Path,
) -> None:
    form = short_report()
    office_of_plan = replace(office(form, PROJECTS, 2563), office_short="สพป.ย่อ")
    plan_group = replace(office_of_plan.groups[0], short_name="แผน", aliases=("นโยบายแผน", "กนผ."))
    others = (Group("G09", "หน่วยตรวจสอบภายใน", "ตสน.", ("ตรวจสอบ",)),)
    sections = (*office_of_plan.sections, Section(2, "กลยุทธ์ที่สอง"))
    whole = replace(office_of_plan, groups=(plan_group, *others), sections=sections)
    write_register(tmp_path / "plan.xlsx", form, whole)
    (tmp_path / "returned").mkdir()
    report = tmp_path / "report.xlsx"
    consolidate_to(
        tmp_path / "plan.xlsx", tmp_path / "returned", report, 1, write_report, form=form, workers=1
    )
    plan_to_register(report, load_form("spm2"), tmp_path / "spm2.xlsx")
    register = load_register(tmp_path / "spm2.xlsx")
    assert (register.office, register.office_short) == (whole.office, "สพป.ย่อ")
    assert {group.id: (group.name, group.short_name, group.aliases) for group in register.groups} == {
        group.id: (group.name, group.short_name, group.aliases) for group in whole.groups
    }
    for name in ("แผน", "กนผ.", plan_group.name):
        made = make_templates(tmp_path / "spm2.xlsx", tmp_path / f"แบบ {name}", 1, group=name)
        assert made.titles == (plan_group.name,)
