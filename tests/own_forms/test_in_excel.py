"""Every small form goes into an Excel workbook and comes back the same."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS
from xl_addin.form_workbook.content import rows_of
from xl_addin.form_workbook.files import content_of, write_form
from xl_addin.form_workbook.reader import read_form_workbook
from xl_addin.form_workbook.writer import workbook_of
from xl_addin.model.form.loader import load_form


@pytest.mark.parametrize("form", sorted(path.stem for path in FORMS.glob("*.toml")))
def test_a_form_of_another_office_comes_back_from_excel_as_it_was(tmp_path: Path, form: str) -> None:
    source = FORMS / f"{form}.toml"
    workbook = tmp_path / "แบบ.xlsx"
    workbook.write_bytes(workbook_of(rows_of(content_of(str(source)))))
    reading = read_form_workbook(workbook)
    assert reading.told == []
    back = load_form(write_form(reading.content, tmp_path / "own"))
    assert back.model_dump() == load_form(source).model_dump()


def test_every_table_s_header_is_drawn_as_it_prints() -> None:
    source = FORMS / "signals.toml"
    content = workbook_of(rows_of(content_of(str(source))), form=load_form(source))
    sheet = load_workbook(BytesIO(content))["ตัวอย่าง"]
    drawn = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"รายงาน: ตามสถานะ", "บาทต่อคน", "ล่าช้า", "แบบที่กลุ่มกรอก: แบบรายงาน"} <= drawn
