"""XlsxWriter workbooks as this program writes them: fixed dates, formulas passed on untouched.

XlsxWriter looks through every formula for functions newer than Excel 2010 (some thirty regular expressions
each); ours use none, so the search is left out: writing formulas is ten times quicker. Texts are looked
through for what XML and Excel escape, many at once instead of one by one with five expressions each. Parts go into
the package while they are written (`package`), and of large sheets some are packed beside the rest.
`_prepare_formula`, `_write_shared_strings_file`, `_write_sst_strings`, `_write_a_latin`, `_store_workbook`, `_filename`
and the module's `ZipFile` are internal names of XlsxWriter: tests/excel/writing/test_plain_workbook.py and
test_fonts.py fail when they are no longer used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipInfo

import xlsxwriter
import xlsxwriter.workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.theme import THEME_XML_2007
from xlsxwriter.worksheet import Worksheet

from xl_addin.excel.side_process import beside
from xl_addin.excel.writing.package import Package, Packed, Part, PartText, package_at, packed
from xl_addin.excel.writing.plain_texts import in_runs, never_runs
from xl_addin.excel.writing.relationships import relationships_of
from xl_addin.excel.writing.typeface import (
    DEFAULT_COLUMN_PIXELS,
    DEFAULT_FONT,
    DEFAULT_ROW_PIXELS,
    normal_style,
    theme_with,
)

CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The date that every file of ours carries: the same input gives the same bytes."""


_BETWEEN_TEXTS = "</t></si><si><t>"

LARGE_SHEET = 50_000
"""Cells that take longer to pack than it takes to copy this process."""

_CELLS_OF_A_TEXT = 5
"""A shared text takes as long as so many cells."""


# XlsxWriter has no option for it: its workbooks make their package by this name.
xlsxwriter.workbook.ZipFile = package_at


class PlainWorksheet(Worksheet):
    """A worksheet whose formulas are written as given; `font`: the family of its workbook's Normal style."""

    font: str = DEFAULT_FONT
    _first_table = 0

    @property
    def bulk(self) -> int:
        """How many cells wait to be written in bulk."""
        return 0

    @property
    def has_drawings(self) -> bool:
        """Whether anything of it stands in parts of its own: charts, pictures, comments."""
        drawn = (self.charts, self.images, self.shapes, self.background_image)
        return any(drawn) or self.has_vml or self.has_header_vml

    def looks(self) -> list[Format]:
        """Every format that it uses, once."""
        formats = [info.column_format for info in self.col_info.values()]
        formats += [info.row_format for info in self.row_info.values()]
        formats += [cell.format for cells in self.table.values() for cell in cells.values()]
        return [one for one in dict.fromkeys(formats) if one is not None]

    def number_looks(self) -> None:
        """Give every format that it uses its number in the workbook: one given in a copy would not be known."""
        for look in self.looks():
            look._get_xf_index()

    def _prepare_tables(self, table_id: int, seen: dict[str, bool]) -> None:
        # A sheet that was packed before names its tables by their numbers.
        assert self._first_table in (0, table_id)
        self._first_table = table_id
        self.external_table_links.clear()
        super()._prepare_tables(table_id, seen)

    def let_go(self) -> None:
        """Forget written cells: with sheet and workbook holding each other they would wait for the collector."""
        for written in (self.table, self.row_info, self.row_sizes, self.merge, self.merged_cells):
            written.clear()

    def _assemble_xml_file(self) -> None:
        super()._assemble_xml_file()
        self.let_go()

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        written: int = super()._write_string(row, col, never_runs(string), cell_format)
        return written

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


def _for_the_side(workbook: PlainWorkbook) -> list[PlainWorksheet]:
    """Which large sheets are packed beside the rest, so that both take about as long."""
    rest, side = workbook.str_table.unique_count * _CELLS_OF_A_TEXT, 0
    chosen = []
    bulk = {sheet: sheet.bulk for sheet in workbook.worksheets() if sheet not in workbook.sealed}
    for sheet, cells in sorted(bulk.items(), key=itemgetter(1), reverse=True):
        if cells >= LARGE_SHEET and side <= rest:
            sheet.number_looks()
            chosen.append(sheet)
            side += cells
        else:
            rest += cells
    return chosen


