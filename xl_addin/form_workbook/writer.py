"""The workbook of a form: Thai heads, drop-downs, guidance, keys in a hidden row, mistakes beside their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from xl_addin.excel.addresses import cell_address, column_letters, quote_sheet
from xl_addin.excel.writing.data_validation import shortened
from xl_addin.excel.writing.workbook_writer import Book, Sheet, new_book
from xl_addin.form_workbook.assembly import Spot
from xl_addin.form_workbook.content import Rows
from xl_addin.form_workbook.fields import Cell
from xl_addin.form_workbook.samples import SAMPLES, write_samples
from xl_addin.form_workbook.sheets import FORM, LISTS, SETTINGS, SHEETS, TEXTS, SheetSpec
from xl_addin.form_workbook.words import HEADS
from xl_addin.model.form.schema import Form
from xl_addin.model.notation.mistakes import Mistake

MISTAKES = "ที่ต้องแก้"
MORE_ROWS = 60
"""Blank rows below the last, with drop-downs, for what is added."""

_LISTS = "ค่าที่เลือกได้"
_ABOUT, _HEAD, _KEYS, _FIRST = 0, 1, 2, 3
"""Rows (from 0) of a sheet: what it is for, Thai heads, hidden keys, the first entry."""

_PROBLEM = "_problem"
_LINE, _HIGHEST = 22.0, 409.0
"""Points of a line, and of the highest row that Excel has."""

_WIDE = frozenset(
    {
        "text",
        "message",
        "fix",
        "guidance",
        "note",
        "formula",
        "check",
        "titles",
        "value",
        "heading",
        "label",
        "filter",
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """A mistake and the cell that it is told at; None: it has no cell."""

    mistake: Mistake
    spot: Spot | None


def workbook_of(
    rows: Rows,
    told: Sequence[Told] = (),
    numbers: Mapping[str, Sequence[int]] | None = None,
    form: Form | None = None,
) -> bytes:
    """The workbook of these rows. `told`: mistakes to write beside their cells; `numbers`: by sheet, which row (as in
    the spots) each entry of `rows` was. `form`: what the rows are, to draw its tables."""
    with new_book() as (book, buffer):
        writer = _Writer(book, told)
        if told:
            writer.list_sheet = book.add_sheet(MISTAKES)
        for spec in SHEETS:
            writer.sheet(spec, rows.get(spec.key, []), (numbers or {}).get(spec.key))
        if form is not None:
            looks = writer.looks
            write_samples(book.add_sheet(SAMPLES), form, looks["about"], looks["head"], looks["entry"])
        writer.options()
        if told:
            writer.mistakes()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Book, told: Sequence[Told]) -> None:
        self.book, self.told = book, told
        self.list_sheet: Sheet | None = None
        self.lists: dict[tuple[str, ...], str] = {}
        self.cells: dict[Spot, str] = {}
        text = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        make = book.add_format
        self.looks: dict[str, Format] = {
            "about": make({"bold": True, "font_size": 18, "font_color": "#1F3864"}),
            "head": make(
                {
                    "bold": True,
                    "text_wrap": True,
                    "valign": "vcenter",
                    "align": "center",
                    "bg_color": "#DDEBF7",
                    "border": 1,
                }
            ),
            "entry": make(text),
            "wrong": make(text | {"bg_color": "#FFC7CE"}),
            "label": make(text | {"bg_color": "#F2F2F2"}),
            "note": make(text | {"font_color": "#7F7F7F"}),
            "problem": make(text | {"font_color": "#C00000", "bold": True}),
            "link": make({"font_color": "#0563C1", "underline": 1, "valign": "top"}),
        }

    def sheet(
        self, spec: SheetSpec, entries: Sequence[Mapping[str, Cell]], numbers: Sequence[int] | None
    ) -> None:
        sheet = self.book.add_sheet(spec.title)
        keys = ["head", "value", "guidance", "setting"] if spec is FORM else spec.columns
        keys = [*keys, _PROBLEM]
        sheet.write_string(_ABOUT, 0, spec.about, self.looks["about"])
        for place, key in enumerate(keys):
            sheet.set_column(place, place, _width(spec, key), None, {"hidden": key == "setting"})
            head = {"head": "เรื่อง", "value": "ค่า", "guidance": "คำแนะนำ"}.get(key, "") if spec is FORM else ""
            shown = MISTAKES if key == _PROBLEM else head or HEADS.get(key, (key, ""))[0]
            sheet.write_string(_HEAD, place, shown, self.looks["head"])
            sheet.write_string(_KEYS, place, key)
        sheet.set_row(_HEAD, 48)
        sheet.set_row(_KEYS, None, None, {"hidden": True})
        last = _FIRST + len(entries) - 1 + (0 if spec is FORM else MORE_ROWS)
        for place, entry in enumerate(entries):
            spot_row = numbers[place] if numbers else _FIRST + place + 1
            self._entry(spec, sheet, keys, _FIRST + place, entry, spot_row)
        blanks = range(_FIRST + len(entries), last + 1)
        for row in blanks:
            for place in range(len(keys)):
                sheet.write_blank(row, place, None, self.looks["entry"])
        if spec is not FORM:
            for place, key in enumerate(spec.columns):
                self._guard(sheet, _FIRST, last, place, spec.options(key), key)
        sheet.freeze_panes(_FIRST, 1 if spec is FORM else min(3, len(keys)))
        area = f"{_fixed(_KEYS + 1, 1)}:{_fixed(last + 1, len(keys))}"
        self.book.define_name(spec.table, f"={quote_sheet(spec.title)}!{area}")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _entry(
        self,
        spec: SheetSpec,
        sheet: Sheet,
        keys: Sequence[str],
        row: int,
        entry: Mapping[str, Cell],
        spot_row: int,
    ) -> None:
        own = [
            one for one in self.told if one.spot and (one.spot.sheet, one.spot.row) == (spec.key, spot_row)
        ]
        wrong = {one.spot.column: one for one in own if one.spot}
        sheet.set_growing_row(row, _height(spec, entry))
        for place, key in enumerate(keys):
            value: Cell = entry.get(key)
            look = "wrong" if key in wrong else "entry"
            if spec is FORM and key in ("head", "guidance"):
                look = "label" if key == "head" else "note"
            if key == _PROBLEM:
                value = "\n".join(f"• {one.mistake.what} — {one.mistake.how}" for one in own) or None
                look = "problem"
            _write(sheet, row, place, value, self.looks[look])
            self.cells[Spot(spec.key, spot_row, key)] = (
                f"{quote_sheet(spec.title)}!{cell_address(row + 1, place + 1)}"
            )
        self.cells[Spot(spec.key, spot_row)] = f"{quote_sheet(spec.title)}!{cell_address(row + 1, 1)}"
        if spec is FORM:
            setting = str(entry.get("setting") or "")
            if setting in SETTINGS:
                self._guard(sheet, row, row, keys.index("value"), SETTINGS[setting].shown_options, setting)

    def _guard(self, sheet: Sheet, first: int, last: int, column: int, options: list[str], key: str) -> None:
        """A drop-down where there is one; beside every cell, what it asks for."""
        head, guidance = HEADS.get(key, (key, ""))
        rule: dict[str, object] = {"validate": "any"}
        if options:
            name = self.lists.setdefault(tuple(options), f"form_list_{len(self.lists) + 1}")
            rule = {"validate": "list", "source": f"={name}", "error_type": "warning"}
        if guidance:
            rule |= {"input_title": shortened(head, 32), "input_message": shortened(guidance, 255)}
        if options or guidance:
            sheet.data_validation(first, column, last, column, rule)

    def options(self) -> None:
        """The drop-downs' choices, on a hidden sheet."""
        sheet = self.book.add_sheet(_LISTS)
        sheet.hide()
        for column, (options, name) in enumerate(self.lists.items()):
            for row, option in enumerate(options):
                sheet.write_string(row, column, option)
            first, last = (_fixed(row, column + 1) for row in (1, len(options)))
            self.book.define_name(name, f"={quote_sheet(_LISTS)}!{first}:{last}")

    def mistakes(self) -> None:
        """The list of all mistakes, each with a link to its cell."""
        sheet = self.list_sheet
        assert sheet is not None
        sheet.write_string(_ABOUT, 0, f"{MISTAKES} {len(self.told)} แห่ง", self.looks["about"])
        for place, (head, width) in enumerate(
            (("ไปที่", 24), ("ผิดอย่างไร", 60), ("แก้อย่างไร", 70), ("ในแบบ", 40))
        ):
            sheet.set_column(place, place, width)
            sheet.write_string(_HEAD, place, head, self.looks["head"])
        for row, one in enumerate(self.told, _HEAD + 1):
            spot = one.spot
            cell = (
                None if spot is None else self.cells.get(spot) or self.cells.get(Spot(spot.sheet, spot.row))
            )
            if cell is None:
                sheet.write_string(row, 0, "-", self.looks["entry"])
            else:
                sheet.write_url(row, 0, f"internal:{cell}", self.looks["link"], cell.replace("'", ""))
            for place, said in enumerate((one.mistake.what, one.mistake.how, one.mistake.key), 1):
                sheet.write_string(row, place, said, self.looks["entry"])
        sheet.freeze_panes(_HEAD + 1, 0)


def _height(spec: SheetSpec, entry: Mapping[str, Cell]) -> float:
    """Points of a row in which each text is seen whole, as far as Excel's rows go."""
    widths = {key: _width(spec, key) for key in entry}
    lines = (
        sum(1 + int(len(line) / widths[key]) for line in str(value or "").split("\n"))
        for key, value in entry.items()
    )
    return min(max(lines, default=1) * _LINE, _HIGHEST)


def _fixed(row: int, column: int) -> str:
    return f"${column_letters(column)}${row}"


def _width(spec: SheetSpec, key: str) -> float:
    if key == _PROBLEM or (spec in (FORM, TEXTS) and key in _WIDE):
        return 70
    if spec is FORM:
        return 30
    return 34 if key in _WIDE else 24 if key in ("type", "sheet", "name") and spec is not LISTS else 16


def _write(sheet: Sheet, row: int, column: int, value: Cell, look: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)
