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
def desk(tmp_path: Path) -> Path:
    """register.xlsx, returned/ with two workbooks, report.xlsx with something in it."""
    office = Office(tmp_path)
    office.put(office.book())
    office.put(office.book("super"), "good.xlsx")
    write_register(tmp_path / "register.xlsx", office.register.form, register())
    (tmp_path / "report.xlsx").write_text("the old report")
    return tmp_path


def run(desk: Path, **changes: object) -> Consolidated:
    arguments = {
        "register_path": desk / "register.xlsx",
        "folder": desk / "returned",
        "out_path": desk / "report.xlsx",
        "round_": 1,
        "write_report": write_report,
        "workers": 1,
    }
    return consolidate_to(**(arguments | changes))  # type: ignore[arg-type]


def old_report_is_whole(desk: Path) -> bool:
    return (desk / "report.xlsx").read_text() == "the old report"


def test_a_folder_becomes_a_report_and_the_same_folder_the_same_bytes(desk: Path) -> None:
    consolidated = run(desk)
    first = (desk / "report.xlsx").read_bytes()
    assert first.startswith(b"PK")
    assert int(consolidated.frame["reported"].sum()) == 5
    run(desk)
    assert (desk / "report.xlsx").read_bytes() == first
    assert sorted(path.name for path in desk.iterdir()) == ["register.xlsx", "report.xlsx", "returned"]


def test_what_is_to_be_looked_at_in_the_register_stands_in_the_report_with_its_cell(desk: Path) -> None:
    office = RegisterFile(desk / "register.xlsx", register())
    office.type("projects", 2, project=office.register().projects["project"].iloc[0])
    cell = office.at("projects", 2, "project")
    problems = run(desk).problems
    found = [each for each in problems if each.place.file == "register.xlsx"]
    assert [(each.severity, each.place.sheet, each.place.cell) for each in found] == [
        ("warning", "โครงการ", cell)
    ]
    written = load_workbook(desk / "report.xlsx")["ข้อสังเกต"]
    assert found[0].message in [value for row in written.values for value in row]


def test_receipts_that_do_not_add_up_are_told_once_with_their_sheet(desk: Path) -> None:
    form = load_form("rayong2")
    received = {"allotments": (Allotment(1, 500_000_00),), "buckets": (Bucket("โครงการ", 450_000_00),)}
    write_register(desk / "plans.xlsx", form, register(form, **received))
    (desk / "empty").mkdir()
    told = run(desk, register_path=desk / "plans.xlsx", folder=desk / "empty").problems
    (receipts,) = [each for each in told if each.rule == "register_receipts_differ"]
    assert receipts.place.sheet == "การแบ่งเงิน"
    assert "50,000" in receipts.message


def test_the_report_of_one_round_is_what_the_next_begins_with(desk: Path) -> None:
    run(desk)
    second = Office(desk / "returned", register(), round_=2)
    second.put(second.book())
    report = desk / "report-2.xlsx"
    changes = {"folder": second.folder, "out_path": report, "previous_path": desk / "report.xlsx"}
    frame = run(desk, round_=2, **changes).frame.set_index("project_id")
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
    desk: Path, changes: dict[str, object], rule: str
) -> None:
    paths = {key: value if key == "round_" else desk / str(value) for key, value in changes.items()}
    before = sorted(desk.rglob("*"))
    with pytest.raises(CannotRun) as caught:
        run(desk, **paths)
    assert [each.rule for each in caught.value.problems] == [rule]
    assert all(each.message and each.fix for each in caught.value.problems)
    assert old_report_is_whole(desk)
    assert sorted(desk.rglob("*")) == before


def test_a_workbook_that_is_no_register_is_named(desk: Path) -> None:
    with pytest.raises(CannotRun) as caught:
        run(desk, register_path=desk / "returned" / "plan.xlsx")
    assert caught.value.problems
    assert old_report_is_whole(desk)


@pytest.mark.parametrize("rule", ["write_disk_full", "write_not_allowed", "write_file_open"])
def test_a_report_that_cannot_be_written_leaves_the_old_one(desk: Path, rule: str) -> None:
    def refused(target: Path, consolidated: Consolidated, *, returned: str) -> None:
        raise WriteError(rule, target)

    with pytest.raises(CannotRun) as caught:
        run(desk, write_report=refused)
    assert [each.rule for each in caught.value.problems] == [rule]
    assert old_report_is_whole(desk)
