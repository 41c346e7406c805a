"""Ordinary lists of projects as offices keep them, in many shapes, for tests that read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@dataclass(frozen=True)
class Project:
    """A project of a list: name, baht, and the baht of its activities."""

    name: str
    baht: float
    parts: tuple[float, ...] = ()


@dataclass(frozen=True)
class Shape:
    """How a list is laid out.

    groups     "column", "merged", "first" (only beside the first of its projects) or "heading"
    parts      activities as "dotted" (1.1), "bullet" (-), "indent", "word" (กิจกรรมที่ 1), "column" or "none"
    subtotals  "named" (รวม), "group" (รวมกลุ่ม...), "plain" (no name), "heading" (beside the group) or ""
    total      "below", "above" or ""
    header     "one" row, "two" with merged cells, or "pages": repeated after every third row
    numbers    "running", "restart" or "" for no number column
    digits     "thai" for amounts typed as text in Thai digits
    unpriced   the project's own row has no amount where it has activities
    """

    groups: str = "column"
    parts: str = "none"
    subtotals: str = ""
    total: str = "below"
    header: str = "one"
    numbers: str = "running"
    digits: str = ""
    unpriced: bool = False


@dataclass
class _Page:
    sheet: Worksheet
    shape: Shape
    row: int = 1
    since_header: int = 0

    @property
    def columns(self) -> dict[str, int]:
        keys = ["no"] if self.shape.numbers else []
        keys += ["project"] + (["activity"] if self.shape.parts == "column" else [])
        keys += ["budget"] + (["spent"] if self.shape.header == "two" else [])
        keys += ["group"] if self.shape.groups != "heading" else []
        return {key: number for number, key in enumerate([*keys, "status"], 1)}

    def header(self) -> None:
        labels = {
            "no": "ที่",
            "project": "โครงการ",
            "activity": "กิจกรรม",
            "budget": "งบประมาณ",
            "spent": "งบประมาณ",
            "group": "กลุ่มที่รับผิดชอบ",
            "status": "สถานะ",
        }
        top = self.row
        two = self.shape.header == "two"
        for key, column in self.columns.items():
            if key != "spent":
                self.sheet.cell(top, column).value = labels[key]
            if two and key == "budget":
                self.sheet.cell(top + 1, column).value = "ได้รับ"
                self.sheet.cell(top + 1, column + 1).value = "ใช้ไป"
                self.sheet.merge_cells(start_row=top, end_row=top, start_column=column, end_column=column + 1)
            elif two and key != "spent":
                self.sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
        self.row += 2 if two else 1
        self.since_header = 0

    def line(self, *, indent: int = 0, **values: object) -> int:
        if self.shape.header == "pages" and self.since_header == 3:
            self.header()
        for key, value in values.items():
            if value is None or key not in self.columns:
                continue
            cell = self.sheet.cell(self.row, self.columns[key])
            if key == "budget" and self.shape.digits == "thai":
                value = f"{value:,.2f}".translate(THAI)
            cell.value = value
            if indent and key == "project":
                cell.alignment = Alignment(indent=indent)
        self.row += 1
        self.since_header += 1
        return self.row - 1


def write_list(path: Path, groups: dict[str, list[Project]], shape: Shape, title: str = "") -> Path:
    """The list as a workbook in `path`."""
    book = openpyxl.Workbook()
    page = _Page(book.active, shape)
    page.sheet.cell(1, 1).value = (
        title or "แผนปฏิบัติการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๗ สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๙"
    )
    page.row = 3
    page.header()
    everything = sum(project.baht for projects in groups.values() for project in projects)
    if shape.total == "above":
        page.line(project="รวมทั้งสิ้น", budget=everything)
    number = 0
    for group, projects in groups.items():
        number = 0 if shape.numbers == "restart" else number
        number = _group(page, group, projects, number)
    if shape.total == "below":
        page.line(project="รวมทั้งสิ้น", budget=everything)
    book.save(path)
    return path


def _group(page: _Page, group: str, projects: list[Project], number: int) -> int:
    shape = page.shape
    subtotal = sum(project.baht for project in projects)
    if shape.groups == "heading":
        page.line(project=group, budget=subtotal if shape.subtotals == "heading" else None)
    first = page.row
    for position, project in enumerate(projects):
        number += 1
        shown = group if shape.groups == "column" or position == 0 else None
        _project(page, project, number, shown)
    if shape.groups == "merged" and page.row > first + 1 and shape.header != "pages":
        column = page.columns["group"]
        page.sheet.merge_cells(start_row=first, end_row=page.row - 1, start_column=column, end_column=column)
    names = {"named": "รวม", "group": f"รวม{group}", "plain": None}
    if shape.subtotals in names:
        page.line(project=names[shape.subtotals], budget=subtotal)
    return number


def _project(page: _Page, project: Project, number: int, group: str | None) -> None:
    shape = page.shape
    parts = project.parts if shape.parts != "none" else ()
    budget = None if parts and shape.unpriced else project.baht
    activity = None
    if shape.parts == "column" and parts:
        activity, budget, parts = "กิจกรรมที่ 1", parts[0], parts[1:]
    line: dict[str, object] = {
        "project": project.name,
        "budget": budget,
        "group": group,
        "status": "ดำเนินการ",
    }
    page.line(no=number if shape.numbers else None, activity=activity, **line)
    for position, baht in enumerate(parts, 1):
        match shape.parts:
            case "dotted" if shape.numbers:
                page.line(no=f"{number}.{position}", project=f"อบรมครั้งที่ {position}", budget=baht)
            case "dotted":
                page.line(project=f"{number}.{position} อบรมครั้งที่ {position}", budget=baht)
            case "bullet":
                page.line(project=f"- อบรมครั้งที่ {position}", budget=baht)
            case "indent":
                page.line(indent=2, project=f"อบรมครั้งที่ {position}", budget=baht)
            case "word":
                page.line(project=f"กิจกรรมที่ {position} อบรม", budget=baht)
            case "column":
                page.line(activity=f"กิจกรรมที่ {position + 1}", budget=baht)
