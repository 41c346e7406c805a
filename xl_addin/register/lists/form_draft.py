"""A draft of a form from a report that an office printed: what its table shows, with guesses marked and questions open.

Read are the header's levels, titles, heading rows, the total row, what kind of values stand in each column, choices,
and sums, differences and percentages that hold on every row. Who fills a column, whether an amount is of the round
or to date, what is required: no report says so. Every draft asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from xl_addin.form_workbook.content import FormContent
from xl_addin.model.form.loader import load_form
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.values.kinds import Kind
from xl_addin.register.lists.column_words import Role
from xl_addin.register.lists.header_rows import Header, find_header, numbers_columns, repeats_header
from xl_addin.register.lists.list_workbook import ListSheet, read_list_workbook

ANY_FORM = "khonkaen2"
"""Words of columns are read with the help of a form; which one does not matter for a draft."""

MOST_CHOICES, LONGEST_CHOICE = 8, 60
LONG_TEXT = 80
MOST_SUMMED = 6
LEAST_ROWS = 2
"""Rows on which arithmetic must hold to be taken for more than chance."""

_TOTAL = re.compile(r"^(?:รวม|ยอดรวม|total)", re.IGNORECASE)
_PERCENT = re.compile(r"ร้อยละ|%|เปอร์เซ็นต์")
_MONEY = re.compile(r"งบ|เงิน|บาท|เบิก|จ่าย|ใช้|เหลือ|จัดสรร|ได้รับ|แผน|ผล")
_THAI_DIGITS = re.compile("[๐-๙]")
_PLANNED = re.compile("แผน|จัดสรร|ได้รับ|งบประมาณ$|เป้าหมาย")


class NoTable(CatalogueError, ValueError):
    """A workbook in which no table of projects was found."""

    def __init__(self, file: str) -> None:
        super().__init__("form_draft_no_table", file=file)


@dataclass(slots=True)
class Draft:
    """`content`: of the form as far as it was read. `asks`: what is guessed or open, each at its key."""

    content: FormContent
    asks: list[Mistake] = field(default_factory=list)


@dataclass(slots=True)
class _Column:
    number: int
    label: list[str]
    key: str
    role: Role
    texts: list[str]
    amounts: list[int | None]
    kind: Kind = Kind.TEXT
    choices: dict[str, str] = field(default_factory=dict)
    formula: str | None = None
    summed: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.BAHT, Kind.PERCENT, Kind.COUNT)


def draft_form(report: Path, form_id: str) -> Draft:
    """The draft of the form whose report this workbook is. Raises PackageError, or NoTable where it has no table."""
    found = [
        (sheet, header)
        for sheet in read_list_workbook(report)
        if (header := find_header(sheet, load_form(ANY_FORM))) is not None
    ]
    if not found:
        raise NoTable(report.name)
    # A printed table closes with a total; a sheet of data beside it does not, and has more columns.
    read = [(sheet, header, *_rows(sheet, header)) for sheet, header in found]
    sheet, header, rows, headings, total = max(
        read, key=lambda one: (one[4] is not None, len(one[2]) * len(one[1].columns))
    )
    columns = _columns(sheet, header, rows, total)
    _find_arithmetic(columns)
    titles = _titles(sheet, header)
    raw = _raw(form_id, titles, headings, columns, total, _digits(sheet))
    return Draft(FormContent(raw), list(_asks(columns, headings)))


def _rows(sheet: ListSheet, header: Header) -> tuple[list[int], list[str], int | None]:
    """Rows of projects, texts of heading rows, and the last total row."""
    named = header.column(Role.PROJECT)
    assert named is not None
    rows: list[int] = []
    headings: list[str] = []
    total = None
    for row in range(header.bottom + 1, sheet.last_row + 1):
        cells = {column: cell for (at, column), cell in sheet.cells.items() if at == row and cell.text}
        if not cells or repeats_header(sheet, header, row) or numbers_columns(sheet, header, row):
            continue
        first = cells[min(cells)].text
        if _TOTAL.match(first) or _TOTAL.match(cells[named].text if named in cells else ""):
            total = row
        elif len(cells) == 1:
            if not rows or total is None:
                headings.append(first)
        elif named in cells:
            rows.append(row)
    return rows, headings, total


def _columns(sheet: ListSheet, header: Header, rows: Sequence[int], total: int | None) -> list[_Column]:
    columns: list[_Column] = []
    taken: set[str] = set()
    for one in header.columns:
        shown = [sheet.shown(row, one.number) for row in rows]
        key = {Role.NUMBER: "no", Role.PROJECT: "project", Role.GROUP: "group", Role.BUDGET: "budget"}.get(
            one.role, f"column_{one.number}"
        )
        if key in taken:
            key = f"column_{one.number}"
        taken.add(key)
        column = _Column(
            one.number,
            [label for label in one.labels if label] or [f"คอลัมน์ {one.number}"],
            key,
            one.role,
            [cell.text if cell is not None else "" for cell in shown],
            [cell.satang if cell is not None and cell.text else None for cell in shown],
        )
        _find_kind(column)
        whole = None if total is None else sheet.shown(total, one.number)
        known = [amount for amount in column.amounts if amount is not None]
        column.summed = bool(
            column.is_number
            and column.kind is not Kind.PERCENT
            and key != "no"
            and whole is not None
            and whole.satang is not None
            and known
            and sum(known) == whole.satang
        )
        columns.append(column)
    return columns


def _find_kind(column: _Column) -> None:
    said = [text for text in column.texts if text]
    numbers = [amount for amount in column.amounts if amount is not None]
    label = " ".join(column.label)
    if column.key == "no":
        column.kind = Kind.COUNT
    elif column.key in ("project", "group"):
        column.kind = Kind.TEXT
    elif said and len(numbers) == len(said):
        if _PERCENT.search(label):
            column.kind = Kind.PERCENT
        elif _MONEY.search(label) or any(number % 100 for number in numbers):
            column.kind = Kind.BAHT
        else:
            column.kind = Kind.COUNT
    elif not said and (_MONEY.search(label) or _PERCENT.search(label)):
        column.kind = Kind.PERCENT if _PERCENT.search(label) else Kind.BAHT
    elif any(len(text) > LONG_TEXT for text in said):
        column.kind = Kind.LONG_TEXT
    else:
        different = list(dict.fromkeys(said))
        few = 1 < len(different) <= MOST_CHOICES and len(said) >= 2 * len(different)
        if few and all(len(text) <= LONGEST_CHOICE for text in different):
            column.kind = Kind.CHOICE
            column.choices = {f"choice_{number}": text for number, text in enumerate(different, 1)}


def _find_arithmetic(columns: Sequence[_Column]) -> None:
    """Formulas that hold on every row: a column from columns before it, so that no two come of each other."""
    for place, column in enumerate(columns):
        before = [
            one
            for one in columns[:place]
            if one.is_number and one.key != "no" and one.kind is not Kind.PERCENT
        ]
        if column.is_number and column.key not in ("no", "budget"):
            column.formula = next(
                (text for text, values in _candidates(column, before) if _holds(column, values)), None
            )


def _candidates(column: _Column, before: Sequence[_Column]) -> Iterator[tuple[str, list[int | None]]]:
    if column.kind is Kind.PERCENT:
        for part, whole in ((a, b) for a in before for b in before if a is not b):
            # Cut and rounded percentages differ by one hundredth; both are taken.
            values = [
                None if a is None or not b else int(Decimal(a) * 10_000 / Decimal(b))
                for a, b in zip(part.amounts, whole.amounts, strict=True)
            ]
            yield f'IF({whole.key} = 0, "", {part.key} / {whole.key} * 100)', values
        return
    for left, right in ((a, b) for a in before for b in before if a is not b):
        yield (
            f"{left.key} - {right.key}",
            [(a or 0) - (b or 0) for a, b in zip(left.amounts, right.amounts, strict=True)],
        )
    for count in range(2, min(MOST_SUMMED, len(before)) + 1):
        choices = [before[-count:]] if len(before) > MOST_SUMMED else combinations(before, count)
        for parts in choices:
            sums = [sum(part.amounts[row] or 0 for part in parts) for row in range(len(column.amounts))]
            yield f"SUM({', '.join(part.key for part in parts)})", list(sums)


def _holds(column: _Column, values: Sequence[int | None]) -> bool:
    apart = 1 if column.kind is Kind.PERCENT else 0
    pairs = [
        (amount, value)
        for amount, value in zip(column.amounts, values, strict=True)
        if amount is not None and value is not None
    ]
    if len([amount for amount, _ in pairs if amount]) < LEAST_ROWS:
        return False
    return all(abs(amount - value) <= apart for amount, value in pairs)


def _titles(sheet: ListSheet, header: Header) -> list[str]:
    found = []
    for row in range(1, header.top):
        texts = [cell.text for (at, _), cell in sorted(sheet.cells.items()) if at == row and cell.text]
        found += [_plain(" ".join(texts))] if texts else []
    return found


def _plain(text: str) -> str:
    """A title as a jinja2 text: braces would begin a name."""
    return text.replace("{", "(").replace("}", ")")


def _digits(sheet: ListSheet) -> str:
    numbers = [cell.text for cell in sheet.cells.values() if cell.stored == "s"]
    return "thai" if sum(bool(_THAI_DIGITS.search(text)) for text in numbers) * 4 > len(numbers) else "arabic"


def _raw(
    form_id: str,
    titles: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[_Column],
    total: int | None,
    digits: str,
) -> dict[str, Any]:
    title = titles[0] if titles else "รายงานผลการดำเนินงาน"
    raw: dict[str, Any] = {
        "id": form_id,
        "version": 1,
        "title": title,
        "period": {"rounds": 4, "name": "ไตรมาสที่ {{ round }}"},
        "settings": {"digits": digits},
    }
    by_section = bool(headings) and not any(one.key == "group" for one in columns)
    if headings:
        raw["sections"] = {"label": "หัวข้อ", "prefilled": list(dict.fromkeys(map(_plain, headings)))}
    keys = {one.key for one in columns}
    raw["columns"] = [
        {"key": key, "label": [label], "kind": kind, "fill": "register"}
        for key, label, kind in (("no", "ที่", "count"), ("project", "โครงการ", "text"))
        if key not in keys
    ] + [_column(one) for one in columns]
    raw["template"] = {
        "titles": [*map(str, titles[:3]), "{{ group }}"] if titles else ["{{ office }} {{ group }}"]
    }
    sheet: dict[str, Any] = {
        "kind": "table",
        "name": "รายงาน",
        "orientation": "landscape",
        "titles": list(titles) or ["{{ office }}"],
        "columns": [
            {"label": one.label, "key": one.key}
            | ({"total": True} if one.summed else {})
            | ({"style": "order"} if one.key == "no" else {})
            for one in columns
        ],
    }
    if by_section or headings:
        sheet["headings"] = [{"by": "section_no", "text": "{{ row.section }}"}]
    if total is not None:
        sheet["total"] = "รวม"
    raw["report"] = {"title": title, "sheets": [sheet]}
    return raw


def _column(column: _Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": column.key,
        "label": column.label,
        "kind": str(column.kind),
        "fill": _filler(column),
    }
    if column.formula is not None:
        made["formula"] = column.formula
    if column.choices:
        made["choices"] = dict(column.choices)
    return made


def _filler(column: _Column) -> str:
    if column.formula is not None:
        return "computed"
    known = column.key in ("no", "project", "group", "budget") or _PLANNED.search(column.label[-1])
    return "register" if known else "group"


def _asks(columns: Sequence[_Column], headings: Sequence[str]) -> Iterator[Mistake]:
    yield Mistake("period.rounds", say("form_draft_rounds"), say("form_draft_decide"))
    if headings:
        yield Mistake(
            "sections.label", say("form_draft_headings", count=len(headings)), say("form_draft_decide")
        )
    for column in columns:
        where = f"columns[{column.key}]"
        name = " ".join(column.label)
        if column.formula is not None:
            told = say("form_draft_formula", label=name, formula=column.formula)
            yield Mistake(f"{where}.formula", told, say("form_draft_decide"))
        elif column.key not in ("no", "project", "group"):
            yield Mistake(f"{where}.fill", say("form_draft_fill", label=name), say("form_draft_decide"))
        if column.choices:
            told = say("form_draft_choices", label=name, count=len(column.choices))
            yield Mistake(f"{where}.choices", told, say("form_draft_decide"))
