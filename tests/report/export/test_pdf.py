"""The report alone as PDF: no work sheet in it, searchable, a bookmark for each sheet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import pdf
from tests.support.consolidations import office
from xl_addin.report.export import pdf as export
from xl_addin.report.export.pdf import PdfError, write_pdf
from xl_addin.report.export.report_pages import report_pages
from xl_addin.report.writer import write_report

WORK = ("การส่งรายงาน", "ข้อสังเกต", "กระทบยอด", "ข้อมูล", "คำอธิบายข้อตรวจ")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "รายงาน รอบ 2.xlsx"
    write_report(path, office("spm2", 2))
    return path


def test_the_work_sheets_are_hidden_in_the_copy_and_nothing_else_changes(
    report: Path, tmp_path: Path
) -> None:
    before = report.read_bytes()
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(report_pages(report))
    states = {sheet.title: sheet.sheet_state for sheet in load_workbook(copy).worksheets}
    assert [name for name, state in states.items() if state == "hidden"] == list(WORK)
    assert report.read_bytes() == before


def test_a_work_sheet_is_known_by_its_tab_though_it_was_renamed(report: Path, tmp_path: Path) -> None:
    book = load_workbook(report)
    book["ข้อสังเกต"].title = "ที่ต้องตามต่อ"
    book.active = book.sheetnames.index("กระทบยอด")
    renamed, copy = tmp_path / "renamed.xlsx", tmp_path / "copy.xlsx"
    book.save(renamed)
    copy.write_bytes(report_pages(renamed))
    states = {sheet.title: sheet.sheet_state for sheet in load_workbook(copy).worksheets}
    assert states["ที่ต้องตามต่อ"] == "hidden"


@pytest.mark.slow
@pytest.mark.skipif(export.find_soffice() is None, reason="LibreOffice is not installed")
def test_the_pdf_has_the_planned_pages_and_a_bookmark_for_each_sheet(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "รายงาน.pdf"
    write_pdf(report, out)
    shown = [
        sheet
        for sheet in load_workbook(report).worksheets
        if sheet.title not in WORK and sheet.sheet_state == "visible"
    ]
    assert pdf.page_count(out) == sum(len(sheet.row_breaks.brk) + 1 for sheet in shown)
    assert pdf.pages_with(out, "ผู้รายงานกลับ") == pdf.pages_with(out, "วิธีแก้") == []
    assert pdf.pages_with(out, "จากแผนภาพพบว่า")
    assert b"/Outlines" in out.read_bytes()


def test_without_a_program_it_is_said_what_to_install(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setattr(export, "PLACES", ())
    out = tmp_path / "old.pdf"
    out.write_bytes(b"old")
    with pytest.raises(PdfError) as refused:
        write_pdf(report, out)
    assert "LibreOffice" in refused.value.problem().fix
    assert out.read_bytes() == b"old"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"not a workbook")
    with pytest.raises(PdfError) as refused:
        write_pdf(wrong, tmp_path / "out.pdf")
    assert refused.value.message_id == "pdf_no_report"