class _PlainTexts(SharedStrings):
    """The shared strings; runs of texts with nothing to escape are written in one go."""

    def _write_sst_strings(self) -> None:
        for some, is_plain in in_runs(self.string_table.string_array):
            if is_plain:
                self.fh.write(f"<si><t>{_BETWEEN_TEXTS.join(some)}</t></si>")
            else:
                for text in some:
                    self._write_si(text)


class _PlainPackager(Packager):
    """Puts every part into the workbook's package, one after the other, and leaves none to be put there."""

    in_memory: bool
    workbook: Any
    _open: TextIOWrapper[Any] | None = None
    _package: Any = None
    _sheets: Sequence[Worksheet]

    def _filename(self, xml_filename: str) -> PartText:
        self._end_part()
        text = PartText(self._part(xml_filename))
        self._open = text.part
        return text

    def _part(self, name: str) -> Part:
        # Dates and rights as XlsxWriter gives them to parts in memory and to those in files.
        entry = ZipInfo(name, (1980, 1, 1 if self.in_memory else 31, 0, 0, 0))
        entry.external_attr = (0o600 if self.in_memory else 0o100600) << 16
        entry.compress_type = ZIP_DEFLATED
        return Part(self._package, entry)

    def _end_part(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _add_image_files(self) -> None:
        self._end_part()
        in_memory, self.in_memory = self.in_memory, True
        super()._add_image_files()
        self.in_memory = in_memory
        for image, name, _ in self.filenames:
            with self._part(name) as part:
                part.write(image.getvalue())
        self.filenames.clear()

    def _create_package(self) -> list[Any]:
        self._package = self.workbook.package
        sealed: dict[PlainWorksheet, Callable[[], Packed]] = self.workbook.sealed
        assert not any(sheet.selected for sheet in sealed)
        large = _for_the_side(self.workbook)
        self._sheets = [sheet for sheet in self.workbook.worksheets() if sheet not in (*sealed, *large)]
        with ExitStack() as sides:
            rest: Callable[[], Packed] = tuple
            if large:
                rest = sides.enter_context(beside(partial(self.packed_sheets, large)))
            super()._create_package()
            self._end_part()
            for sheet, parts in sealed.items():
                self._package.take(self._named(sheet, parts()))
                sheet.let_go()
            self._package.take(rest())
        return []

    def packed_sheets(self, sheets: Sequence[Worksheet]) -> Packed:
        """Some sheets, and what they refer to, packed."""

        def write(package: Package) -> None:
            self._package, self._sheets = package, sheets
            self._write_worksheet_files()
            self._write_worksheet_rels_files()
            self._end_part()

        own = self._package
        try:
            return packed(write)
        finally:
            self._package = own

    def _named(self, sheet: Worksheet, parts: Packed) -> Packed:
        """The parts of a sheet under its number, which may not have been its last when they were packed."""
        names = (self._name_of(sheet), f"{self._name_of(sheet, 'xl/worksheets/_rels')}.rels")
        for (entry, _), name in zip(parts, names, strict=False):
            entry.filename = name
        return parts

    def _write_worksheet_files(self) -> None:
        for sheet in self._sheets:
            sheet._set_xml_writer(self._filename(self._name_of(sheet)))
            sheet._assemble_xml_file()

    def _name_of(self, sheet: Worksheet, folder: str = "xl/worksheets") -> str:
        return f"{folder}/sheet{self.workbook.worksheets().index(sheet) + 1}.xml"

    def _write_worksheet_rels_files(self) -> None:
        for sheet in self.workbook.worksheets():
            if sheet in self._sheets and (told := relationships_of(sheet)):
                told._set_xml_writer(self._filename(f"{self._name_of(sheet, 'xl/worksheets/_rels')}.rels"))
                told._assemble_xml_file()

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            texts = _PlainTexts()
            texts.string_table = self.workbook.str_table
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class PlainWorkbook(xlsxwriter.Workbook):
    """A workbook of plain worksheets. Text is never turned into numbers, formulas or links.

    `font`: the family of its Normal style, of its theme and of every text that names no other.
    """

    filename: Any
    package: Package

    def __init__(self, path: Path | str | BinaryIO, font: str = DEFAULT_FONT, **options: Any) -> None:
        own = {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": normal_style(font),
            "default_column_width": DEFAULT_COLUMN_PIXELS,
            "default_row_height": DEFAULT_ROW_PIXELS,
        }
        self.font = font
        self.sides = ExitStack()
        self.sealed: dict[PlainWorksheet, Callable[[], Packed]] = {}
        super().__init__(path if hasattr(path, "write") else str(path), own | options)
        self.theme_xml = theme_with(font, THEME_XML_2007)
        self.set_properties({"created": CREATED})

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Any:
        sheet = super().add_worksheet(name, worksheet_class or PlainWorksheet)
        sheet.font = self.font
        return sheet

    def seal(self, sheet: PlainWorksheet) -> None:
        """Nothing is written into a sheet any more: a large one is packed beside what is written from here on.

        But not the one that is shown first, nor one with drawings: they are numbered when all are there.
        """
        if sheet.bulk < LARGE_SHEET or sheet is self.worksheets()[0] or sheet.has_drawings:
            return
        sheet.number_looks()
        before = self.worksheets()[: self.worksheets().index(sheet)]
        sheet._prepare_tables(1 + sum(len(one.tables) for one in before), {})
        self.sealed[sheet] = self.sides.enter_context(beside(partial(self.packed_sheet, sheet)))

    def packed_sheet(self, sheet: PlainWorksheet) -> Packed:
        """A sheet as it is, packed: with its number of now, which may not be its last."""
        packager = self._get_packager()
        packager._add_workbook(self)
        packager._set_in_memory(self.in_memory)
        return packager.packed_sheets([sheet])

    def drop_worksheet(self, sheet: Worksheet) -> None:
        """Take out a sheet that turned out not to be needed; nothing may name it by its number yet."""
        self.worksheets_objs.remove(sheet)
        del self.sheetnames[sheet.get_name()]
        self._number_sheets()

    def put_last(self, sheet: Worksheet) -> None:
        """Let a sheet stand behind all others; nothing may name it by its number yet."""
        self.worksheets_objs.remove(sheet)
        self.worksheets_objs.append(sheet)
        self._number_sheets()

    def _number_sheets(self) -> None:
        for number, one in enumerate(self.worksheets_objs):
            one.index = number

    def add_chart(self, options: dict[str, Any]) -> Chart:
        """A chart whose texts name their font for Thai too, and whose figures are not broken into lines.

        XlsxWriter names it for Latin letters alone, and leaves it to each program where a label breaks.
        """
        chart: Chart = super().add_chart(options)
        write_latin, write_labels, write_body = (
            chart._write_a_latin,
            chart._write_d_lbls,
            chart._write_a_body_pr,
        )

        def write_both(attributes: Any) -> None:
            write_latin(attributes)
            chart._xml_empty_tag("a:cs", attributes)

        def write_whole(labels: Any) -> None:
            chart._write_a_body_pr = lambda *_: chart._xml_empty_tag("a:bodyPr", [("wrap", "none")])
            write_labels(labels)
            chart._write_a_body_pr = write_body

        chart._write_a_latin = write_both
        chart._write_d_lbls = write_whole
        return chart

    def _store_workbook(self) -> None:
        self.package = Package(self.filename, "w", ZIP_DEFLATED, self.allow_zip64)
        target, self.filename = self.filename, self.package
        try:
            super()._store_workbook()
        finally:
            self.filename = target
            self.sides.close()
            # Where all went well it is closed.
            self.package.abandon()

    def _get_packager(self) -> _PlainPackager:
        return _PlainPackager()
