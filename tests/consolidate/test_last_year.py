"""An earlier year's report beside this one's: whose project goes on in which, by group and in all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.commands import run_python
from tests.support.office import Office, told
from tests.support.register_files import RegisterFile
from tests.support.returned import register
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.run import CannotRun, consolidate_to
from xl_addin.model.register import Group, LastYearMatch, Register
from xl_addin.previous.last_year import Amounts
from xl_addin.register.reader import load_register
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report

SHEET = "เทียบกับปีก่อน"


def this_year() -> Register:
    """P1 and P2 have changed places, P3 is called otherwise, S2 is another project, and one group is gone.

    What was of H1 goes on in no project, or in H9 where the register says so.
    """
    office = register()
    names = {
        "P1": "จัดทำแผนปฏิบัติการ",
        "P2": "โครงการพัฒนาระบบ ข้อมูลสารสนเทศ",
        "P3": "เร่งรัดการเบิกจ่าย",
        "S2": "แข่งขันทักษะ",
        "H1": "สรรหาครู",
    }
    projects = office.projects.copy()
    projects["project"] = [
        names.get(id_, name) for id_, name in zip(projects["project_id"], projects["project"], strict=True)
    ]
    groups = (*office.groups[:2], Group("person", "กลุ่มสรรหาและบรรจุแต่งตั้ง"))
    projects["group"] = projects["group"].replace({office.groups[2].name: groups[2].name})
    return replace(office, fiscal_year=office.fiscal_year + 1, projects=projects, groups=groups)


@pytest.fixture
def office_folder(tmp_path: Path) -> Path:
    """old.xlsx: last year's report, in which plan and super have used 1,000 baht on every project."""
    (tmp_path / "before").mkdir()
    office = Office(tmp_path / "before")
    office.put(office.book())
    office.put(office.book("super"), "good.xlsx")
    write_register(tmp_path / "before" / "register.xlsx", office.register.form, office.register)
    run(tmp_path / "before", tmp_path / "old.xlsx", None)
    return tmp_path


def run(folder: Path, out: Path, last_year: Path | None) -> Consolidated:
    return consolidate_to(
        folder / "register.xlsx",
        folder / "returned",
        out,
        1,
        write_report,
        last_year_path=last_year,
        workers=1,
    )


def beside(office_folder: Path, office: Register) -> Consolidated:
    """This year's report with last year's beside it; plan has returned."""
    (office_folder / "now").mkdir()
    folder = Office(office_folder / "now", office)
    folder.put(folder.book())
    write_register(office_folder / "now" / "register.xlsx", office.form, office)
    return run(office_folder / "now", office_folder / "new.xlsx", office_folder / "old.xlsx")


def lines(path: Path) -> dict[str, tuple[object, ...]]:
    """The lines of the sheet by what stands first in them."""
    rows = load_workbook(path, data_only=True)[SHEET].iter_rows(values_only=True)
    return {str(row[0]): row[1:] for row in rows if row[0] is not None}


def test_projects_go_on_by_name_where_codes_have_changed_hands(office_folder: Path) -> None:
    found = beside(office_folder, this_year()).last_year
    assert found is not None
    assert {id_: [old.code for old in olds] for id_, olds in found.projects.items()} == {
        "P1": ["P2"],
        "P2": ["P1"],
        "S1": ["S1"],
    }
    assert [old.code for old in found.ended] == ["P3", "S2", "H1"]
    assert found.of("P2") == Amounts(20_000_00, 1_000_00)
    assert found.of("S2") == Amounts()


def test_no_money_of_last_year_is_lost_whatever_has_become_of_project_or_group(office_folder: Path) -> None:
    found = beside(office_folder, this_year()).last_year
    assert found is not None
    assert found.groups == {"plan": Amounts(40_000_00, 3_000_00), "super": Amounts(70_000_00, 2_000_00)}
    assert found.other_groups == {"กลุ่มบริหารงานบุคคล": Amounts(25_000_00, None)}
    assert found.whole == Amounts(135_000_00, 5_000_00)


def test_the_register_s_list_says_what_goes_on_under_another_name(office_folder: Path) -> None:
    matches = (LastYearMatch("P3", "P3"), LastYearMatch("พัฒนาครูผู้ช่วย", "H1"), LastYearMatch("S2", "H1"))
    consolidated = beside(office_folder, replace(this_year(), last_year=matches))
    found = consolidated.last_year
    assert found is not None
    assert [old.code for old in found.projects["H1"]] == ["S2", "H1"]
    assert found.of("H1") == Amounts(65_000_00, 1_000_00)
    assert (found.ended, told(consolidated, "last_year_ended")) == ((), [])
    assert load_register(office_folder / "now" / "register.xlsx").last_year == matches


