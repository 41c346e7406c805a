"""Activities below their projects: listed in the register, added by groups, carried on, printed in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS, mistake_at
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from tests.support.templates import differing
from xl_addin.consolidate.carry import entries_to_carry
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.demo.made_up import MadeUpRound, make_up
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import form_from_text
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

Rounds = Callable[[str], list[MadeUpRound]]
TABLE = "โครงการและกิจกรรม"
PAGED = {
    'id = "activities"': 'id = "stepped"',
    '[template]\nheading = "กลยุทธ์ที่ {{ section_no }} {{ section }}"': '[template]\nlayout = "pages"',
}
"""What makes of the form one with a page for each project, but for `under`."""


def lines(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(looked_at(path, values=True)[sheet].iter_rows(values_only=True))


def paged() -> str:
    """The same form with a page for each project."""
    text = (FORMS / "activities.toml").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("under = "))
    for right, other in PAGED.items():
        assert right in text
        text = text.replace(right, other)
    return text


def test_what_activities_spend_is_what_projects_spend(rounds: Rounds) -> None:
    for made in rounds("activities"):
        assert made.result.disagreements == ()
        frame, rows = made.consolidated.frame, made.consolidated.tables["activities"]
        spent = rows.groupby("_row")["used"].sum()
        assert frame["used"].tolist() == [int(spent.get(place, 0)) for place in frame.index]
        assert all(one.left == one.right for one in made.consolidated.conservation)


def test_activities_are_carried_on_with_what_was_spent_on_them(rounds: Rounds) -> None:
    first, second = (made.consolidated.tables["activities"] for made in rounds("activities"))
    known = second.merge(first, on=["project_id", "activity"], suffixes=("", "_first"))
    assert len(known) == len(first)
    assert known["before"].tolist() == known["to_date_first"].tolist()
    assert (second["to_date"] == second["before"].fillna(0) + second["used"]).all()


def test_a_row_that_a_group_adds_is_numbered_and_told(rounds: Rounds) -> None:
    consolidated = rounds("activities")[0].consolidated
    told = [one for one in consolidated.problems if one.rule == "row_added"]
    listed = consolidated.register.rows["activities"]
    added = consolidated.tables["activities"].query("n > 2")
    assert len(told) == len(added) > 0
    assert set(added["project_id"]) <= set(listed["project_id"])
    assert all("แถวที่ 3" in one.message and one.place.cell.startswith("C") for one in told)


def test_the_next_template_has_what_groups_added_and_room_for_more(rounds: Rounds) -> None:
    made = rounds("activities")[1]
    name = made.templates[0].name
    rows = lines(next(path for path in made.templates if path.name == name), "แบบรายงาน")
    first = next(place for place, row in enumerate(rows) if row[2] == "โครงการตัวอย่างที่ 1")
    below = rows[first + 1 : first + 5]
    assert [row[2] for row in below] == ["ข้อความตัวอย่าง 1", "ข้อความตัวอย่าง 2", None, None]
    assert [row[4] for row in below] == [1500, 3000, None, None]


def test_entries_follow_their_activity_when_the_register_lists_another_before_it(rounds: Rounds) -> None:
    made = rounds("activities")[0]
    register = made.consolidated.register
    listed = register.rows["activities"]
    another = listed.head(1).assign(project_id="P003", activity="กิจกรรมใหม่", plan=100)
    register = replace(register, rows={"activities": pd.concat([another, listed], ignore_index=True)})
    carry = entries_to_carry(register, made.report.parent / "ส่งกลับ", 1)
    data, group = round_data(register.form, register, 1, None), register.groups[0]
    filled = carry.fill(group, template_bytes(data, group))
    block = submission_of(carry.brief, read_workbook(filled), "").blocks[1]
    found = {
        block.value(index, "activity"): block.value(index, "used")
        for index, project in enumerate(block.project_ids)
        if project == "P003"
    }
    before = made.consolidated.tables["activities"].query("project_id == 'P003'")
    assert {name: used for name, used in found.items() if used is not None} == dict(
        zip(before["activity"], before["used"], strict=True)
    )
    assert found["กิจกรรมใหม่"] is None
    assert carry.problems == []


def test_a_printed_project_is_followed_by_its_activities(rounds: Rounds) -> None:
    made = rounds("activities")[0]
    rows = lines(made.report, TABLE)
    second = next(place for place, row in enumerate(rows) if row[0] == 2)
    assert [row[0] for row in rows[second : second + 4]] == [2, "2.1", "2.2", "2.3"]
    assert [row[1] for row in rows[second + 1 : second + 3]] == ["กิจกรรมที่ 1", "กิจกรรมที่ 2"]
    assert rows[second + 1][7] in {"ยังไม่เริ่ม", "กำลังทำ", "เสร็จแล้ว"}
    total = next(row for row in rows if row[0] == "รวมทั้งสิ้น")
    projects = [row for row in rows if isinstance(row[0], int)]
    assert total[2:6] == tuple(sum(row[column] for row in projects) for column in range(2, 6))


@pytest.mark.slow
def test_excel_computes_what_the_program_computes(rounds: Rounds, soffice: Soffice, tmp_path: Path) -> None:
    for number, made in enumerate(rounds("activities"), 1):
        folder = made.report.parent
        files = {path.stem: path for path in (*sorted((folder / "ส่งกลับ").glob("*.xlsx")), made.report)}
        (tmp_path / str(number)).mkdir()
        again = soffice.recalculate_named(files, tmp_path / str(number))
        found = {name: differing(path, again[name]) for name, path in files.items()}
        assert not any(found.values()), found


def test_the_same_rows_stand_on_a_page_of_their_project(tmp_path: Path) -> None:
    first, second = make_up(form_from_text(paged(), "stepped.toml"), tmp_path, (1, 2))
    for made in (first, second):
        assert made.result.disagreements == ()
        assert all(one.left == one.right for one in made.consolidated.conservation)
        assert not [one for one in made.consolidated.problems if one.rule.startswith(("computed", "cell"))]
    before = second.consolidated.tables["activities"].merge(
        first.consolidated.tables["activities"], on=["project_id", "activity"]
    )
    assert before["before_x"].tolist() == before["to_date_y"].tolist()
    page = load_workbook(second.templates[0])["โครงการ 1"]
    said = {str(cell.value) for row in page.iter_rows() for cell in row}
    assert {"ข้อความตัวอย่าง 1", "ข้อความตัวอย่าง 2"} <= said


SPOILT = {
    'under = "project"': ('under = "projct"', "activities[activity].under", "project"),
    'under = "budget"': ('under = "project"', "activities[plan].under", "activity"),
    'under = "used_before"\n': ("", "activities[before].under", "under"),
    'previous = "to_date"': ('previous = "todate"', "activities[before].previous", "to_date"),
    'previous = "used_to_date"': (
        'previous = "used_to_date"\nunder = "budget"',
        "columns[used_before].under",
        "ตารางย่อย",
    ),
    'label = "กิจกรรม"\nrows = 2': ('label = "กิจกรรม"\nrows = 2\nguidance = "กรอก"', "guidance", "ตารางย่อย"),
    'kind = "text"\nfill = "register"\nunder = "project"': (
        'kind = "count"\nfill = "register"\nunder = "project"',
        "activities[activity].kind",
        "ชื่อของแถว",
    ),
    'details = "activities"': ('details = "activites"', "details", "activities"),
    'detail = "plan"': ('detail = "budget"', ".detail", "plan"),
    'details = "activities"\n': ("", "detail", "details"),
    'formula = "SUM(before, used)"': ('formula = "SUM(before, usd)"', "activities[to_date].formula", "used"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_about_rows_below_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    mistake = mistake_at(place, "activities", right, wrong)
    assert cure in mistake.what + mistake.how
