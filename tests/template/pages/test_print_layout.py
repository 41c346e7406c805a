"""The printed sheets of projects: small tables under their headers, chosen phrases whole."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.support import pdf
from tests.support.page_fill import planned_pages
from tests.support.pages import filled
from tests.support.soffice import Soffice
from xl_addin.excel.writing.print_setup import LOOSE, SAFETY
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form

pytestmark = pytest.mark.slow

D, E = load_form("chiangmai2"), load_form("yasothon2")
FORMS = {form.id: form for form in (D, E)}
NO_EFFECT: dict[str, Any] = {column.key: "none" for column in D.columns if column.key.endswith("_none")}
DPI = 144
INK = 128  # grey levels below are letters and lines, not the fill of a cell


def numbered(form: Form) -> dict[str, Any]:
    """Every prepared row of every small table, told apart by its first text."""
    rows = {}
    for table in form.tables:
        text = next(column.key for column in table.columns if column.kind == "long_text")
        rows[table.key] = [{text: mark(table.key, n)} for n in range(table.rows)]
    return rows


def mark(table: str, number: int) -> str:
    return f"{table[:3]}{number:02d}"


def busy() -> dict[str, Any]:
    """Seven activities, each with a result of three lines."""
    result = "อบรมครู " * 20
    row = {"level": "main", "status": "completed", "activity": "อบรม"}
    return {"activities": [row | {"result": f"{result} สิ้นสุด{n}"} for n in range(7)]}


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return {
        "chiangmai2": filled(D, [NO_EFFECT], [numbered(D)], fiscal_year=2567, round_=2),
        "yasothon2": filled(E, [{}], [numbered(E)], fiscal_year=2563),
        "busy": filled(D, [{}], [busy()], fiscal_year=2567, round_=2),
    }


@pytest.fixture(scope="module")
def printed(
    soffice: Soffice, books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("print")
    for name, book in books.items():
        (folder / f"{name}.xlsx").write_bytes(book)
    made = soffice.convert([folder / f"{name}.xlsx" for name in books], folder / "pdf")
    return dict(zip(books, made, strict=True))


def squeezed(path: Path) -> list[str]:
    return [pdf.squeeze(text) for text in pdf.texts(path)]


def unseen_lines(path: Path) -> list[str]:
    """Lines of the text of a PDF file that are not to be seen: LibreOffice cuts a text at its cell's edge."""
    command = ["pdftotext", "-bbox-layout", str(path), "-"]
    layout = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    unseen = []
    for page, text in zip(greys(path), layout.split("<page ")[1:], strict=True):
        for box, words in re.findall(r"<line ([^>]*)>(.*?)</line>", text, re.DOTALL):
            x0, y0, x1, y1 = (float(number) * DPI / 72 for number in re.findall(r'="([-\d.]+)"', box))
            third = (y1 - y0) / 3
            lines = page[int(y0 + third) : int(y1 - third)]
            if lines and min(min(line[int(x0) : int(x1) + 1]) for line in lines) >= INK:
                unseen.append(re.sub(r"<[^>]*>|\s", "", words))
    return unseen


def greys(path: Path) -> list[list[bytes]]:
    """The pages of a PDF file as lines of grey levels."""
    command = ["pdftoppm", "-gray", "-r", str(DPI), str(path)]
    pixmaps = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout
    pages = []
    while head := re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", pixmaps):
        width, height = int(head[1]), int(head[2])
        pixels, pixmaps = pixmaps[head.end() :][: width * height], pixmaps[head.end() + width * height :]
        pages.append([pixels[start : start + width] for start in range(0, len(pixels), width)])
    return pages


@pytest.mark.parametrize(("form_id", "full"), [("chiangmai2", 9), ("yasothon2", 3)])
def test_boxes_for_long_texts_take_the_rest_of_their_page(
    books: dict[str, bytes], form_id: str, full: int
) -> None:
    """But no more than twice their height, and never so much that a page overflows."""
    pages = planned_pages(books[form_id], {"portrait": LOOSE, "landscape": LOOSE})
    (project, _), *_ = Counter(page.sheet for page in pages).most_common()
    fills = [page.filled for page in pages if page.sheet == project]
    assert sum(fill >= 0.75 for fill in fills) >= full
    assert max(fills) <= SAFETY


@pytest.mark.parametrize("form_id", FORMS)
def test_every_row_of_a_small_table_is_printed_under_its_header(
    printed: dict[str, Path], form_id: str
) -> None:
    """Excel repeats one range of rows of a sheet, so a table on two pages has a page without its header."""
    pages = squeezed(printed[form_id])
    for table in FORMS[form_id].tables:
        header = [pdf.squeeze(part) for column in table.columns if not column.hidden for part in column.label]
        [page] = [text for text in pages if f"{mark(table.key, 0)}" in text]
        assert [part for part in header if part not in page] == []
        assert [n for n in range(table.rows) if mark(table.key, n) not in page] == [], table.key


def test_seven_activities_with_their_results_and_the_spare_rows_stay_on_one_page(
    printed: dict[str, Path],
) -> None:
    pages = squeezed(printed["busy"])
    [page] = [number for number, text in enumerate(pages) if "สิ้นสุด0" in text]
    assert [n for n in range(7) if f"สิ้นสุด{n}" not in pages[page]] == []
    assert "3.ความก้าวหน้า" in pages[page + 1], "spare rows take a page of their own"


def test_a_goal_is_printed_on_one_page_with_the_choice_that_it_has_no_effect(
    printed: dict[str, Path],
) -> None:
    pages = squeezed(printed["chiangmai2"])
    for key in NO_EFFECT:
        labels = [pdf.squeeze(" ".join(D.column(name).label)) for name in (key, key.removesuffix("_none"))]
        assert any(all(label in page for label in labels) for page in pages), labels


@pytest.mark.parametrize("name", ["chiangmai2", "yasothon2", "busy"])
def test_no_line_is_cut_at_the_edge_of_its_cell(printed: dict[str, Path], name: str) -> None:
    assert unseen_lines(printed[name]) == []


@pytest.mark.parametrize(
    ("form_id", "table", "grows"),
    [
        ("chiangmai2", "activities", True),
        ("yasothon2", "budget_lines", True),
        ("yasothon2", "activities", False),
    ],
)
def test_rows_grow_unless_a_text_stands_in_merged_cells(
    books: dict[str, bytes], form_id: str, table: str, grows: bool
) -> None:
    """Excel fits a row to the cells that are not merged, and would cut the text of the merged ones."""
    with zipfile.ZipFile(BytesIO(books[form_id])) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    rows = [row for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL) if mark(table, 0) in row]
    assert [("customHeight" in row.split(">")[0]) for row in rows] == [not grows]
