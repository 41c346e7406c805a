"""A report made again over one with the officer's own work in it keeps that work in a copy, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.support.office import Office
from xl_addin.consolidate.kept_report import keep_own_work
from xl_addin.previous.overwritten_report import overwritten_report
from xl_addin.report.writer import write_report


def figure(book: Any) -> Any:
    return next(cell for row in book["ไตรมาส 1"].iter_rows() for cell in row if cell.value == 1000)


def add_sheet(book: Any) -> None:
    book.create_sheet("บันทึกของฉัน")["A1"] = "โทรถามกลุ่มแผนแล้ว"


def add_note(book: Any) -> None:
    figure(book).comment = Comment("ถามกลุ่มแผน", "officer")


def change_figure(book: Any) -> None:
    figure(book).value = 1800


def as_it_was(book: Any) -> None:
    """Opened and saved, nothing changed."""


@pytest.mark.parametrize("own", [add_sheet, add_note, change_figure])
def test_what_the_officer_added_is_kept(tmp_path: Path, own: Callable[[Any], None]) -> None:
    consolidated, copy = written(tmp_path, own)
    assert [one.rule for one in consolidated.problems if one.rule == "report_kept_aside"]
    assert copy.exists()


def test_a_report_without_own_work_is_replaced_without_a_word(tmp_path: Path) -> None:
    consolidated, copy = written(tmp_path, as_it_was)
    assert [one.rule for one in consolidated.problems if one.rule == "report_kept_aside"] == []
    assert not copy.exists()


def test_each_copy_has_a_name_of_its_own_and_another_workbook_is_never_lost(tmp_path: Path) -> None:
    consolidated, first = written(tmp_path, add_sheet)
    other = openpyxl.Workbook()
    other.save(tmp_path / "report.xlsx")
    keep_own_work(consolidated, overwritten_report(tmp_path / "report.xlsx", consolidated.register.form))
    assert first.exists()
    assert (tmp_path / "report (ของเดิม 2).xlsx").exists()


def written(path: Path, own: Callable[[Any], None]) -> tuple[Any, Path]:
    """What is told when a report is made again over one in which a person did `own`; where a copy would lie."""
    office = Office(path)
    office.put(office.book())
    consolidated = office.consolidate()
    out = path / "report.xlsx"
    write_report(out, consolidated)
    book = openpyxl.load_workbook(out)
    own(book)
    book.save(out)
    return keep_own_work(
        consolidated, overwritten_report(out, consolidated.register.form)
    ), path / "report (ของเดิม).xlsx"
