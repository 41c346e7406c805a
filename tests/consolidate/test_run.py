"""From files to a file: either a whole new report, or a clear reason and everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.office import Office
from tests.support.register_files import RegisterFile
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.run import CannotRun, consolidate_to
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Allotment, Bucket
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report


@pytest.fixture
def office_folder(tmp_path: Path) -> Path:
    """register.xlsx, returned/ with two workbooks, report.xlsx with something in it."""
    office = Office(tmp_path)
    office.put(office.book())
    office.put(office.book("super"), "good.xlsx")
    write_register(tmp_path / "register.xlsx", office.register.form, register())
    (tmp_path / "report.xlsx").write_text("the old report")
    return tmp_path


def run(office_folder: Path, **changes: object) -> Consolidated:
    arguments = {
        "register_path": office_folder / "register.xlsx",
        "folder": office_folder / "returned",
        "out_path": office_folder / "report.xlsx",
        "round_": 1,
        "write_report": write_report,
        "workers": 1,
    }
    return consolidate_to(**(arguments | changes))  # type: ignore[arg-type]


def old_report_is_whole(office_folder: Path) -> bool:
    return (office_folder / "report.xlsx").read_text() == "the old report"


def test_a_folder_becomes_a_report_and_the_same_folder_the_same_bytes(office_folder: Path) -> None:
    consolidated = run(office_folder)
    first = (office_folder / "report.xlsx").read_bytes()
    assert first.startswith(b"PK")
    assert int(consolidated.frame["reported"].sum()) == 5
    run(office_folder)
    assert (office_folder / "report.xlsx").read_bytes() == first
    assert sorted(path.name for path in office_folder.iterdir()) == [
        "register.xlsx",
        "report.xlsx",
        "returned",
    ]


def test_what_is_to_be_looked_at_in_the_register_stands_in_the_report_with_its_cell(
    office_folder: Path,
) -> None:
    office = RegisterFile(office_folder / "register.xlsx", register())
    office.type("projects", 2, project=office.register().projects["project"].iloc[0])
    cell = office.at("projects", 2, "project")
    problems = run(office_folder).problems
    found = [each for each in problems if each.place.file == "register.xlsx"]
    assert [(each.severity, each.place.sheet, each.place.cell) for each in found] == [
        ("warning", "โครงการ", cell)
    ]
    written = load_workbook(office_folder / "report.xlsx")["ข้อสังเกต"]
    assert found[0].message in [value for row in written.values for value in row]


def test_receipts_that_do_not_add_up_are_told_once_with_their_sheet(office_folder: Path) -> None:
    form = load_form("rayong2")
    received = {"allotments": (Allotment(1, 500_000_00),), "buckets": (Bucket("โครงการ", 450_000_00),)}
    write_register(office_folder / "plans.xlsx", form, register(form, **received))
    (office_folder / "empty").mkdir()
    told = run(
        office_folder, register_path=office_folder / "plans.xlsx", folder=office_folder / "empty"
    ).problems
    (receipts,) = [each for each in told if each.rule == "register_receipts_differ"]
    assert receipts.place.sheet == "การแบ่งเงิน"
    assert "50,000" in receipts.message


def test_the_report_of_one_round_is_what_the_next_begins_with(office_folder: Path) -> None:
    run(office_folder)
    second = Office(office_folder / "returned", register(), round_=2)
    second.put(second.book())
    report = office_folder / "report-2.xlsx"
    changes = {"folder": second.folder, "out_path": report, "previous_path": office_folder / "report.xlsx"}
    frame = run(office_folder, round_=2, **changes).frame.set_index("project_id")
    assert frame.loc["P1", "used_before"] == 100_000
    assert frame.loc["P1", "used_to_date"] == 200_000
    assert frame.loc["S1", "used_to_date"] == 100_000


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"folder": "nowhere"}, "command_folder_missing"),
        ({"folder": "register.xlsx"}, "command_folder_is_file"),
        ({"out_path": "returned/report.xlsx"}, "command_out_in_folder"),
        ({"out_path": "register.xlsx"}, "command_out_is_source"),
        ({"out_path": "nowhere/report.xlsx"}, "write_no_folder"),
        ({"out_path": "returned/../returned"}, "command_out_in_folder"),
        ({"out_path": "รายงาน"}, "command_out_not_xlsx"),
        ({"register_path": "nowhere.xlsx"}, "file_vanished"),
        ({"register_path": "report.xlsx", "out_path": "new.xlsx"}, "file_is_text"),
        ({"round_": 9}, "command_no_such_round"),
        ({"previous_path": "register.xlsx"}, "previous_no_data"),
        ({"previous_path": "returned/plan.xlsx", "round_": 2}, "previous_no_data"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    office_folder: Path, changes: dict[str, object], rule: str
) -> None:
    paths = {key: value if key == "round_" else office_folder / str(value) for key, value in changes.items()}
    before = sorted(office_folder.rglob("*"))
    with pytest.raises(CannotRun) as caught:
        run(office_folder, **paths)
    assert [each.rule for each in caught.value.problems] == [rule]
    assert all(each.message and each.fix for each in caught.value.problems)
    assert old_report_is_whole(office_folder)
    assert sorted(office_folder.rglob("*")) == before


def test_a_workbook_that_is_no_register_is_named(office_folder: Path) -> None:
    with pytest.raises(CannotRun) as caught:
        run(office_folder, register_path=office_folder / "returned" / "plan.xlsx")
    assert caught.value.problems
    assert old_report_is_whole(office_folder)


@pytest.mark.parametrize("rule", ["write_disk_full", "write_not_allowed", "write_file_open"])
def test_a_report_that_cannot_be_written_leaves_the_old_one(office_folder: Path, rule: str) -> None:
    def refused(target: Path, consolidated: Consolidated, *, returned: str) -> None:
        raise WriteError(rule, target)

    with pytest.raises(CannotRun) as caught:
        run(office_folder, write_report=refused)
    assert [each.rule for each in caught.value.problems] == [rule]
    assert old_report_is_whole(office_folder)