def test_what_has_no_match_is_told_with_its_money(office_folder: Path) -> None:
    matches = (LastYearMatch("X99", "P1"),)
    consolidated = beside(office_folder, replace(this_year(), last_year=matches))
    (ended,) = told(consolidated, "last_year_ended")
    assert "P3 ติดตามการใช้จ่ายงบประมาณ" in ended.message
    assert "เทียบปีก่อน" in ended.fix
    (new,) = told(consolidated, "last_year_new")
    assert "S2 แข่งขันทักษะ" in new.message
    assert ["X99" in one.message for one in told(consolidated, "last_year_unknown")] == [True]


def test_the_sheet_shows_both_years_by_group_in_all_and_by_project(office_folder: Path) -> None:
    beside(office_folder, this_year())
    shown = lines(office_folder / "new.xlsx")
    assert shown["กลุ่มนโยบายและแผน"] == (40_000, 40_000, 3_000, 3_000, 7.5, 7.5)
    assert shown["กลุ่มนิเทศติดตามและประเมินผล"][:4] == (70_000, 70_000, 2_000, None)
    assert shown["กลุ่มบริหารงานบุคคล (ปีนี้ไม่มีกลุ่มนี้)"][:3] == (25_000, None, None)
    assert shown["รวม"] == (135_000, 135_000, 5_000, 3_000, 3.7, 2.22)
    assert shown["โครงการพัฒนาระบบ ข้อมูลสารสนเทศ (ปีก่อน: พัฒนาระบบข้อมูลสารสนเทศ)"][:4] == (
        20_000,
        15_000,
        1_000,
        1_000,
    )
    assert shown["S2 ยกระดับผลสัมฤทธิ์"][:3] == (40_000, None, 1_000)
    data = load_workbook(office_folder / "new.xlsx")["ข้อมูล"]
    keys = [cell.value for cell in data[2]]
    column = keys.index("last_year_budget")
    assert [row[column] for row in data.iter_rows(min_row=3, max_row=5, values_only=True)] == [
        15_000,
        20_000,
        None,
    ]


@pytest.mark.slow
def test_the_sheet_s_formulas_give_what_it_shows(office_folder: Path, soffice: Soffice) -> None:
    beside(office_folder, this_year())
    (office_folder / "again").mkdir()
    (again,) = soffice.recalculate([office_folder / "new.xlsx"], office_folder / "again")
    before, after = lines(office_folder / "new.xlsx"), lines(again)
    assert {key: [value or None for value in row] for key, row in before.items()} == {
        key: [value or None for value in row] for key, row in after.items()
    }


def test_a_report_of_the_same_year_is_refused_and_nothing_is_written(office_folder: Path) -> None:
    with pytest.raises(CannotRun) as caught:
        run(office_folder / "before", office_folder / "new.xlsx", office_folder / "old.xlsx")
    assert [one.rule for one in caught.value.problems] == ["last_year_not_earlier"]
    assert not (office_folder / "new.xlsx").exists()


def test_a_line_of_the_list_that_names_no_project_is_told_with_its_cell(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "register.xlsx", this_year())
    file.type("last_year", 1, old="P1", project="ไม่มีโครงการนี้")
    assert file.told("last_year_no_project") == [("last_year_no_project", file.at("last_year", 1, "project"))]


def test_the_command_takes_last_year_s_report(office_folder: Path) -> None:
    beside(office_folder, this_year())
    done = run_python(
        "scripts/consolidate.py",
        *(
            office_folder / "now" / "register.xlsx",
            office_folder / "now" / "returned",
            office_folder / "command.xlsx",
        ),
        *("--round", "1", "--last-year", office_folder / "old.xlsx"),
    )
    assert (done.returncode, SHEET in load_workbook(office_folder / "command.xlsx").sheetnames) == (1, True)


@pytest.mark.slow
def test_a_check_tells_what_has_no_match_and_writes_nothing(office_folder: Path) -> None:
    beside(office_folder, this_year())
    before = {path: path.read_bytes() for path in office_folder.rglob("*") if path.is_file()}
    now = office_folder / "now"
    words = [now / "register.xlsx", now / "returned", office_folder / "new.xlsx", "--round", 1, "--check"]
    without = run_python("scripts/consolidate.py", *words)
    checked = run_python("scripts/consolidate.py", *words, "--last-year", office_folder / "old.xlsx")
    ended = "P3 ติดตามการใช้จ่ายงบประมาณ"
    assert (ended in without.stdout, ended in checked.stdout) == (False, True)
    assert "ยังไม่ได้เขียนรายงาน" in checked.stdout
    assert {path: path.read_bytes() for path in office_folder.rglob("*") if path.is_file()} == before
