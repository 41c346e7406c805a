"""Returns are compared with what was issued to their group, not with the register of today."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.support.office import Office, outcome, rules, told, used
from tests.support.returned import Returned, register
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.register import Register
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import issued_in, template_bytes, write_all


def without(office: Register, *ids: str) -> Register:
    """The office before these projects came."""
    projects = office.projects[~office.projects["project_id"].isin(set(ids))].reset_index(drop=True)
    return replace(office, projects=projects)


def old_book(office: Office, before: Register, group: str = "plan") -> Returned:
    """A group's workbook as it went out before the office changed, filled in."""
    content = template_bytes(round_data(before.form, before, office.round, None), before.group(group))
    book = Returned.of(before.form, content)
    for project_id in before.projects.loc[before.projects["group_id"] == group, "project_id"]:
        book.fill(project_id, **office.entries)
    return book


def test_a_project_that_a_workbook_never_had_was_not_deleted_by_its_group(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(old_book(office, without(office.register, "P3")))
    consolidated = office.consolidate()
    assert [one.project for one in told(consolidated, "row_not_issued")] == ["P3"]
    assert told(consolidated, "row_missing") == []


def test_a_row_that_the_workbook_had_was_deleted(tmp_path: Path) -> None:
    office = Office(tmp_path)
    book = office.book()
    book.sheet.delete_rows(book.row("P3"))
    office.put(book)
    consolidated = office.consolidate()
    assert [one.project for one in told(consolidated, "row_missing")] == ["P3"]
    assert told(consolidated, "row_not_issued") == []


def test_a_supplement_holds_what_has_come_since_and_its_return_joins_the_groups_own(tmp_path: Path) -> None:
    office = Office(tmp_path)
    templates = tmp_path / "templates"
    before = without(office.register, "P3")
    write_all(before, templates, 1)
    (late,) = write_all(office.register, templates, 1, supplement=True)
    assert issued_in(templates, 1)["plan"] == {"P1", "P2", "P3"}
    assert write_all(office.register, templates, 1, supplement=True) == [], "everything has been given out"
    office.put(old_book(office, before))
    book = Returned.of(office.register.form, late.read_bytes())
    assert book.sheet.cell(book.row("P3"), book.column("project_id")).value == "P3"
    office.put(book.fill("P3", **office.entries), late.name)
    consolidated = office.consolidate()
    assert used(consolidated, "P3") == 100_000
    assert outcome(consolidated, late.name).outcome is Outcome.USED
    assert told(consolidated, "group_conflict") == []
    assert rules(consolidated) == set()


def test_one_group_can_be_made_alone(tmp_path: Path) -> None:
    office = register()
    (path,) = write_all(office, tmp_path, 1, only=office.group("super"))
    assert set(issued_in(tmp_path, 1)) == {"super"}
    assert path.exists()


def moved(office: Register, project_id: str, group_id: str) -> Register:
    """The office after a project has gone to another group."""
    projects = office.projects
    owners = projects["group_id"].mask(projects["project_id"] == project_id, group_id)
    return replace(office, projects=projects.assign(group_id=owners))


def test_a_project_that_moved_after_the_templates_went_out_is_read_where_it_was_given(tmp_path: Path) -> None:
    office = Office(tmp_path)
    book = office.book()
    office.register = moved(office.register, "P3", "person")
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P3") == 100_000
    assert [one.project for one in told(consolidated, "row_moved_since_issue")] == ["P3"]


def test_no_supplement_is_advised_for_a_moved_project_that_is_reported(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = office.register
    office.register = moved(before, "P3", "super")
    office.put(old_book(office, before))
    office.put(old_book(office, before, "super"), "good.xlsx")
    consolidated = office.consolidate()
    assert used(consolidated, "P3") == 100_000
    assert told(consolidated, "row_not_issued") == []


def test_a_workbook_of_a_closed_project_tells_what_was_entered(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(office.book())
    office.register = replace(office.register, changes=(Change(1, ChangeKind.CANCEL, "P3"),))
    consolidated = office.consolidate()
    (closed,) = told(consolidated, "row_closed_project")
    assert closed.project == "P3"
    assert "1,000.00" in closed.message


def test_a_file_that_is_no_workbook_in_the_templates_folder_is_passed_over(tmp_path: Path) -> None:
    write_whole(tmp_path / "ไม่ใช่.xlsx", b"no workbook")
    assert issued_in(tmp_path, 1) == {}
