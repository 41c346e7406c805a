"""Excel draws every text in the office's own letters: what styles, themes and charts say, part by part."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from tests.excel.writing.conftest import FONT
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.report.book.sheet_setup import THAI_DIGITS_FONT

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def parts(book: bytes, pattern: str) -> dict[str, etree._Element]:
    """The XML parts of a workbook whose names match."""
    archive = zipfile.ZipFile(BytesIO(book))
    return {
        name: etree.fromstring(archive.read(name)) for name in archive.namelist() if re.search(pattern, name)
    }


def font_of(name: str) -> str:
    """The font that a workbook is in: blank masters and registers are in their form's."""
    return "TH SarabunPSK" if name.startswith(("master", "blank")) else FONT


def test_no_cell_font_is_left_to_the_theme(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        (styles,) = parts(book, r"^xl/styles\.xml$").values()
        fonts = styles.find(f"{MAIN}fonts")
        assert {font.find(f"{MAIN}name").get("val") for font in fonts} == {font_of(name)}, name
        assert list(styles.iter(f"{MAIN}scheme")) == [], name


def test_rich_texts_name_their_font_and_no_scheme(books: dict[str, bytes]) -> None:
    seen = 0
    for name, book in books.items():
        for texts in parts(book, r"sharedStrings\.xml$").values():
            fonts = list(texts.iter(f"{MAIN}rFont"))
            seen += len(fonts)
            assert {font.get("val") for font in fonts} <= {font_of(name)}, name
            assert list(texts.iter(f"{MAIN}scheme")) == [], name
    assert seen


def test_the_theme_names_the_font_for_latin_and_for_thai(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        (theme,) = parts(book, r"^xl/theme/").values()
        for kind in ("majorFont", "minorFont"):
            (fonts,) = theme.iter(f"{DRAWING}{kind}")
            thai = fonts.find(f"{DRAWING}font[@script='Thai']")
            named = [fonts.find(f"{DRAWING}latin"), fonts.find(f"{DRAWING}cs"), thai]
            assert {one.get("typeface") for one in named} == {font_of(name)}, name


def test_texts_of_charts_name_the_font_for_latin_and_for_thai(books: dict[str, bytes]) -> None:
    charts = {
        f"{name} {part}": chart
        for name, book in books.items()
        for part, chart in parts(book, r"^xl/charts/chart\d+\.xml$").items()
    }
    assert len(charts) >= 5
    for name, chart in charts.items():
        latin = [one.get("typeface") for one in chart.iter(f"{DRAWING}latin")]
        thai = [one.get("typeface") for one in chart.iter(f"{DRAWING}cs")]
        assert latin == thai, name
        assert set(latin) == {FONT}, name


def test_headers_and_footers_name_the_font(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        for part, sheet in parts(book, r"^xl/worksheets/sheet\d+\.xml$").items():
            shown = [one.text or "" for one in sheet.iter(f"{MAIN}oddFooter", f"{MAIN}oddHeader")]
            named = {found for text in shown for found in re.findall('&"([^",]*)', text)}
            assert named <= {font_of(name), THAI_DIGITS_FONT}, f"{name} {part}"


@pytest.mark.parametrize("kind", ["pie", "doughnut", "column", "bar"])
def test_xlsxwriter_still_asks_our_charts_for_their_fonts(kind: str) -> None:
    buffer = BytesIO()
    with PlainWorkbook(buffer, FONT, in_memory=True) as book:
        sheet = book.add_worksheet()
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
        chart.set_title({"name": "ผล", "name_font": {"name": FONT}})
        chart.set_legend({"font": {"name": FONT}})
        sheet.insert_chart(0, 0, chart)
    (drawn,) = parts(buffer.getvalue(), r"^xl/charts/").values()
    assert len(list(drawn.iter(f"{DRAWING}cs"))) >= 2
