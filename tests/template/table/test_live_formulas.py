"""A template lives by itself: its formulas say what the checks say, whatever is typed or moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.support.cutting import Cutting, cut_and_paste
from tests.support.registers import small_register
from tests.support.soffice import Soffice
from tests.support.templates import (
    Entries,
    Grid,
    checked,
    differing,
    joined,
    tampered,
    values_of,
    write_filled,
)
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Severity
from xl_addin.model.thai.fiscal_calendar import serial_of
from xl_addin.previous.previous_report import PreviousReport
from xl_addin.template.shared.check_sheet import check_columns
from xl_addin.template.shared.round_data import RoundData, round_data
from xl_addin.template.table.rows import excel_scope

pytestmark = pytest.mark.slow

FILLED: dict[str, Entries] = {
    "spm2": {
        "p002": {"used": 130000.5, "status": "กำลังดำเนินการ"},  # over the budget of 120,000
        "p003": {"used": 90000, "status": "ยังไม่ได้ดำเนินการ"},  # over 70 percent, and not started
        "p005": {"used": "ห้าพัน", "status": "ทำแล้ว"},  # no number, not in the list
        "p006": {"used": 120000, "status": "ดำเนินการแล้ว"},
    },
    "khonkaen2": {
        "p002": {"used_to_date": 0},
        "p003": {"used_to_date": 50000.25, "status": "ยังไม่ดำเนินการ"},
        "p005": {"used_to_date": 120000.01, "narrative": "- ประชุมแล้ว\n- อบรมแล้ว"},
        "p006": {"status": "อยู่ระหว่างดำเนินการ", "narrative": "=1+1 " + "ก" * 2100},  # longer than it may be
    },
    "rayong2": {
        "p002": {"q1_actual": 40000, "q2_actual": 40000, "status": "อยู่ระหว่างดำเนินโครงการ"},
        "p003": {
            "q1_actual": 30000,
            "q2_actual": 95000.5,
            "status": "จบโครงการ/รายงานผลการดำเนินโครงการเรียบร้อยแล้ว",
            "report_date": serial_of(dt.date(2566, 1, 15)),  # typed with its Buddhist year
        },
        "p005": {"q1_actual": -5, "q2_actual": 1.005, "report_date": "พรุ่งนี้"},
        "p006": {"q1_actual": 0, "q2_actual": 0, "status": "ไม่ใช่โครงการที่ได้รับการจัดสรรงบประมาณในรอบรายงานนี้"},
    },
}
ROUNDS = {"spm2": 1, "khonkaen2": 1, "rayong2": 2}


@dataclass(frozen=True)
class Case:
    """A template of a form as written (`blank`), filled, and both recalculated by LibreOffice."""

    form_id: str
    data: RoundData
    grid: Grid
    blank: Path
    blank_again: Path
    filled: Path
    filled_again: Path


@pytest.fixture(scope="module")
def cases(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("live")
    grids, data = {}, {}
    for form_id, entries in FILLED.items():
        register = small_register(form_id)
        data[form_id] = round_data(register.form, register, ROUNDS[form_id], None)
        grids[form_id] = write_filled(folder / f"{form_id}-blank.xlsx", register, "g2", {}, ROUNDS[form_id])
        write_filled(folder / f"{form_id}-filled.xlsx", register, "g2", entries, ROUNDS[form_id])
        tampered(folder / f"{form_id}-blank.xlsx", folder / f"{form_id}-wrong.xlsx")
    sources = [folder / f"{form_id}-{name}.xlsx" for form_id in FILLED for name in ("wrong", "filled")]
    again = dict(zip(sources, soffice.recalculate(sources, folder / "again"), strict=True))
    return {
        form_id: Case(
            form_id,
            data[form_id],
            grids[form_id],
            folder / f"{form_id}-blank.xlsx",
            again[folder / f"{form_id}-wrong.xlsx"],
            folder / f"{form_id}-filled.xlsx",
            again[folder / f"{form_id}-filled.xlsx"],
        )
        for form_id in FILLED
    }


@pytest.mark.parametrize("form_id", FILLED)
def test_every_value_written_is_what_its_formula_gives(cases: dict[str, Case], form_id: str) -> None:
    assert differing(cases[form_id].blank, cases[form_id].blank_again) == []


@pytest.mark.parametrize("form_id", FILLED)
def test_the_check_column_says_what_the_checks_say(cases: dict[str, Case], form_id: str) -> None:
    case = cases[form_id]
    sheet = load_workbook(case.filled_again, data_only=True)[case.grid.sheet]
    letters = case.grid.columns["_check"]
    said = {project: sheet[f"{letters}{row}"].value or "" for project, row in case.grid.rows.items()}
    assert said == _expected(case)
    assert sum(map(bool, said.values())) >= 3


@pytest.mark.parametrize("form_id", FILLED)
def test_computed_columns_and_totals_follow_what_is_typed(cases: dict[str, Case], form_id: str) -> None:
    case = cases[form_id]
    frame = checked(case.data, FILLED[form_id]).frame.set_index("project_id")
    sheet = load_workbook(case.filled_again, data_only=True)[case.grid.sheet]
    total_row = max(case.grid.rows.values()) + 1
    for key in ("used_to_date", "remaining"):
        expected = {project: _baht(frame[key][project]) for project in case.grid.rows}
        shown = {project: sheet[case.grid.address(project, key)].value for project in case.grid.rows}
        if form_id == "rayong2":
            expected["p005"] = shown["p005"]  # a value that is an error counts as it stands
        assert shown == expected
        numbers = [round(float(value) * 100) for value in shown.values() if value not in (None, "")]
        assert sheet[f"{case.grid.columns[key]}{total_row}"].value == sum(numbers) / 100


@pytest.mark.parametrize("form_id", FILLED)
def test_the_band_counts_what_is_left(cases: dict[str, Case], form_id: str) -> None:
    case = cases[form_id]
    severities = [found.severity for words in _problems(case).values() for found in words]
    shown = values_of(case.filled_again)[case.grid.sheet]
    errors = sum(severity is Severity.ERROR for severity in severities)
    assert shown["B1"] == say("template_left_to_fix", count=errors)
    assert say("template_to_review", count=len(severities) - errors) in shown.values()
    assert say("template_progress", count=4, all=4) in shown.values()


MOVED = {"spm2": "used", "khonkaen2": "used_to_date", "rayong2": "q1_actual"}
"""A column of each form in which entries change places."""


@pytest.fixture(scope="module")
def moved(
    cases: dict[str, Case], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The filled templates after p002 went to p003, p006 to p002, and p003 to p006."""
    folder = tmp_path_factory.mktemp("moved")
    cuttings = []
    for form_id, key in MOVED.items():
        one, two, six = (cases[form_id].grid.address(project, key) for project in ("p002", "p003", "p006"))
        moves = [(one, two), (six, one), (two, six)]
        cuttings.append(Cutting(cases[form_id].filled, folder / f"{form_id}.xlsx", moves))
    cut_and_paste(soffice, cuttings)
    return {form_id: folder / f"{form_id}.xlsx" for form_id in MOVED}


