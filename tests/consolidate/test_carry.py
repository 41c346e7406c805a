"""New templates take over what groups typed into the old ones: each cell is carried or listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.office import ENTRIES, Office
from tests.support.pages import filled
from tests.support.pages import office as page_office
from tests.support.returned import register
from xl_addin.consolidate.carry import entries_to_carry
from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.consolidate.submission_diff import entries_of
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Column
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import Fill, Kind
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

TABLES = {"activities": [{"level": "main", "activity": "อบรม", "result": "อบรมครบ"}, {}]}


def typed(brief: Brief, workbook: bytes) -> dict[tuple[str, str, int, str], str]:
    """Every entry of a workbook as it is shown."""
    submission = submission_of(brief, read_workbook(workbook), "a.xlsx")
    return {key: text for key, (_, text) in entries_of(submission, brief).items()}


def template(office: Register, group_id: str) -> bytes:
    return template_bytes(round_data(office.form, office, 1, None), office.group(group_id))


@pytest.mark.parametrize("form", ENTRIES)
def test_what_a_group_typed_stands_in_the_new_template(tmp_path: Path, form: str) -> None:
    office = Office(tmp_path, register(form))
    book = office.book().fill("P1", **{next(iter(ENTRIES[form])): "ยังไม่เบิก"})
    path = office.put(book)
    carry = entries_to_carry(office.register, office.folder, 1)
    old = typed(carry.brief, path.read_bytes())
    new = typed(carry.brief, carry.fill(office.register.group("plan"), template(office.register, "plan")))
    assert new == old
    assert carry.cells == len(old) > 5
    assert [each for each in carry.problems if each.rule == "carry_left"] == []


def test_a_sheet_for_each_project_is_carried_with_its_small_tables(tmp_path: Path) -> None:
    form = load_form("chiangmai2")
    projects = [{"actual": 12_500.25, "status": "in_progress", "problems": "ฝนตก\n=ถนนขาด"}]
    (tmp_path / "a.xlsx").write_bytes(filled(form, projects, [TABLES], fiscal_year=2567))
    office = page_office(form, projects, 2567)
    carry = entries_to_carry(office, tmp_path, 1)
    old = typed(carry.brief, (tmp_path / "a.xlsx").read_bytes())
    new = typed(carry.brief, carry.fill(office.groups[0], template(office, "plan")))
    assert new == old
    assert {table for table, *_ in old} == {"projects", "activities"}


def test_a_renamed_column_is_carried_and_a_dropped_one_is_listed(tmp_path: Path) -> None:
    form = load_form("khonkaen2")
    hours = Column(key="hours", label=("ชั่วโมง",), kind=Kind.NUMBER, fill=Fill.GROUP)
    more = form.model_copy(update={"version": 7, "columns": (*form.columns, hours)})
    office = Office(tmp_path, register(more))
    office.entries["hours"] = 4
    office.put(office.book())
    renamed = hours.model_copy(update={"key": "hours_used", "was": ("hours",)})
    newer = {"version": 8, "accepts": (7,)}
    today = register(form.model_copy(update={"columns": (*form.columns, renamed), **newer}))
    carry = entries_to_carry(today, office.folder, 1)
    new = typed(carry.brief, carry.fill(today.group("plan"), template(today, "plan")))
    assert [text for key, text in new.items() if key[3] == "hours_used"] == ["4"] * 3
    without = register(form.model_copy(update=newer))
    carry = entries_to_carry(without, office.folder, 1)
    assert (
        len(typed(carry.brief, carry.fill(without.group("plan"), template(without, "plan")))) == len(new) - 3
    )
    (dropped,) = [each for each in carry.problems if each.rule == "column_dropped"]
    assert "ชั่วโมง" in dropped.message


def test_a_project_that_the_new_template_lacks_is_listed_cell_by_cell(office: Office) -> None:
    office.put(office.book())
    projects = office.register.projects
    fewer = register(projects=projects[projects["project_id"] != "P2"].reset_index(drop=True))
    carry = entries_to_carry(fewer, office.folder, 1)
    carry.fill(fewer.group("plan"), template(fewer, "plan"))
    left = [each for each in carry.problems if each.rule == "carry_left"]
    assert {(each.project, each.column) for each in left} == {("P2", "used"), ("P2", "status")}
