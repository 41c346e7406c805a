"""Workbooks with one sheet per project come back: every field and row is read with its cell."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.pages import filled, office
from tests.support.projects import judged
from xl_addin.consolidate.consolidated import Consolidated, Outcome
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.cell_patch import parts_of, zipped
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.form.loader import load_form

D, E = load_form("chiangmai2"), load_form("yasothon2")
YEAR, ROUND = 2567, 2
PROJECTS: list[dict[str, Any]] = [
    {
        "q2_plan": 20_000.5,
        "status": "in_progress",
        "actual": 12_500.25,
        "output": "-",
        "problems": "ฝนตก\n=ถนนขาด",
    },
    {"q2_plan": 3_000, "status": "not_started", "actual": 0, "reason": "รอคำสั่ง", "target_quarter": "q3"},
]
TABLES: list[dict[str, Any]] = [
    {
        "activities": [
            {
                "level": "main",
                "activity": "อบรม",
                "status": "completed",
                "result": "อบรมครบเมื่อ 5 เมษายน 2567",
            },
            {},
            {"level": "sub", "activity": "สรุป"},
        ]
    },
    {},
]


def returned(folder: Path, book: Workbook | bytes | None = None, name: str = "แผน.xlsx") -> Consolidated:
    """The consolidation of a folder with one workbook of D, as filled in or as changed."""
    book = book or filled(D, PROJECTS, TABLES, fiscal_year=YEAR, round_=ROUND)
    if isinstance(book, bytes):
        (folder / name).write_bytes(book)
    else:
        book.save(folder / name)
    return consolidate(office(D, PROJECTS, YEAR), folder, ROUND, workers=1)


@pytest.fixture
def book() -> Workbook:
    """The filled workbook, open for spoiling. openpyxl keeps no results of formulas."""
    return load_workbook(BytesIO(filled(D, PROJECTS, TABLES, fiscal_year=YEAR, round_=ROUND)))


def rules(found: Consolidated) -> dict[str, str]:
    """Rule -> cell of its last problem."""
    return {problem.rule: problem.place.cell for problem in found.problems}


def test_a_table_left_empty_is_told_at_its_first_cell(tmp_path: Path, book: Workbook) -> None:
    cells = {
        problem.place.sheet: problem.place.cell
        for problem in returned(tmp_path, book).problems
        if problem.rule == "no_indicator"
    }
    assert list(cells) == ["โครงการ 1"]
    first = book["โครงการ 1"][cells["โครงการ 1"]]
    assert first.offset(row=-1).value == "indicator"
    assert first.protection.locked is False


def test_fields_and_rows_are_read_with_their_cells(tmp_path: Path) -> None:
    found = returned(tmp_path)
    row = found.frame.iloc[0]
    assert (row["status"], row["actual"], row["problems"]) == ("in_progress", 12_500_25, "ฝนตก\n=ถนนขาด")
    assert (row["sheet"], row["status_cell"], row["output_cell"]) == ("โครงการ 1", "E12", "C15")
    activities = found.tables["activities"]
    assert list(activities["activity"]) == ["อบรม", "สรุป"]
    assert list(activities["n"]) == [1, 2]
    assert set(activities["sheet"]) == {"โครงการ 1"}


def test_the_intake_finds_what_the_rules_say_and_names_the_cell(tmp_path: Path) -> None:
    found = returned(tmp_path)
    wanted = [
        (entry.problem.rule, entry.key)
        for number, project in enumerate(PROJECTS)
        for entry in judged(
            D, [{"no": number + 1} | project], _filled_rows(TABLES[number]), fiscal_year=YEAR, round_=ROUND
        ).problems
    ]
    told = [(p.rule, p.column) for p in found.problems if p.rule in {rule for rule, _ in wanted}]
    assert sorted(told) == sorted(wanted)
    late = next(problem for problem in found.problems if problem.rule == "activity_done_after")
    sheet = load_workbook(tmp_path / "แผน.xlsx")[late.place.sheet]
    assert sheet[late.place.cell].value == "อบรมครบเมื่อ 5 เมษายน 2567"


def _filled_rows(tables: dict[str, Any]) -> dict[str, Any]:
    return {key: [row for row in rows if row] for key, rows in tables.items()}


def test_every_file_and_entry_is_accounted_for(tmp_path: Path) -> None:
    found = returned(tmp_path)
    assert all(statement.left == statement.right for statement in found.conservation)
    assert [file.outcome for file in found.files] == [Outcome.USED]


def test_a_project_s_sheet_may_be_renamed_and_moved(tmp_path: Path, book: Workbook) -> None:
    sheet = book["โครงการ 1"]
    sheet.title = "อบรมครู"
    for defined in sheet.defined_names.values():  # as Excel does; openpyxl leaves them
        defined.attr_text = defined.attr_text.replace("โครงการ 1", sheet.title)
    book.move_sheet(sheet.title, 3)
    found = returned(tmp_path, book)
    assert found.frame["sheet"].to_list() == ["อบรมครู", "โครงการ 2"]
    assert found.frame["actual"].to_list() == [12_500_25, 0]


def test_a_deleted_sheet_is_a_missing_project(tmp_path: Path, book: Workbook) -> None:
    del book["โครงการ 2"]
    found = returned(tmp_path, book)
    missing = next(problem for problem in found.problems if problem.rule == "page_missing")
    assert missing.project == "P002"
    assert missing.message.startswith("แผ่นของโครงการ “โครงการที่ 2”")
    assert missing.place.sheet == ""
    assert found.frame["reported"].to_list() == [True, False]


def test_a_sheet_that_bears_another_project_s_name_is_nobody_s_with_all_its_rows(
    tmp_path: Path, book: Workbook
) -> None:
    sheet = book["โครงการ 1"]
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "โครงการที่ 1")
    name.value = "โครงการที่ 2"
    found = returned(tmp_path, book)
    assert found.frame["reported"].to_list() == [False, True]
    assert rules(found)["row_of_other_name"] == name.coordinate
    rows = [problem.message for problem in found.problems if problem.rule == "row_of_unused_project"]
    assert len(rows) == 2
    assert "อบรม" in rows[0]
    assert all(statement.left == statement.right for statement in found.conservation)


def test_a_field_that_was_typed_wrong_is_named(tmp_path: Path, book: Workbook) -> None:
    book["โครงการ 1"]["E83"] = "หมื่นสอง"
    found = returned(tmp_path, book)
    assert rules(found)["not_a_number"] == "E83"


def test_what_is_typed_below_or_beside_a_page_is_told(tmp_path: Path, book: Workbook) -> None:
    book["โครงการ 1"]["C400"] = "กิจกรรมที่แปด"
    book["โครงการ 1"]["Z20"] = 500
    found = returned(tmp_path, book)
    told = next(problem for problem in found.problems if problem.rule == "cells_beside_table")
    assert "C400" in told.value
    assert "Z20" in told.value


def test_what_is_typed_into_the_list_of_projects_is_told(tmp_path: Path, book: Workbook) -> None:
    front = book.worksheets[0]
    line = next(row for row in range(1, 40) if str(front.cell(row, 4).value).startswith("="))
    front["H2"], front[f"D{line}"], front["B40"] = 500, 0, "โอนเพิ่ม"
    found = returned(tmp_path, book)
    (told,) = [problem for problem in found.problems if problem.rule == "cells_beside_table"]
    assert (told.place.sheet, told.place.cell) == (front.title, "H2")
    assert told.value == f"H2 500, D{line} 0, B40 โอนเพิ่ม"


def test_a_row_that_lost_its_project_is_told_and_not_dropped(tmp_path: Path, book: Workbook) -> None:
    sheet = book["โครงการ 1"]
    row = next(cell.row for cell in sheet["D"] if cell.value == "สรุป")
    sheet.cell(row, 1).value = None
    found = returned(tmp_path, book)
    told = next(problem for problem in found.problems if problem.rule == "row_without_project")
    assert "สรุป" in told.value
    assert all(statement.left == statement.right for statement in found.conservation)


def test_a_page_without_its_keys_refuses_the_file(tmp_path: Path, book: Workbook) -> None:
    sheet = book["โครงการ 1"]
    for cell in sheet["A"]:
        if cell.value == "actual":
            cell.value = None
    found = returned(tmp_path, book)
    assert [file.outcome for file in found.files] == [Outcome.REFUSED]
    assert "column_missing" in rules(found)


def test_a_copied_sheet_is_compared_and_never_added(tmp_path: Path, book: Workbook) -> None:
    copy = book.copy_worksheet(book["โครงการ 1"])
    copy.title = "โครงการ 1 (2)"
    for name, defined in list(book["โครงการ 1"].defined_names.items()):
        copy.defined_names[name] = type(defined)(
            name, attr_text=defined.attr_text.replace("โครงการ 1", copy.title)
        )
    copy["E83"] = 99
    found = returned(tmp_path, book)
    assert rules(found)["sheet_copy_differs"] == "E83"
    assert found.frame["actual"].iloc[0] == 12_500_25
    assert list(found.tables["activities"]["activity"]) == ["อบรม", "สรุป"]


def test_cells_that_span_columns_in_the_template_are_no_merged_entries(tmp_path: Path) -> None:
    """Small tables with fewer columns than the page's grid stand in merged cells from the start."""
    project = {"budget_area_office": 100}
    rows = {"indicators": [{"indicator": "ร้อยละ", "method": "นับ", "tool": "แบบนับ"}]}
    (tmp_path / "แผน.xlsx").write_bytes(filled(E, [project], [rows], fiscal_year=2563))
    found = consolidate(office(E, [project], 2563), tmp_path, 1, workers=1)
    assert "cell_merged" not in rules(found)
    assert found.tables["indicators"]["tool"].to_list() == ["แบบนับ"]


