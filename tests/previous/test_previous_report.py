"""The report of the round before, as the source of earlier figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.registers import GROUPS, small_register
from tests.support.templates import grid_of, write_template
from xl_addin.excel.writing.workbook_writer import new_book
from xl_addin.previous.previous_report import PreviousError, PreviousReport, previous_problems, read_previous

KEYS = [
    "round",
    "project_id",
    "project",
    "budget",
    "used_to_date",
    "percent_used",
    "status",
    "reported",
    "file",
]
ROW = [1, "p002", "ยกระดับผลสัมฤทธิ์ทางการเรียน", 120000, 10000.55, 8.33, "in_progress", 1, "ก.xlsx"]


def report(path: Path, rows: list[list[Any]], keys: list[str] = KEYS, form_id: str = "spm2") -> Path:
    """A workbook with a data sheet as reports have it."""
    with new_book() as (book, buffer):
        sheet = book.add_sheet("ข้อมูล")
        for number, row in enumerate([keys, *rows]):
            sheet.write_row(number, 0, row)
        book.define_name("t_data", f"='ข้อมูล'!$A$1:${chr(64 + len(keys))}${len(rows) + 1}")
        book.set_custom_property("tidtam_form_id", form_id, "text")
        book.set_custom_property("tidtam_fiscal_year", "2566", "text")
    path.write_bytes(buffer.getvalue())
    return path


def test_figures_are_read_exactly_with_their_kinds(tmp_path: Path) -> None:
    form = small_register("spm2").form
    frame = read_previous(report(tmp_path / "r.xlsx", [ROW]), form).frame
    assert frame.iloc[0].to_dict() == {
        "round": 1,
        "project_id": "p002",
        "project": "ยกระดับผลสัมฤทธิ์ทางการเรียน",
        "budget": 12_000_000,
        "used_to_date": 1_000_055,
        "percent_used": 833,
        "status": "in_progress",
        "reported": 1,
        "file": "ก.xlsx",
    }


def test_a_column_of_an_older_version_is_found_under_its_key_today(tmp_path: Path) -> None:
    form = small_register("spm2").form
    columns = [
        column.model_copy(update={"was": ("spent",)}) if column.key == "used_to_date" else column
        for column in form.columns
    ]
    form = form.model_copy(update={"columns": tuple(columns)})
    keys = ["spent" if key == "used_to_date" else key for key in KEYS]
    frame = read_previous(report(tmp_path / "r.xlsx", [ROW], keys), form).frame
    assert frame["used_to_date"].tolist() == [1_000_055]


def test_a_blank_stays_blank(tmp_path: Path) -> None:
    form = small_register("spm2").form
    row = [1, "p002", "ก", 120000, None, None, None, 0, None]
    frame = read_previous(report(tmp_path / "r.xlsx", [row]), form).frame
    assert frame[["used_to_date", "percent_used", "status", "file"]].isna().all(axis=None)


def test_a_template_takes_its_earlier_figures_from_the_last_round(tmp_path: Path) -> None:
    register = small_register("rayong2")
    keys = ["round", "project_id", "q1_actual", "q2_actual", "used_to_date"]
    rows = [[1, "p002", 100, None, 100], [2, "p002", 100, 250.25, 350.25], [2, "p003", 0, 0, 0]]
    previous = read_previous(report(tmp_path / "r.xlsx", rows, keys, "rayong2"), register.form)
    path = tmp_path / "t.xlsx"
    write_template(path, register, GROUPS[1].id, 3, previous)
    grid = grid_of(path)
    sheet = load_workbook(path, data_only=True)[grid.sheet]

    def at(project: str, key: str) -> object:
        return sheet[grid.address(project, key)].value

    assert [at("p002", key) for key in ("q1_actual", "q2_actual", "q3_actual")] == [100, 250.25, None]
    assert [at("p003", key) for key in ("q1_actual", "q2_actual", "used_to_date")] == [0, 0, 0]
    assert at("p002", "used_to_date") == 350.25
    assert at("p005", "q1_actual") is None
    assert sheet[grid.address("p002", "q2_actual")].protection.locked
    assert not sheet[grid.address("p002", "q3_actual")].protection.locked


def test_dates_come_as_days(tmp_path: Path) -> None:
    form = small_register("rayong2").form
    serial = (date(2023, 2, 15) - date(1899, 12, 30)).days
    keys = ["round", "project_id", "report_date"]
    frame = read_previous(report(tmp_path / "r.xlsx", [[2, "p002", serial]], keys, "rayong2"), form).frame
    assert frame["report_date"].iloc[0] == serial


@pytest.mark.parametrize(
    ("rows", "keys", "form_id", "told", "cell"),
    [
        ([ROW], KEYS, "khonkaen2", "previous_other_form", ""),
        ([["x"]], ["project_id"], "spm2", "previous_lacks_column", "A1"),
        ([[*ROW[:4], "หมื่นบาท", *ROW[5:]]], KEYS, "spm2", "previous_bad_value", "E2"),
        ([[*ROW[:6], "finished", *ROW[7:]]], KEYS, "spm2", "previous_bad_value", "G2"),
        ([[None, *ROW[1:]]], KEYS, "spm2", "previous_bad_value", "A2"),
        ([ROW, ROW], KEYS, "spm2", "previous_project_twice", "B3"),
    ],
    ids=[
        "another form",
        "no round",
        "an amount in words",
        "an unknown status",
        "a row of no round",
        "a row twice",
    ],
)
def test_a_report_that_cannot_be_used_says_why_and_where(
    rows: list[list[Any]], keys: list[str], form_id: str, told: str, cell: str, tmp_path: Path
) -> None:
    path = report(tmp_path / "r.xlsx", rows, keys, form_id)
    with pytest.raises(PreviousError) as caught:
        read_previous(path, small_register("spm2").form)
    assert [(found.rule, found.place.cell) for found in caught.value.problems] == [(told, cell)]
    assert caught.value.problems[0].fix


def test_a_workbook_without_data_is_no_report(tmp_path: Path) -> None:
    with new_book() as (book, buffer):
        book.add_sheet("ข้อมูล")
    (tmp_path / "r.xlsx").write_bytes(buffer.getvalue())
    with pytest.raises(PreviousError) as caught:
        read_previous(tmp_path / "r.xlsx", small_register("spm2").form)
    assert [found.rule for found in caught.value.problems] == ["previous_no_data"]


def test_a_report_of_another_year_or_round_does_not_fit(tmp_path: Path) -> None:
    register = small_register("spm2")
    previous = read_previous(report(tmp_path / "r.xlsx", [ROW]), register.form)
    assert [found.rule for found in previous_problems(previous, register, 3)] == ["previous_wrong_round"]
    other = PreviousReport(previous.file, previous.frame, {"fiscal_year": "2565"})
    assert [found.rule for found in previous_problems(other, register, 2)] == ["previous_other_year"]
    lacking = previous_problems(previous, register, 2)
    assert {found.rule for found in lacking} == {"previous_lacks_project"}
    assert len(lacking) == 5
