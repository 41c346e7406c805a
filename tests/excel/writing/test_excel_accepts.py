"""What is known to make Excel say "We found a problem with some content", looked for in every kind of workbook."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange
from openxml_audit import OpenXmlValidator

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
LONGEST_FORMULA, LONGEST_TEXT, LONGEST_PROMPT, LONGEST_FOOTER = 8192, 32767, 255, 255
MOST_BREAKS, MOST_LINKS, MOST_FORMATS = 1026, 65530, 64000


def parts(book: bytes, pattern: str) -> Iterator[tuple[str, etree._Element]]:
    archive = zipfile.ZipFile(BytesIO(book))
    for name in archive.namelist():
        if re.search(pattern, name):
            yield name, etree.fromstring(archive.read(name))


def sheets(book: bytes) -> Iterator[tuple[str, etree._Element]]:
    return parts(book, r"^xl/worksheets/sheet\d+\.xml$")


@pytest.mark.slow
def test_the_schemas_of_the_format_find_nothing(books: dict[str, bytes], tmp_path: Path) -> None:
    validator = OpenXmlValidator()
    found = {}
    for number, (name, book) in enumerate(books.items()):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(book)
        found[name] = [str(error) for error in validator.validate(str(path)).errors]
    assert {name: errors for name, errors in found.items() if errors} == {}


def test_names_of_parts_and_sheets_are_taken(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        archive = zipfile.ZipFile(BytesIO(book))
        assert [part for part, times in Counter(archive.namelist()).items() if times > 1] == [], name
        ((_, workbook),) = parts(book, r"^xl/workbook\.xml$")
        titles = [sheet.get("name") for sheet in workbook.iter(f"{MAIN}sheet")]
        assert len({title.casefold() for title in titles}) == len(titles), name
        assert [
            title for title in titles if not 0 < len(title) <= 31 or re.search(r"[\[\]:*?/\\]", title)
        ] == []
        names = [
            (one.get("name").casefold(), one.get("localSheetId"))
            for one in workbook.iter(f"{MAIN}definedName")
        ]
        assert len(set(names)) == len(names), name


def test_merged_cells_do_not_overlap(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        for part, sheet in sheets(book):
            seen: set[tuple[int, int]] = set()
            for merged in sheet.iter(f"{MAIN}mergeCell"):
                cells = set(_cells(merged.get("ref")))
                assert not cells & seen, f"{name} {part} {merged.get('ref')}"
                assert len(cells) > 1, f"{name} {part}"
                seen |= cells


def _cells(area: str) -> Iterator[tuple[int, int]]:
    (first, top), (last, bottom) = (
        (int("".join(str(ord(letter) - 64).zfill(2) for letter in letters)), int(row))
        for letters, row in re.findall(r"([A-Z]+)(\d+)", area)
    )
    return ((row, column) for row in range(top, bottom + 1) for column in range(first, last + 1))


def test_nothing_is_longer_than_excel_takes(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        for part, sheet in sheets(book):
            where = f"{name} {part}"
            assert all(len(one.text or "") <= LONGEST_FORMULA for one in sheet.iter(f"{MAIN}f")), where
            assert len(list(sheet.iter(f"{MAIN}brk"))) <= MOST_BREAKS, where
            assert len(list(sheet.iter(f"{MAIN}hyperlink"))) <= MOST_LINKS, where
            for footer in sheet.iter(f"{MAIN}oddFooter", f"{MAIN}oddHeader"):
                assert len(footer.text or "") <= LONGEST_FOOTER, where
                assert not re.search(r"&\d+\d{2}[^&\"]", footer.text or ""), where
            for rule in sheet.iter(f"{MAIN}dataValidation"):
                texts = [rule.get(key, "") for key in ("prompt", "error")]
                titles = [rule.get(key, "") for key in ("promptTitle", "errorTitle")]
                assert all(len(text) <= LONGEST_PROMPT for text in texts), where
                assert all(len(title) <= 32 for title in titles), where
                assert all(len(one.text or "") <= LONGEST_PROMPT for one in rule), where
        for _, texts in parts(book, r"sharedStrings\.xml$"):
            assert all(len("".join(one.itertext())) <= LONGEST_TEXT for one in texts), name
        ((_, styles),) = parts(book, r"^xl/styles\.xml$")
        assert len(styles.find(f"{MAIN}cellXfs")) <= MOST_FORMATS


def test_no_formula_is_left_with_an_error_or_an_unknown_value(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        for part, sheet in sheets(book):
            wrong = [cell.get("r") for cell in sheet.iter(f"{MAIN}c") if cell.get("t") == "e"]
            assert wrong == [], f"{name} {part}"


def test_link_targets_hold_nothing_that_excel_repairs(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        for part, rels in parts(book, r"_rels/[^/]*\.rels$"):
            targets = [one.get("Target") for one in rels if one.get("TargetMode") == "External"]
            assert [one for one in targets if re.search(r"[\s\[\]{}^]|#.*#", one)] == [], f"{name} {part}"


def test_every_chart_says_in_words_what_it_shows(books: dict[str, bytes]) -> None:
    shown = [
        frame.get("descr", "")
        for book in books.values()
        for _, drawing in parts(book, r"^xl/drawings/drawing\d+\.xml$")
        for frame in drawing.iter(f"{DRAWING}cNvPr")
    ]
    assert len(shown) >= 5
    assert all(len(words) > 5 for words in shown)


def test_every_workbook_has_a_title(books: dict[str, bytes]) -> None:
    for name, book in books.items():
        core = zipfile.ZipFile(BytesIO(book)).read("docProps/core.xml").decode()
        assert re.search(r"<dc:title>[^<]+</dc:title>", core), name


def test_the_header_of_every_excel_table_is_what_its_cells_say(books: dict[str, bytes]) -> None:
    """Excel repairs a table whose names differ from its header, stand twice, or are those of a defined name."""
    found = 0
    for name, book in books.items():
        opened = load_workbook(BytesIO(book))
        names = {defined.casefold() for defined in opened.defined_names}
        for sheet in opened.worksheets:
            for table in sheet.tables.values():
                found += 1
                header, *rows = sheet[table.ref]
                said = [column.name for column in table.tableColumns]
                assert [cell.value for cell in header] == said, f"{name} {table.name}"
                assert len({text.casefold() for text in said}) == len(said), f"{name} {table.name}"
                assert table.displayName.casefold() not in names, f"{name} {table.name}"
                assert rows, f"{name} {table.name}"
                merged = [
                    area for area in sheet.merged_cells.ranges if not area.isdisjoint(CellRange(table.ref))
                ]
                assert merged == [], f"{name} {table.name}"
    assert found >= 5
