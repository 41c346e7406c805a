"""What is written beside a report: each kind by itself, and what cannot be made costs nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.consolidations import office
from xl_addin.report.export import pdf
from xl_addin.report.export.beside_report import write_beside
from xl_addin.report.writer import write_report


def test_without_a_program_for_pdf_everything_else_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setattr(pdf, "PLACES", ())
    consolidated, report = office("khonkaen2"), tmp_path / "รายงาน.xlsx"
    made = write_report(report, consolidated, words=True)
    beside = write_beside(report, consolidated, made.chapters, ("pdf", "docx", "public", "emenscr"))
    assert [path.name for path in beside.written] == [
        "รายงาน บันทึกข้อความ.docx",
        "รายงาน.docx",
        "รายงาน ฉบับเผยแพร่.xlsx",
    ]
    assert all(path.is_file() for path in beside.written)
    assert [told.rule for told in beside.problems] == ["pdf_no_program", "pdf_no_program", "emenscr_not_told"]
