"""What stands at the foot of a printed page, as Excel reads it."""

from __future__ import annotations

import re
import zipfile
from html import unescape

import pytest

from xl_addin.excel.writing.print_setup import set_up_page
from xl_addin.excel.writing.workbook_writer import new_book


def footer_of(text: str) -> str:
    """The left part of a page's footer, codes and all."""
    with new_book() as (book, buffer):
        set_up_page(book.add_sheet("ก"), "portrait", text)
    sheet = zipfile.ZipFile(buffer).read("xl/worksheets/sheet1.xml").decode()
    return unescape(sheet.split("<oddFooter>")[1].split("&amp;R")[0])


def test_a_text_that_begins_with_a_digit_is_no_part_of_the_size() -> None:
    footer = footer_of("6 เดือนแรก")
    assert re.findall(r"&(\d+)", footer) == ["12"]
    assert footer.endswith("6 เดือนแรก")


@pytest.mark.parametrize("text", ["สำนักงานเขตพื้นที่การศึกษา " * 12, "แผน & งบ " * 60])
def test_a_long_footer_is_shortened_rather_than_lost(text: str) -> None:
    shown = footer_of(text).rpartition('"')[2]
    assert shown.endswith("…")
    assert text.startswith(shown.removesuffix("…").replace("&&", "&"))
