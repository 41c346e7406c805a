"""Merged cells, and cells with looks, are written as XlsxWriter writes them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import PlainWorkbook, PlainWorksheet

TEXTS = [
    "งบประมาณ",
    "a<b> & c",
    "_x0041_",
    "_x",
    " ก ",
    "ก\nข",
    "ก\tข\x07",
    "\u200bก\u00a0",
    "",
    "\ufffe\uffff",
]


def written(fill: Callable[[PlainWorkbook, Any], None], kind: type[PlainWorksheet]) -> tuple[bytes, bytes]:
    """The sheet that `fill` has written and the shared texts, without spans of rows: they are optional."""
    buffer = BytesIO()
    book = PlainWorkbook(buffer)
    sheet = book.add_worksheet("ก", kind)
    fill(book, sheet)
    # There are shared texts in any case.
    book.add_worksheet("ข").write_string(0, 0, "ท้าย")
    book.close()
    with ZipFile(buffer) as package:
        cells = re.sub(rb' spans="[^"]*"', b"", package.read("xl/worksheets/sheet1.xml"))
        return cells, package.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("seed", range(40))
def test_merged_cells_among_others_are_those_of_xlsxwriter(seed: int) -> None:
    def fill(book: PlainWorkbook, sheet: Any) -> None:
        chance = random.Random(seed)
        looks = [
            book.add_format({"border": 1}),
            book.add_format({"bold": True}),
            book.add_format({"num_format": "0.00"}),
        ]
        sheet.set_default_row(chance.choice((15, 20.25)))
        for row in range(0, 60, 3):
            if chance.random() < 0.8:
                look = chance.choice((None, None, looks[0]))
                options = chance.choice(({}, {}, {"level": 1}, {"hidden": True}))
                sheet.set_row(row, chance.choice((None, 9.0, 15, 20.25, 409.5)), look, options)
            column = 0
            while column < 20:
                last = column + chance.choice((0, 0, 1, 4, 14))
                below, look = row + chance.choice((0, 0, 1, 2)), chance.choice(looks)
                if (row, column) != (below, last) and chance.random() < 0.6:
                    if isinstance(sheet, BulkSheet):
                        sheet.merge_blank(row, column, below, last, look)
                    else:
                        sheet.merge_range(row, column, below, last, "", look)
                match chance.randrange(6):
                    case 0:
                        sheet.write_number(row, column, chance.choice((0, -1.5, 1e20, 12345678.9, 3)), look)
                    case 1:
                        value = chance.choice((1, 2.5, "", "ก<ข", "#N/A", True))
                        sheet.write_formula(row, column, "=IF(A1<B1,1,2)", look, value)
                    case 2:
                        sheet.write_string(row, column, chance.choice(TEXTS), look)
                    case 3:
                        # Into the merged cells, where others than the first are hidden.
                        sheet.write_number(below, last, 7, chance.choice(looks))
                column = last + 1

    assert written(fill, BulkSheet) == written(fill, PlainWorksheet)


def test_blank_cells_behind_a_bulk_cell_win_over_it() -> None:
    def fill(book: PlainWorkbook, sheet: Any) -> None:
        look, plain = book.add_format({"bold": True}), book.add_format({"border": 1})
        columns = [sheet.numbers(column, [1, 2], 0, plain) for column in range(4)]
        sheet.write_block([4, 5], columns)
        sheet.merge_blank(4, 1, 4, 2, look)

    cells = re.findall(rb'<c r="([A-Z]5)" s="(\d)"(/?)>', written(fill, BulkSheet)[0])
    assert cells == [(b"A5", b"1", b""), (b"B5", b"2", b"/"), (b"C5", b"2", b"/"), (b"D5", b"1", b"")]


def test_a_text_in_its_own_cell_is_escaped_as_a_shared_one() -> None:
    made = []
    for keeps in (True, False):

        def fill(_: PlainWorkbook, sheet: Any, keeps: bool = keeps) -> None:
            if keeps:
                sheet.keep_texts()
            for row, text in enumerate(TEXTS):
                sheet.write_string(row, 0, text)

        made.append(written(fill, BulkSheet))
    own = re.findall(rb"<is>(.*?)</is>", made[0][0], re.DOTALL)
    assert [*own, "<t>ท้าย</t>".encode()] == re.findall(rb"<si>(.*?)</si>", made[1][1], re.DOTALL)
