"""A group's workbook with a mistake in each of many cells, for every form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.office.year_office import year_register
from tests.support import pages
from tests.support.office import ENTRIES
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.printed_texts import page_texts
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cell_patch import Typed, parts_of, type_cells, zipped
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.problem import Severity
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import SCALE, Family, Kind
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

PROJECTS = 20
WRONG_NUMBERS: tuple[Typed, ...] = (
    "หมื่นกว่า",
    -5,
    10**10,
    "1,2,3",
    "12.345.6",
    "ราว 500",
    "#REF!",
    "5/2567",
    "๑๒x",
)
WRONG_WORDS: tuple[Typed, ...] = ("ไม่ทราบ", 45, "x", "รออยู่", "31/02/2567", 0)
PAGES: dict[str, tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]] = {
    "chiangmai2": (
        {
            "q1_plan": 1_000,
            "status": "in_progress",
            "actual": 1_000,
            "output": "ครู 40 คน",
            "outcome": "นักเรียนอ่านออก",
            "strategy_goal": "เป้าหมาย",
            "master_plan": "แผนแม่บท",
            "sub_plan": "แผนย่อย",
            "plan13": "หมุดหมาย",
            "performance": "จัดอบรมแล้ว",
            "problems": "ฝนตก",
            "suggestions": "เลื่อนวัน",
        },
        {
            "indicators": [
                {"aspect": "quantity", "indicator": "ครู", "target": "40", "unit": "คน", "result": "40 คน"},
                {"aspect": "quality", "indicator": "พอใจ", "target": "ร้อยละ 80", "result": "ร้อยละ 85"},
            ],
            "activities": [
                {"level": "main", "activity": "อบรม", "status": "in_progress", "result": "จัดแล้วหนึ่งรุ่น"}
            ],
        },
    ),
    "yasothon2": (
        {
            "plan_name": "แผนงาน",
            "responsible": "เจ้าหน้าที่",
            "project_type": "new",
            "start_date": (2566, 10, 1),
            "end_date": (2566, 11, 30),
            "rationale": "เหตุผล",
            "objectives": "เพื่อพัฒนาครู",
            "target_quantity": "ครู 40 คน",
            "target_quality": "ครูจัดการเรียนรู้ได้",
            "expected_results": "นักเรียนอ่านออก",
        },
        {
            "activities": [{"activity": "อบรม", "first_month": "m10", "last_month": "m11"}],
            "indicators": [{"indicator": "ครูที่ผ่านการอบรม", "method": "ทดสอบ", "tool": "แบบทดสอบ"}],
        },
    ),
}
Cells = dict[str, dict[str, Typed]]
_RESULT = re.compile(rb'(?: t="str")?>(<f[^>]*(?:/>|>[^<]*</f>))<v>[^<]*</v>')


@dataclass(frozen=True, slots=True)
class Spoilt:
    """An office of one group, its workbook in order, and the same with mistakes; `right`: what stood there."""

    register: Register
    good: bytes
    bad: bytes
    mistakes: Cells
    right: Cells

    def consolidate(self, folder: Path, *books: bytes) -> Consolidated:
        for number, book in enumerate(books, 1):
            (folder / f"แผน {number}.xlsx").write_bytes(book)
        return consolidate(self.register, folder, 1, workers=1)


def spoilt(form_id: str, number: int = 40) -> Spoilt:
    """Mistakes in the first `number` cells that a group fills in."""
    form = load_form(form_id)
    if form.template.layout == "pages":
        values, rows = PAGES[form_id]
        register = pages.office(form, [values] * 3, 2567)
        good = pages.filled(form, [values] * 3, [rows] * 3, fiscal_year=2567)
    else:
        register = year_register(form_id, {"plan": "กลุ่มแผน"}, {f"P{n}": "plan" for n in range(PROJECTS)})
        template = template_bytes(round_data(form, register, 1, None), register.groups[0])
        good = type_cells(
            template, _cells(register, template, {key: str(value) for key, value in ENTRIES[form_id].items()})
        )
    good = _uncalculated(good)
    mistakes: Cells = {}
    right: Cells = {}
    for at, (sheet, cell, kind, held) in enumerate(_entry_cells(register, good)):
        if at == number:
            break
        family = Kind(kind).facts.family
        wrong = WRONG_WORDS if family is Family.TEXT or kind not in SCALE else WRONG_NUMBERS
        mistakes.setdefault(sheet, {})[cell] = wrong[at % len(wrong)]
        right.setdefault(sheet, {})[cell] = held
    return Spoilt(register, good, type_cells(good, mistakes), mistakes, right)


def to_put_right(found: Consolidated) -> dict[tuple[str, str, str], set[str]]:
    """(file, sheet, cell) -> rules of what a group is to put right."""
    cells: dict[tuple[str, str, str], set[str]] = {}
    for told in found.problems:
        if told.place.file and told.severity is not Severity.NOTE:
            cells.setdefault((told.place.file, told.place.sheet, told.place.cell), set()).add(told.rule)
    return cells


def _uncalculated(book: bytes) -> bytes:
    """Without results of formulas: those of the template are other than what was typed gives."""
    parts = parts_of(book)
    sheets = {name: content for name, content in parts.items() if name.startswith("xl/worksheets/")}
    without = {name: _RESULT.sub(rb">\1", content) for name, content in sheets.items()}
    return zipped(parts | without)


def _entry_cells(register: Register, book: bytes) -> Iterator[tuple[str, str, str, Typed]]:
    """(sheet, cell, kind, what stands in it) of each cell that a group fills in."""
    brief = brief_of(register.form, 1, {}, page_texts(register, 1))
    raw = read_workbook(book)
    submission = submission_of(brief, raw, "")
    for block in submission.blocks:
        for index in range(len(block.rows)):
            for column in brief.by_key[block.table].columns:
                if column.is_entry and column.key in block.columns:
                    cell = block.address(index, column.key)
                    yield block.sheet, cell, column.kind, _held(raw, block.sheet, cell)


def _held(book: RawWorkbook, sheet: str, cell: str) -> Typed:
    there = book.sheet(sheet)
    found = there.cells.get(parse_cell(cell)) if there is not None else None
    if found is None or found.value is None:
        return None
    return float(found.value) if found.type == "n" else found.value


def _cells(register: Register, template: bytes, entries: dict[str, str]) -> Cells:
    brief = brief_of(register.form, 1, {}, page_texts(register, 1))
    submission = submission_of(brief, read_workbook(template), "")
    (block,) = submission.blocks
    cells: dict[str, Typed] = {}
    for index in range(len(block.rows)):
        for key, value in entries.items():
            cells[block.address(index, key)] = int(value) if value.isdigit() else value
    return {block.sheet: cells}
