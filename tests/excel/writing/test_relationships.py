"""What sheets refer to is told as XlsxWriter tells it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.excel.writing.workbook_writer import Book

LINKS = (
    "external:ส่งกลับ/แบบ 1.xlsx#'แบบ & สรุป'!B2",
    'external:a "b" <c>.xlsx',
    "https://example.org/?a=1&b=2",
)


def relationships(book: xlsxwriter.Workbook, buffer: BytesIO) -> dict[str, bytes]:
    plain, full = book.add_worksheet("ก"), book.add_worksheet("ข")
    plain.write_string(0, 0, "ก")
    for row, link in enumerate(LINKS * 2):
        full.write_url(row, 0, link, string="ดู")
    full.add_table(10, 0, 12, 1)
    full.write_comment("C3", "หมายเหตุ")
    full.insert_chart("D5", _chart(book))
    book.close()
    with ZipFile(buffer) as package:
        return {name: package.read(name) for name in package.namelist() if name.endswith(".rels")}


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=ก!$A$1:$A$2"})
    return chart


@pytest.mark.parametrize("kind", [PlainWorkbook, Book])
def test_links_drawings_tables_and_comments_are_told_as_xlsxwriter_tells_them(
    kind: type[xlsxwriter.Workbook],
) -> None:
    ours, theirs = BytesIO(), BytesIO()
    told = relationships(kind(ours), ours)
    assert told == relationships(xlsxwriter.Workbook(theirs), theirs)
    assert told["xl/worksheets/_rels/sheet2.xml.rels"].count(b"<Relationship ") == 6 + 1 + 1 + 2
