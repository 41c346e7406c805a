"""A form goes into Excel and comes back the same; what is added or spoilt there is seen at its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xl_addin.form_workbook.content import rows_of
from xl_addin.form_workbook.files import content_of, write_form
from xl_addin.form_workbook.reader import NotAFormWorkbook, read_form_workbook
from xl_addin.form_workbook.sheets import SHEETS
from xl_addin.form_workbook.words import HEADS
from xl_addin.form_workbook.writer import MISTAKES, workbook_of
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form

KEY_ROW = 3


def workbook(folder: Path, form: str) -> Path:
    path = folder / f"{form}.xlsx"
    path.write_bytes(workbook_of(rows_of(content_of(form))))
    return path


def column_of(sheet: Worksheet, key: str) -> int:
    return next(cell.column for cell in sheet[KEY_ROW] if cell.value == key)


def row_of(sheet: Worksheet, key: str, value: str) -> int:
    column = column_of(sheet, key)
    return next(
        row for row in range(KEY_ROW + 1, sheet.max_row + 1) if sheet.cell(row, column).value == value
    )


def typed(path: Path, sheet: str, row: int, /, **cells: Any) -> None:
    book = load_workbook(path)
    for key, value in cells.items():
        book[sheet].cell(row, column_of(book[sheet], key)).value = value
    book.save(path)


def added(path: Path, sheet: str, cells: str) -> None:
    """A row typed below the last one: `cells` are lines "key: value", the first one a key of every row."""
    values = dict(line.strip().split(": ", 1) for line in cells.strip().splitlines())
    own = load_workbook(path)[sheet]
    column = column_of(own, next(iter(values)))
    rows = range(KEY_ROW + 1, own.max_row + 1)
    blank = next(row for row in rows if own.cell(row, column).value in (None, ""))
    typed(path, sheet, blank, **{key: value.replace(r"\n", "\n") for key, value in values.items()})


@pytest.mark.parametrize("form", form_ids())
def test_a_form_comes_back_from_excel_as_it_was(tmp_path: Path, form: str) -> None:
    reading = read_form_workbook(workbook(tmp_path, form))
    assert reading.told == []
    back = load_form(write_form(reading.content, tmp_path / "own"))
    assert back.model_dump() == load_form(form).model_dump()
    assert reading.content.texts == content_of(form).texts
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "own/texts" / form).iterdir()
    }
    assert written == content_of(form).texts


def test_the_same_form_gives_the_same_bytes() -> None:
    assert workbook_of(rows_of(content_of("spm2"))) == workbook_of(rows_of(content_of("spm2")))


def test_every_column_has_a_thai_head() -> None:
    keys = {key for spec in SHEETS for key in spec.columns} - {"setting", "value"}
    assert keys - HEADS.keys() == set()


def test_keys_stand_in_a_hidden_row_and_cells_have_drop_downs(tmp_path: Path) -> None:
    sheet = load_workbook(workbook(tmp_path, "spm2"))["คอลัมน์"]
    assert sheet.row_dimensions[KEY_ROW].hidden
    kind = sheet.cell(KEY_ROW + 1, column_of(sheet, "kind"))
    assert kind.value == "จำนวนนับ (count)"
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any(kind.coordinate in rule.sqref for rule in lists)


def test_a_column_a_rule_and_a_printed_column_are_added_in_excel_alone(tmp_path: Path) -> None:
    path = workbook(tmp_path, "spm2")
    column = r"""
        key: people
        label: ผู้เข้าร่วม\nจริง
        kind: จำนวนนับ (count)
        fill: กลุ่ม (group)
        width: 9
    """
    rule = """
        id: people_far
        severity: เตือน (warning)
        at: people
        check: people <= 500
        message: ผู้เข้าร่วม {people} คน
        fix: ตรวจจำนวน
    """
    printed = """
        label: ผู้เข้าร่วม
        sheet: ไตรมาส {{ round }}
        key: people
        total: ใช่
    """
    added(path, "คอลัมน์", column)
    added(path, "กฎ", rule)
    added(path, "คอลัมน์รายงาน", printed)
    form = read_form_workbook(path).form
    assert form is not None
    assert form.columns[-1].label == ("ผู้เข้าร่วม", "จริง")
    assert form.rules[-1].check == "people <= 500"
    table = next(sheet for sheet in form.report.sheets if sheet.kind == "table")
    assert (table.columns[-1].key, table.columns[-1].total) == ("people", True)


@pytest.mark.parametrize(
    ("sheet", "by", "row", "column", "value", "says"),
    [
        ("คอลัมน์", "key", "used", "kind", "เงิน", "baht"),
        ("คอลัมน์", "key", "remaining", "formula", "budget - usde", "usde"),
        ("คอลัมน์", "key", "used", "width", "กว้าง", "ตัวเลข"),
        ("คอลัมน์", "key", "used", "table", "activity", "projects"),
        ("กฎ", "id", "budget_changed", "at", "bugdet", "budget"),
        ("แบบ", "setting", "period.rounds", "value", 5, "1, 2, 3, 4, 6, 12"),
        ("แบบ", "setting", "template.titles", "value", "{{ offcie }}", "office"),
        ("รายงาน", "name", "ปก", "kind", "ปกหน้า", "cover"),
        ("รายงาน", "key", "budget", "formula", "SUM(projects.bugdet)", "budget"),
        ("คอลัมน์รายงาน", "key", "used_before", "style", "ตัวหนา", "bracket"),
        ("คอลัมน์รายงาน", "key", "used_before", "sheet", "ไม่มี", "ปก"),
        ("ข้อความ", "file", "notes.j2", "text", "บรรทัดแรก\n{{ elephant }}", "office"),
        ("รายการ", "key", "spend_limit", "kind", "ข้อความสั้น (text)", "percent"),
        ("รายการ", "key", "not_started", "of", "sttaus", "status"),
    ],
)
def test_a_mistake_is_written_beside_its_cell_and_listed_with_a_link(
    tmp_path: Path, sheet: str, by: str, row: str, column: str, value: Any, says: str
) -> None:
    path = workbook(tmp_path, "spm2")
    number = row_of(load_workbook(path)[sheet], by, row)
    typed(path, sheet, number, **{column: value})
    reading = read_form_workbook(path)
    assert reading.form is None
    told = tmp_path / "told.xlsx"
    told.write_bytes(reading.with_mistakes())
    book = load_workbook(told)
    own = book[sheet]
    wrong = own.cell(number, column_of(own, column))
    assert wrong.fill.start_color.rgb == "FFFFC7CE"
    assert wrong.value == value
    assert says in str(own.cell(number, column_of(own, "_problem")).value)
    links = {cell.hyperlink.location for (cell,) in book[MISTAKES]["A3:A20"] if cell.hyperlink}
    assert any(link.replace("'", "") == f"{sheet}!{wrong.coordinate}" for link in links), links


def test_the_workbook_with_mistakes_is_read_again_when_they_are_put_right(tmp_path: Path) -> None:
    path = workbook(tmp_path, "khonkaen2")
    number = row_of(load_workbook(path)["คอลัมน์"], "key", "no")
    typed(path, "คอลัมน์", number, kind="?")
    told = tmp_path / "told.xlsx"
    told.write_bytes(read_form_workbook(path).with_mistakes())
    typed(told, "คอลัมน์", number, kind="จำนวนนับ (count)")
    reading = read_form_workbook(told)
    assert reading.told == []
    assert reading.form is not None
    assert reading.form.model_dump() == load_form("khonkaen2").model_dump()


def test_another_workbook_is_no_form(tmp_path: Path) -> None:
    path = workbook(tmp_path, "spm2")
    book = load_workbook(path)
    del book.defined_names["form_rules"]
    book.save(path)
    with pytest.raises(NotAFormWorkbook):
        read_form_workbook(path)
