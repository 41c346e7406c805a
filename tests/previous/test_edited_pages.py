"""A figure that was changed by hand on a printed page is told before the report is gone on from."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.office import Office
from tests.support.returned import register
from xl_addin.model.problems.problem import Problem
from xl_addin.previous.previous_report import previous_problems, read_previous
from xl_addin.report.writer import write_report

PAGES = {"spm2": "ไตรมาส 1", "rayong2": "แผนผล", "khonkaen2": "ผลการเบิกจ่าย"}


def report(path: Path, form: str) -> Path:
    office = Office(path, register(form))
    office.put(office.book())
    out = path / "report.xlsx"
    write_report(out, office.consolidate())
    return out


def told(path: Path, form: str) -> list[Problem]:
    previous = read_previous(path, register(form).form)
    return [
        one for one in previous_problems(previous, register(form), 2) if one.rule == "previous_page_edited"
    ]


@pytest.mark.parametrize("form", ["spm2", "khonkaen2", "rayong2"])
def test_a_report_as_it_was_made_is_not_told(tmp_path: Path, form: str) -> None:
    assert told(report(tmp_path, form), form) == []


def test_the_changed_cell_is_named_with_both_figures(tmp_path: Path) -> None:
    path = report(tmp_path, "spm2")
    book = openpyxl.load_workbook(path)
    sheet = book[PAGES["spm2"]]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1000)
    cell.value = 1800.5
    book.save(path)
    (problem,) = told(path, "spm2")
    assert (problem.place.sheet, problem.place.cell) == (sheet.title, cell.coordinate)
    assert "1,800.50" in problem.message
    assert "1,000.00" in problem.message


def test_a_figure_that_was_deleted_is_told(tmp_path: Path) -> None:
    path = report(tmp_path, "spm2")
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book[PAGES["spm2"]].iter_rows() for cell in row if cell.value == 1000)
    cell.value = None
    book.save(path)
    assert [one.place.cell for one in told(path, "spm2")] == [cell.coordinate]
