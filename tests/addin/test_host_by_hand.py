"""The browser host as a newcomer uses it: with mouse and keyboard, as they would in Excel."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import ONE_PROJECT
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import Running

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"
CHOICES = ["ยังไม่ได้ดำเนินการ", "กำลังดำเนินการ", "ดำเนินการแล้ว"]
STILL_TO_FILL, IN_ORDER, WRONG = "rgb(255, 230, 153)", "rgb(198, 239, 206)", "rgb(255, 199, 206)"
Open = Callable[..., BrowserExcel]


def cell(excel: BrowserExcel, address: str) -> Any:
    return excel.page.locator(f'td[data-a="{address}"]')


def colour(excel: BrowserExcel, address: str) -> str:
    return str(cell(excel, address).evaluate("box => getComputedStyle(box).backgroundColor"))


def selected(excel: BrowserExcel) -> str:
    return str(excel.page.locator("td.selected").get_attribute("data-a"))


def press(excel: BrowserExcel, *keys: str) -> None:
    for key in keys:
        excel.page.keyboard.press(key)


# ---- choices and validation


def test_a_choice_cell_hangs_out_its_list(excel: BrowserExcel) -> None:
    cell(excel, "I9").click()
    assert "เลือกจากรายการ" in excel.page.locator(".note").inner_text()
    with excel.after():
        excel.page.locator(".arrow").click()
        assert excel.page.locator(".choices li").all_inner_texts() == CHOICES
        excel.page.get_by_text(CHOICES[2], exact=True).click()

    assert excel.value(SHEET, "I9") == CHOICES[2]


def test_a_choice_is_made_from_the_keyboard(excel: BrowserExcel) -> None:
    cell(excel, "I9").click()
    with excel.after():
        press(excel, "Alt+ArrowDown", "ArrowDown", "Enter")

    assert excel.value(SHEET, "I9") == CHOICES[1]


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [("E9", "๕๐ บาท", "พิมพ์เฉพาะตัวเลข"), ("E9", "1.234", "พิมพ์เฉพาะตัวเลข"), ("I9", "เสร็จแล้วจ้า", "อยู่ในรายการ")],
)
def test_a_typed_entry_that_the_cell_refuses_says_why(
    excel: BrowserExcel, address: str, typed: str, said: str
) -> None:
    excel.type(address, typed)
    refusal = excel.page.locator("#refusal[open]")
    assert said in refusal.inner_text()

    refusal.get_by_text("ลองใหม่").click()
    assert cell(excel, address).locator("textarea").input_value() == typed
    press(excel, "Escape")
    assert excel.value(SHEET, address) == ""


def test_an_entry_put_right_after_a_refusal_stands(excel: BrowserExcel) -> None:
    excel.type("E9", "abc")
    press(excel, "Enter")
    with excel.after():
        excel.page.keyboard.type("500")
        press(excel, "Enter")

    assert excel.value(SHEET, "E9") == 500


def test_the_templates_own_colours_are_drawn(excel: BrowserExcel) -> None:
    assert colour(excel, "E9") == STILL_TO_FILL
    assert colour(excel, "B1") == WRONG
    assert colour(excel, "D1") == IN_ORDER
    with excel.after():
        excel.type("E9", "100")

    excel.wait_for("still => getComputedStyle(Grid.box(8, 4)).backgroundColor !== still", STILL_TO_FILL)


# ---- typing


def test_a_double_click_opens_the_cell(excel: BrowserExcel) -> None:
    excel.edit(SHEET, "E9", [[12]])
    cell(excel, "E9").dblclick()
    with excel.after():
        excel.page.keyboard.type("5")
        press(excel, "Enter")

    assert excel.value(SHEET, "E9") == 125


def test_an_arrow_key_takes_over_what_is_typed(excel: BrowserExcel) -> None:
    cell(excel, "E9").click()
    with excel.after():
        excel.page.keyboard.type("70")
        press(excel, "ArrowDown")

    assert excel.value(SHEET, "E9") == 70
    assert selected(excel) == "E10"


def test_alt_enter_breaks_the_line(open_book: Open) -> None:
    excel = open_book("rayong2/g2")
    excel.settled(1)
    words = excel.page.evaluate(
        "HOST.book.sheets[0].validations.find((rule) => rule.type === 'textLength').areas[0].split(':')[0]"
    )
    words = f"{words[0]}{excel.addresses('status')[0][1:]}"
    cell(excel, words).click()
    press(excel, "F2")
    with excel.after():
        excel.page.keyboard.type("- 1")
        press(excel, "Alt+Enter")
        excel.page.keyboard.type("- 2")
        press(excel, "Enter")

    assert excel.value(SHEET, words) == "- 1\n- 2"


def test_what_is_copied_is_pasted_and_undone(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E9", "125")
    cell(excel, "E9").click()
    with excel.after():
        press(excel, "Control+c", "ArrowDown", "Control+v")
        excel.wait_for("HOST.book.sheets[0].cell(9, 4).v === 125")
    with excel.after():
        press(excel, "Control+z")
        excel.wait_for("HOST.book.sheets[0].cell(9, 4).v === ''")

    assert excel.value(SHEET, "E9") == 125
    press(excel, "Control+z")
    excel.wait_for("HOST.book.sheets[0].cell(8, 4).v === ''")


def test_a_locked_cell_says_so_in_thai_until_one_goes_on(excel: BrowserExcel) -> None:
    cell(excel, "D9").click()
    press(excel, "5")
    assert "D9 ล็อกไว้" in excel.page.inner_text("#said")

    press(excel, "ArrowRight")
    assert excel.page.inner_text("#said") == ""


# ---- the way through the sheet


def test_the_selection_stays_in_sight_and_out_of_hidden_columns(excel: BrowserExcel) -> None:
    cell(excel, "E9").click()
    press(excel, *["ArrowLeft"] * 12)
    assert selected(excel) == "B9"
    press(excel, "Home")
    assert selected(excel) == "B9"
    press(excel, *["PageDown"] * 5)
    box = excel.page.locator("td.selected").bounding_box()
    grid = excel.page.locator("#grid").bounding_box()
    assert box
    assert grid
    assert grid["y"] <= box["y"] <= grid["y"] + grid["height"] - box["height"]


def test_tab_goes_from_open_cell_to_open_cell_and_back(excel: BrowserExcel) -> None:
    cell(excel, "E9").click()
    press(excel, "Tab")
    assert selected(excel) == "I9"
    press(excel, "Tab")
    assert selected(excel) == "J9"
    press(excel, "Tab")
    assert selected(excel) == "E10"
    press(excel, "Shift+Tab")
    assert selected(excel) == "J9"


def test_a_link_of_the_template_leads_to_its_sheet(open_book: Open) -> None:
    excel = open_book(ONE_PROJECT["chiangmai2"])
    excel.settled(1)
    first = excel.page.locator("td.link").first
    name = str(first.get_attribute("data-a"))
    first.click()

    target = excel.page.evaluate("a => HOST.book.sheets[0].links[a]", name)
    assert excel.page.locator("#tabs button.active").inner_text() == target.split("!")[0].strip("'")


def test_a_date_shows_as_a_thai_date(open_book: Open) -> None:
    excel = open_book("rayong2/g2")
    excel.settled(1)
    day = excel.page.evaluate("""() => {
        const sheet = HOST.book.sheets[0];
        const [at] = [...sheet.cells].find(([, c]) => c.nf.includes("mmm") && !c.locked);
        const [r, c] = at.split(",").map(Number);
        return columnName(c) + (r + 1);
    }""")
    with excel.after():
        excel.edit(SHEET, day, [[44880]])
    excel.wait_for("a => document.querySelector(`td[data-a='${a}']`).textContent !== ''", day)

    assert cell(excel, day).inner_text() == "15 พ.ย. 2565"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (44880, "[$-D07041E]d mmm yyyy", "๑๕ พ.ย. ๒๕๖๕"),
        (243299, "d/m/yyyy", "15/2/2566"),
        (1234.5, '[$-D00041E]#,##0.00;[$-D00041E]-#,##0.00;"-"', "๑,๒๓๔.๕๐"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (-5, "#,##0;-#,##0", "-5"),
        (3, "[$-D00041E]0", "๓"),
        (0.125, "0.0%", "12.5%"),
    ],
)
def test_a_number_shows_as_its_format_says(
    excel: BrowserExcel, value: float, number_format: str, shown: str
) -> None:
    assert excel.page.evaluate("([v, nf]) => shownValue(v, nf)", [value, number_format]) == shown


@pytest.mark.parametrize("size", [(1400, 800), (1000, 700)])
def test_only_the_sheet_scrolls(open_book: Open, size: tuple[int, int]) -> None:
    excel = open_book("rayong2/g2")
    excel.settled(1)
    excel.page.set_viewport_size({"width": size[0], "height": size[1]})
    excel.page.evaluate("HOST.draw()")
    page, grid = (
        excel.page.evaluate(
            """s => {
                const box = document.querySelector(s);
                return [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
            }""",
            element,
        )
        for element in ("html", "#grid")
    )
    tab = excel.page.locator("#tabs button").first.bounding_box()

    assert page == [0, 0]
    assert grid[0] > 300
    assert tab
    assert tab["y"] + tab["height"] <= size[1]


# ---- workbooks and pages around them


def test_what_the_pane_opens_can_be_looked_at_and_taken_along(open_book: Open, tmp_path: Path) -> None:
    excel = open_book("spm2/officer")
    excel.pane.locator("#make-templates").click()
    excel.pane.locator("#officer-result button").first.click()
    books = excel.page.locator("#books button")
    books.nth(1).wait_for()
    books.nth(1).click()
    excel.page.locator("#tabs button", has_text=SHEET).wait_for()

    with excel.page.expect_download() as download:
        excel.page.click("#download")
    download.value.save_as(tmp_path / "taken.xlsx")
    given = openpyxl.load_workbook(BytesIO(base64.b64decode(excel.page.evaluate("HOST.opened[0]"))))
    taken = openpyxl.load_workbook(tmp_path / "taken.xlsx")
    assert taken.sheetnames == given.sheetnames
    books.first.click()
    excel.page.locator("#tabs button", has_text="วิธีใช้").wait_for()


def test_the_report_that_the_officer_opens_is_computed(open_book: Open) -> None:
    excel = open_book("spm2/officer")
    excel.pane.locator("#consolidate").click()
    excel.wait_for("HOST.books.length === 2")
    excel.page.locator("#books button").nth(1).click()
    excel.page.locator("#tabs button", has_text="ข้อมูล").wait_for()

    values = [cell["v"] for cells in excel.dump().values() for cell in cells.values()]
    assert len(values) > 100
    assert [value for value in values if str(value).startswith("#")] == []


def test_two_tabs_are_two_persons(excel: BrowserExcel, office: FurnishedOffice) -> None:
    other: Page = excel.context.new_page()
    other.goto(f"{excel.base}/host/open?book=spm2/officer")
    other.frame_locator("#pane").locator("#who", has_text="เจ้าหน้าที่แผน").wait_for()

    with excel.after():
        excel.edit(SHEET, "E9", [["๕๐"]])
    assert excel.value(SHEET, "E9") == 50
    assert excel.page.evaluate("sessionStorage.getItem('tidtam.token')") == office.token("spm2/g2")


def test_a_workbook_that_was_closed_meanwhile_asks_to_open_the_page_anew(excel: BrowserExcel) -> None:
    excel.page.evaluate("HOST.book.server.id = 'closed'")
    excel.page.evaluate("HOST.editAt('แบบรายงาน', 'E9', [[1]]).catch(() => null)")

    lost = excel.page.locator("#lost[open]")
    assert "เปิดหน้านี้ใหม่" in lost.inner_text()


def test_an_unknown_workbook_leads_back_to_the_start(excel: BrowserExcel) -> None:
    excel.page.goto(f"{excel.base}/host/open?book=nobody")
    lost = excel.page.locator("#lost[open]")

    assert "ไม่พบสมุดงานนี้" in lost.inner_text()
    lost.get_by_text("ไปหน้าแรก", exact=True).click()
    excel.page.get_by_text("หน้านี้ไม่ใช่ Excel").wait_for()


def test_the_first_page_tells_where_to_begin(server: Running, office: FurnishedOffice) -> None:
    with httpx.Client(base_url=server.base, follow_redirects=True, timeout=60) as client:
        page = client.get("/host").text
        missing = client.get("/host/nowhere")

    assert page.count("<h2>สำนักงาน") == len(office.office.sources)
    assert page.count("/host/open?book=") == len(office.books)
    assert page.count("<li>") >= 5
    assert 'href="/upload"' in page
    assert missing.status_code == 404
    assert "ไปหน้าแรก" in missing.text
