"""Forms with a sheet per project: a change anywhere on a sheet is checked with the whole project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import PAGE_FORMS
from tests.excel_host.headless import ERROR
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import ROOT

pytestmark = pytest.mark.slow

Open = Callable[..., BrowserExcel]
SCREENSHOTS = ROOT / "out" / "screenshots"


@pytest.fixture
def opened(open_book: Open, office: FurnishedOffice) -> Callable[[str], BrowserExcel]:
    """opened(form): the smallest workbook of the form, its first project's sheet in front."""

    def opened(form: str) -> BrowserExcel:
        books = [key for key in office.books if key.startswith(f"{form}/") and not key.endswith("officer")]
        excel = open_book(min(books, key=lambda key: office.books[key].path.stat().st_size))
        excel.settled(1)
        excel.page.evaluate("{ HOST.book.activate(HOST.book.sheets[1]); HOST.draw(); }")
        return excel

    return opened


def sheet(excel: BrowserExcel) -> str:
    return str(excel.page.evaluate("HOST.book.sheets[1].name"))


def field(excel: BrowserExcel, key: str) -> str:
    """The cell of a field: its row is the one whose first cell holds the key, its column stands beside it."""
    return str(
        excel.page.evaluate(
            """key => {
                const sheet = HOST.book.sheets[1];
                const [at] = [...sheet.cells].find(([at, cell]) => at.endsWith(",0") && cell.v === key);
                const row = Number(at.split(",")[0]);
                return sheet.cell(row, 1).v + (row + 1);
            }""",
            key,
        )
    )


@pytest.mark.parametrize("form", PAGE_FORMS)
def test_every_project_of_the_workbook_is_checked_at_the_start(
    opened: Callable[[str], BrowserExcel], form: str
) -> None:
    excel = opened(form)
    projects = excel.page.evaluate("HOST.book.sheets.filter((s) => s.names.length).length")

    # Rows for proposals are checked too, and are no projects.
    excel.wait_for(
        "n => { const { store } = document.getElementById('pane').contentWindow.tidtam;"
        " return store.total === n && store.allChecked; }",
        projects,
    )
    assert f"จาก {projects} โครงการ" in excel.text("progress-text")
    assert excel.errors == []
    assert excel.blocked == []


def test_an_amount_in_thai_digits_becomes_a_number_and_its_plan_is_judged(
    opened: Callable[[str], BrowserExcel],
) -> None:
    excel = opened("yasothon2")
    first = field(excel, "q1_plan")
    with excel.after():
        excel.paste(first, [["๑๒,๐๐๐"]])

    assert excel.value(sheet(excel), first) == 12000
    [problem] = [text for text in excel.problems() if "แผนสี่ไตรมาสรวม 12,000.00 บาท" in text]
    assert problem.split("\n")[1] in "".join(str(cell["v"]) for cell in excel.dump()[sheet(excel)].values())
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    excel.screenshot(SCREENSHOTS / "page.png")
    assert Path(SCREENSHOTS / "page.png").stat().st_size > 10_000


def test_an_unknown_choice_is_marked_and_found_by_a_click(opened: Callable[[str], BrowserExcel]) -> None:
    excel = opened("chiangmai2")
    status = field(excel, "status")
    with excel.after():
        excel.paste(status, [["เสร็จแล้วจ้า"]])

    assert excel.mark(sheet(excel), status) == ERROR
    excel.pane.locator("#problems ul button", has_text="เสร็จแล้วจ้า").click()
    excel.wait_for(
        "a => { const x = parseAddress(a), s = HOST.book.selection; return x.r === s.r && x.c === s.c; }",
        status,
    )
    with excel.after():
        excel.delete(status)
    assert excel.mark(sheet(excel), status) is None


def test_a_table_left_empty_is_marked_at_its_first_cell(opened: Callable[[str], BrowserExcel]) -> None:
    excel = opened("chiangmai2")
    first = excel.page.evaluate(
        """() => {
            const sheet = HOST.book.sheets[1];
            const [at] = [...sheet.cells].find(([, cell]) => cell.v === "indicator");
            return [Number(at.split(",")[0]) + 2, Number(at.split(",")[1])];
        }"""
    )
    cell = f"{chr(ord('A') + first[1])}{first[0]}"
    with excel.after():
        excel.type(field(excel, "status"), "ดำเนินการเสร็จสิ้นแล้ว")
    assert excel.mark(sheet(excel), cell) == ERROR
    with excel.after():
        excel.type(cell, "ร้อยละของครูที่ผ่านการอบรม")
    assert excel.mark(sheet(excel), cell) is None


def test_a_lost_formula_of_a_field_comes_back(opened: Callable[[str], BrowserExcel]) -> None:
    excel = opened("yasothon2")
    total = field(excel, "budget")
    formula = excel.formula(sheet(excel), total)
    assert formula
    excel.page.evaluate("{ HOST.book.sheets[1].protection.protected = false; }")
    with excel.after():
        excel.edit(sheet(excel), total, [[1]])

    assert excel.formula(sheet(excel), total) == formula