def test_a_sub_activity_before_any_main_one_is_told_where_it_stands(tmp_path: Path) -> None:
    """The report would number it 1.1 without a 1."""
    rows = [{"level": "sub", "activity": "สรุป"}, {"level": "main", "activity": "อบรม"}, {"level": "sub"}]
    workbook = filled(D, PROJECTS, [{"activities": rows}, {}], fiscal_year=YEAR, round_=ROUND)
    found = returned(tmp_path, workbook)
    (told,) = [problem for problem in found.problems if problem.rule == "level_without_first"]
    assert (told.project, told.project_name) == ("P001", "โครงการที่ 1")
    sheet = load_workbook(tmp_path / "แผน.xlsx")[told.place.sheet]
    assert sheet[told.place.cell].value == "กิจกรรมย่อย"
    assert told.group == "กลุ่มนโยบายและแผน"


def test_a_workbook_is_read_without_its_project_texts_being_lost(tmp_path: Path) -> None:
    (tmp_path / "แผน.xlsx").write_bytes(filled(D, PROJECTS, TABLES, fiscal_year=YEAR, round_=ROUND))
    submission = read_submission(brief_of(D, ROUND), ReturnedFile(tmp_path / "แผน.xlsx"))
    assert submission.refusals == ()
    assert submission.entries == 4 + 4 + 6


@pytest.mark.parametrize("lost", ["every name", "the names of fields"])
def test_pages_are_found_by_their_keys_where_a_program_dropped_the_names(tmp_path: Path, lost: str) -> None:
    kept, without = tmp_path / "kept", tmp_path / "without"
    book = filled(D, PROJECTS, TABLES, fiscal_year=YEAR, round_=ROUND)
    parts = parts_of(book)
    pattern = "<definedName [^>]*>[^<]*</definedName>"
    if lost == "the names of fields":
        pattern = '<definedName name="t_fields"[^>]*>[^<]*</definedName>'
    workbook = re.sub(pattern, "", parts["xl/workbook.xml"].decode())
    workbook = workbook.replace("<definedNames></definedNames>", "")
    assert "t_fields" not in workbook
    for folder in (kept, without):
        folder.mkdir()
    whole = returned(kept, book)
    found = returned(without, zipped(parts | {"xl/workbook.xml": workbook.encode()}))
    assert [each.outcome for each in found.files] == [Outcome.USED]
    assert found.frame[whole.frame.columns].equals(whole.frame)
    assert {key: len(table) for key, table in found.tables.items()} == {
        key: len(table) for key, table in whole.tables.items()
    }
