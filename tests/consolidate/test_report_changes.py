"""What a report says otherwise than the one whose place it takes: exactly what was changed between two runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.office.year_office import YearOffice, year_register
from tests.support.commands import run_python
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.worksheets.report_changes_sheet import REPORT_CHANGES_SHEET

GROUPS = {"g1": "กลุ่มแผน", "g2": "กลุ่มนิเทศ"}
PROJECTS = {"P1": "g1", "P2": "g1", "S1": "g2", "S2": "g2"}


@pytest.fixture
def office(tmp_path: Path) -> YearOffice:
    return YearOffice(tmp_path, year_register("spm2", GROUPS, PROJECTS))


def said(found: Consolidated) -> list[tuple[str, str, str]]:
    return [(one.project_id, one.before, one.after) for one in found.changes]


def test_seeded_changes_are_listed_exactly_and_nothing_else(office: YearOffice) -> None:
    templates = office.templates(1)
    office.send(1, templates["g1"], {"P1": 100, "P2": 200})
    office.send(1, templates["g2"], {"S1": 300, "S2": None})
    first = office.consolidate(1)
    assert (first.compared, first.changes) == (False, ())
    assert office.consolidate(1).changes == ()

    office.send(1, templates["g1"], {"P1": 100, "P2": "250.50"})  # type: ignore[dict-item]
    office.send(1, templates["g2"], {"S1": 300, "S2": 0})
    found = office.consolidate(1)
    status = office.register.form.column("status").choices["in_progress"]
    assert said(found) == [("P2", "200.00", "250.50"), ("S2", "", "0.00"), ("S2", "", status)]
    sheet = load_workbook(office.report(1))[REPORT_CHANGES_SHEET]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows if isinstance(row[0], int)] == [1, 2, 3]
    assert any("250.50" in row for row in rows)


def test_projects_that_come_and_go_are_named(office: YearOffice) -> None:
    office.send(1, office.templates(1)["g1"], {"P1": 100, "P2": 200})
    office.consolidate(1)
    fewer = {"P1": "g1", "P2": "g1", "S1": "g2", "S3": "g2"}
    office.register = year_register("spm2", GROUPS, fewer)
    assert [(id_, bool(before), bool(after)) for id_, before, after in said(office.consolidate(1))] == [
        ("S3", False, True),
        ("S2", False, True),
    ]


def test_rows_of_small_tables_are_compared_too(tmp_path: Path) -> None:
    office = YearOffice(tmp_path, year_register("chiangmai2", GROUPS, PROJECTS))
    template = office.templates(1)["g1"]
    office.send(1, template, {"P1": 100, "P2": 200})
    office.consolidate(1)
    assert office.consolidate(1).changes == ()
    office.send(1, template, {"P1": 100, "P2": 300})
    assert said(office.consolidate(1)) == [("P2", "200.00", "300.00")]


def test_a_report_of_another_round_or_office_is_not_compared(office: YearOffice) -> None:
    office.send(1, office.templates(1)["g1"], {"P1": 100, "P2": 200})
    office.consolidate(1)
    office.report(1).rename(office.report(2))
    office.send(2, office.templates(1)["g1"], {"P1": 1})
    (office.path / "รายงาน1.xlsx").write_bytes(office.report(2).read_bytes())
    assert office.consolidate(2).compared is False


@pytest.mark.slow
def test_a_check_writes_nothing_and_says_what_would_change(office: YearOffice) -> None:
    templates = office.templates(1)
    office.send(1, templates["g1"], {"P1": 100, "P2": 200})
    office.consolidate(1)
    office.send(1, templates["g1"], {"P1": 100, "P2": 250})
    before = {path: path.read_bytes() for path in office.path.rglob("*") if path.is_file()}
    words = [office.register_path, office.returned(1), office.report(1), "--round", 1, "--check"]
    checked = run_python("scripts/consolidate.py", *words)
    assert checked.returncode == 1
    assert "P2" in checked.stdout
    assert "จาก 200.00 เป็น 250.00" in checked.stdout
    assert "ยังไม่ได้เขียนรายงาน" in checked.stdout
    assert {path: path.read_bytes() for path in office.path.rglob("*") if path.is_file()} == before
