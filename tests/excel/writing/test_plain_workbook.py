"""Workbooks are the same bytes for the same input, and formulas reach the file as they were written."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
import zipfile
import zlib
from base64 import b64decode
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from xl_addin.excel.writing.plain_workbook import PlainWorkbook

ROOT = Path(__file__).parents[3]
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = '=IFERROR(SUM(INDEX($A:$A,1):INDEX($A:$A,3)),"")'


def written(path: Path) -> Path:
    with PlainWorkbook(path) as book:
        sheet = book.add_worksheet("แบบ")
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.write_formula(0, 1, FORMULA, None, 6)
        sheet.write(0, 2, "=ไม่ใช่สูตร")
    return path


def test_a_formula_is_written_as_given_with_its_value(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(path)["แบบ"]["B1"].value == FORMULA
    assert openpyxl.load_workbook(path, data_only=True)["แบบ"]["B1"].value == 6


def test_typed_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    cell = openpyxl.load_workbook(written(tmp_path / "a.xlsx"))["แบบ"]["C1"]
    assert (cell.data_type, cell.value) == ("s", "=ไม่ใช่สูตร")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx").read_bytes() == written(tmp_path / "b.xlsx").read_bytes()


def test_xlsxwriter_still_asks_our_worksheet_for_its_formulas(tmp_path: Path) -> None:
    with PlainWorkbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        asked = []
        original = sheet._prepare_formula
        sheet._prepare_formula = lambda formula, expand=False: asked.append(formula) or original(formula)
        sheet.write_formula(0, 0, FORMULA)
    assert asked == [FORMULA]


ODD_TEXTS = [
    "ธรรมดา",
    "a & b < c > d",
    " ช่องว่างข้างหน้า",
    "ขึ้นบรรทัดท้าย\n",
    "สองบรรทัด\nในเซลล์เดียว",
    "_x000D_ ที่พิมพ์เอง",
    "\x07 เสียงกระดิ่ง",
    "\t",
    "<b>",
]


@pytest.mark.parametrize("more", [0, 250])
def test_texts_reach_the_file_as_xlsxwriter_itself_would_write_them(tmp_path: Path, more: int) -> None:
    texts = [*(f"โครงการที่ {number}" for number in range(more)), *ODD_TEXTS]
    for name, kind in (("ours.xlsx", PlainWorkbook), ("theirs.xlsx", xlsxwriter.Workbook)):
        with kind(tmp_path / name) as book:
            book.add_worksheet().write_column(0, 0, texts)
    ours, theirs = (
        zipfile.ZipFile(tmp_path / name).read("xl/sharedStrings.xml") for name in ("ours.xlsx", "theirs.xlsx")
    )
    assert ours == theirs


def test_xlsxwriter_still_asks_our_packager_for_the_texts(tmp_path: Path) -> None:
    asked = []
    with PlainWorkbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "ธรรมดา")
        packager = book._get_packager()
        original = packager._write_shared_strings_file
        packager._write_shared_strings_file = lambda: asked.append(True) or original()
        book._get_packager = lambda: packager
    assert asked == [True]


def test_a_large_part_is_packed_quickly_and_a_small_one_by_zlib(tmp_path: Path) -> None:
    texts = [f"{number} {'รายงานผลการดำเนินงาน ' * 500}" for number in range(200)]
    with PlainWorkbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_column(0, 0, texts)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        kept = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
        assert [element.text for element in kept.iter(f"{NAMESPACE}t")] == texts
        by_zlib = {
            entry.filename: entry.compress_size == packed_by_zlib(package.read(entry))
            for entry in package.infolist()
        }
    assert [name for name, is_zlib in by_zlib.items() if not is_zlib] == ["xl/sharedStrings.xml"]


def packed_by_zlib(content: bytes) -> int:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return len(packer.compress(content) + packer.flush())


PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize("in_memory", [False, True])
def test_parts_are_those_of_xlsxwriter_and_none_is_laid_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    entries = []
    path = tmp_path / "a.xlsx"
    theirs = partial(xlsxwriter.Workbook, str(path), {"in_memory": in_memory})
    for new_book in (theirs, partial(PlainWorkbook, path, in_memory=in_memory)):
        with new_book() as book:
            sheet = book.add_worksheet("แบบ")
            sheet.write_column(0, 0, ["โครงการ", 1, 2])
            sheet.insert_image(5, 0, "picture.png", {"image_data": BytesIO(PICTURE)})
            book.add_worksheet("ต่อ").write_url(0, 0, "https://www.example.com/")
        with zipfile.ZipFile(path) as package:
            entries.append(
                [
                    (one.filename, one.date_time, one.external_attr, one.flag_bits)
                    for one in package.infolist()
                ]
            )
            assert package.read("xl/media/image1.png") == PICTURE
            assert package.testzip() is None
        # The second one, ours, would fail where it made a file of its own.
        monkeypatch.setattr("tempfile.mkstemp", None)
    assert entries[0] == entries[1]


LARGE = """
import sys
from functools import partial
from contextlib import nullcontext
from xl_addin.excel.writing import plain_workbook
from xl_addin.excel.writing.bulk_rows import BulkSheet
if sys.argv[2] == "alone": plain_workbook.beside = lambda work: nullcontext(work)
with plain_workbook.PlainWorkbook(sys.argv[1]) as book:
    book.add_worksheet("ปก", BulkSheet)
    dropped = book.add_worksheet("ว่าง", BulkSheet)
    for size, (name, count) in enumerate((("ข้อมูล", 60_000), ("รายการ", 55_000), ("สรุป", 3), ("แผน", 50_000)), 10):
        sheet = book.add_worksheet(name, BulkSheet)
        look = book.add_format({"num_format": "#,##0.00"})
        head = book.add_format({"bold": True, "font_size": size})
        sheet.set_column(5, 5, 20, book.add_format({"italic": True, "font_size": size}))
        sheet.set_row(count + 5, 30, book.add_format({"underline": True, "font_size": size}))
        def fill(sheet, count, look):
            columns = [sheet.numbers(0, range(count), 2, look), sheet.texts(1, ["ก", "ข"] * (count // 2), look)]
            sheet.write_block(range(1, 1 + count // 2 * 2), columns)
        sheet.fill_later(partial(fill, sheet, count, look), count * 2 if name != "แผน" else 0, [look])
        heads = [{"header": f"{one} {name}", "header_format": head} for one in ("หัว", "ท้าย")]
        sheet.table_over(0, count, 1, f"table_{size}", heads)
        sheet.link(1, 1, "external:แบบรายงาน.xlsx")
        if name in ("ข้อมูล", "สรุป"): book.seal(sheet)
    book.drop_worksheet(dropped)
"""


@pytest.mark.slow
def test_large_sheets_are_packed_beside_the_rest_and_the_same_as_by_one_process(tmp_path: Path) -> None:
    files = []
    for name in ("beside", "alone"):
        files.append(tmp_path / f"{name}.xlsx")
        subprocess.run([sys.executable, "-c", LARGE, files[-1], name], cwd=ROOT, check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as package:
        assert package.testzip() is None
        parts = {name: package.read(name).decode() for name in package.namelist()}
    # What was packed elsewhere comes last: the sealed sheet, the other large one, each with what it refers to.
    assert [name.removeprefix("xl/worksheets/") for name in parts][-4:] == [
        "sheet2.xml",
        "_rels/sheet2.xml.rels",
        "sheet3.xml",
        "_rels/sheet3.xml.rels",
    ]
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    fonts = [font.find(f"{NAMESPACE}sz").get("val") for font in styles.find(f"{NAMESPACE}fonts")]
    looks = [fonts[int(look.get("fontId"))] for look in styles.find(f"{NAMESPACE}cellXfs")]
    book = openpyxl.load_workbook(files[0], read_only=True)
    for number, (sheet, count) in enumerate(zip(list(book)[1:], (60_000, 55_000, 2, 50_000), strict=True)):
        cells = list(sheet.values)
        assert (cells[0][0], cells[1][:2]) == (f"หัว {sheet.title}", (0, "ก"))
        assert cells[count][:2] == ((count - 1) / 100, "ข")
        part = parts[f"xl/worksheets/sheet{number + 2}.xml"]
        own = [looks[int(look)] for look in re.findall(r'(?:A1" s|style|customFormat="1" s)="(\d+)"', part)]
        assert own == [f"{10 + number}"] * len(own), sheet.title
        assert f"tables/table{number + 1}.xml" in parts[f"xl/worksheets/_rels/sheet{number + 2}.xml.rels"]


class FullDisk(BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() > 1000:
            raise OSError(errno.ENOSPC, "full")
        return super().write(data)


def test_a_full_disk_is_told_and_a_file_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = PlainWorkbook(FullDisk())
    book.add_worksheet().write_string(0, 0, "ธรรมดา")
    with pytest.raises(FileCreateError) as told:
        book.close()
    assert told.value.args[0].errno == errno.ENOSPC
    broken = PlainWorkbook(tmp_path / "a.xlsx")
    monkeypatch.setattr(broken.add_worksheet(), "_write_sheet_data", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        broken.close()
    assert broken.package.fp is None