@pytest.mark.parametrize("form_id", FILLED)
def test_cells_moved_about_leave_formulas_whole(
    cases: dict[str, Case], moved: dict[str, Path], form_id: str
) -> None:
    case, key = cases[form_id], MOVED[form_id]
    shown = values_of(moved[form_id])
    broken = [
        f"{sheet}!{at}" for sheet, cells in shown.items() for at, value in cells.items() if "#" in str(value)
    ]
    assert broken == []
    typed = {project: dict(row) for project, row in FILLED[form_id].items()}
    before = {project: row.get(key) for project, row in typed.items()}
    typed["p002"][key], typed["p003"][key], typed["p006"][key] = before["p006"], None, before["p002"]
    column = case.grid.columns["_check"]
    said = {p: shown[case.grid.sheet].get(f"{column}{row}", "") for p, row in case.grid.rows.items()}
    assert said == _expected(case, typed)


def test_round_two_carries_the_first_round(soffice: Soffice, tmp_path: Path) -> None:
    register = small_register("spm2")
    frame = register.projects[["project_id"]].assign(round=1, used_to_date=1_000_050, budget=12_000_000)
    previous = PreviousReport("report.xlsx", frame.astype({"round": "Int64", "used_to_date": "Int64"}))
    path = tmp_path / "t.xlsx"
    grid = write_filled(path, register, "g2", {"p002": {"used": 500, "status": "กำลังดำเนินการ"}}, 2, previous)
    (again,) = soffice.recalculate([path], tmp_path / "again")
    sheet = load_workbook(again, data_only=True)[grid.sheet]
    assert sheet[grid.address("p002", "used_before")].value == 10000.5
    assert sheet[grid.address("p002", "used_to_date")].value == 10500.5
    assert sheet[grid.address("p002", "remaining")].value == 109499.5
    assert sheet[grid.address("p002", "used_before")].protection.locked


def _problems(case: Case, entries: Entries | None = None) -> dict[str, list]:
    """Problems by project that a template can find by itself, errors first, in the order of its checks."""
    columns = check_columns(
        case.data.form,
        "projects",
        excel_scope(case.data, lambda key: "A1"),
        {column.key for column in case.data.entries()},
    )
    order = {check.id: number for number, check in enumerate(columns.checks)}
    ids = case.data.frame["project_id"]
    found: dict[str, list] = {project: [] for project in case.grid.rows}
    for told in checked(case.data, entries or FILLED[case.form_id]).problems:
        check_id = told.problem.rule if told.problem.rule in order else f"entry_{told.key}"
        if ids[told.row] in found and check_id in order and told.problem.severity is not Severity.NOTE:
            found[ids[told.row]].append(
                (told.problem.severity is not Severity.ERROR, order[check_id], told.problem)
            )
    return {
        project: [entry[2] for entry in sorted(rows, key=lambda e: e[:2])] for project, rows in found.items()
    }


def _expected(case: Case, entries: Entries | None = None) -> dict[str, str]:
    return {
        project: joined((found.message, found.fix) for found in words)
        for project, words in _problems(case, entries).items()
    }


def _baht(value: object) -> float | None:
    return None if pd.isna(value) else int(value) / 100  # type: ignore[call-overload]
