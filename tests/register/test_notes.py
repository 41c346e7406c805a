"""The office's own notes in its register: below the report for its readers, below the forms for the groups."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import page_offices
from tests.support.consolidations import office
from tests.support.register_files import RegisterFile
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.demo.examples import demo_register
from xl_addin.model.register import Note, Reader
from xl_addin.report.writer import write_report
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

OFF_PLAN = "งานบางโครงการเลื่อนไปไตรมาสถัดไป เพราะรอการจัดสรรงบประมาณ"
HOW_TO = "ส่งแบบคืนพร้อมสำเนาใบเบิก"
NOTES = (Note(OFF_PLAN), Note(HOW_TO, Reader.TEMPLATE))


def texts_of(data: bytes, sheet: str) -> list[str]:
    rows = load_workbook(BytesIO(data))[sheet].iter_rows(values_only=True)
    return [str(row[0]) for row in rows if row[0] is not None]


def reported(consolidated: Consolidated) -> bytes:
    target = BytesIO()
    register = replace(consolidated.register, notes=NOTES)
    write_report(target, replace(consolidated, register=register))
    return target.getvalue()


def test_notes_are_read_as_they_were_written(tmp_path: Path) -> None:
    register = replace(demo_register("khonkaen2"), notes=(*NOTES, Note("ทั้งสองฝ่าย", Reader.BOTH)))
    assert RegisterFile(tmp_path / "register.xlsx", register).register().notes == register.notes


def test_a_note_for_nobody_in_particular_is_for_the_report(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "register.xlsx", demo_register("spm2"))
    assert file.type("notes", 1, note=OFF_PLAN).register().notes == (Note(OFF_PLAN),)


def test_the_report_prints_its_notes_below_its_table_and_not_those_of_the_forms() -> None:
    below = texts_of(reported(office("khonkaen2", 1)), "ผลการเบิกจ่าย")
    assert OFF_PLAN in below[-2:]
    assert HOW_TO not in below


def test_a_report_without_such_a_table_has_a_page_of_notes() -> None:
    data = reported(page_offices.yasothon2())
    assert texts_of(data, "หมายเหตุ") == ["หมายเหตุ", OFF_PLAN]


@pytest.mark.parametrize("form_id", ["khonkaen2", "chiangmai2"])
def test_forms_have_their_notes_and_a_place_to_sign(form_id: str) -> None:
    register = replace(demo_register(form_id), notes=NOTES)
    group = register.reporting_groups[0]
    book = load_workbook(BytesIO(template_bytes(round_data(register.form, register, 1, None), group)))
    texts = [
        str(cell)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    assert HOW_TO in texts
    assert OFF_PLAN not in texts
    for position in ("ผู้รายงาน", "ผู้อำนวยการกลุ่ม"):
        assert any(position in text and "วันที่" in text and "...." in text for text in texts)
