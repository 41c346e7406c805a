"""Ready, send, receipt; templates for the groups; the upload page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import ROOT, Running

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"
SCREENSHOTS = ROOT / "out" / "screenshots"
Open = Callable[..., BrowserExcel]


def fill_in(excel: BrowserExcel, amount: int) -> None:
    """Format A: every project has spent `amount` and goes on."""
    with excel.after():
        for used, status in zip(excel.addresses("used"), excel.addresses("status"), strict=True):
            excel.edit(SHEET, used, [[amount]])
            excel.edit(SHEET, status, [["กำลังดำเนินการ"]])


@pytest.fixture
def excel(open_book: Open) -> Iterator[BrowserExcel]:
    opened = open_book("spm2/g1")
    opened.settled(1)
    yield opened
    assert opened.blocked == []
    assert opened.errors == []


def test_a_form_with_blanks_cannot_be_called_ready(excel: BrowserExcel) -> None:
    assert excel.pane.locator("#ready").is_disabled()
    assert excel.pane.locator("#send").is_disabled()


def test_ready_stamps_the_identity_and_an_edit_takes_it_back(excel: BrowserExcel) -> None:
    fill_in(excel, 30000)
    excel.press("ready", "พร้อมส่งแล้ว")

    stamped = identity(excel)
    assert stamped["ready"] == str(2 * len(excel.addresses("used")))
    assert stamped["issue"] == "2"
    assert stamped["group_id"] == "g1"
    assert excel.page.evaluate("HOST.book.customProperties") == {
        "tidtam_issue": "2",
        "tidtam_ready": stamped["ready"],
    }

    with excel.after():
        excel.type(excel.addresses("used")[0], "1")
    assert identity(excel)["ready"] == ""
    assert excel.pane.locator("#send").is_disabled()


def identity(excel: BrowserExcel) -> dict[str, str]:
    cells = excel.dump()["_form"]
    return {
        str(cell["v"]): str(cells.get(f"B{address[1:]}", {"v": ""})["v"])
        for address, cell in cells.items()
        if address.startswith("A")
    }


def test_sending_gives_a_receipt_and_sending_again_tells_what_was_replaced(
    excel: BrowserExcel, office: FurnishedOffice
) -> None:
    fill_in(excel, 20000)
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.press("send", "ส่งแล้ว")

    first = (office.returned("spm2") / "g1.xlsx").read_bytes()
    digest = hashlib.sha256(first).hexdigest()
    assert digest[:16] in excel.text("receipt")
    sheet = openpyxl.load_workbook(BytesIO(first))[SHEET]
    assert [sheet[cell].value for cell in excel.addresses("used")] == [20000] * len(excel.addresses("used"))

    fill_in(excel, 21000)
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.press("send", "ส่งแล้ว")

    assert "ใช้แทนไฟล์ที่ส่งไว้ก่อน" in excel.text("receipt")
    assert digest[:16] in excel.text("receipt")
    assert (office.returned("spm2") / "g1.xlsx").read_bytes() != first


def test_the_officer_makes_templates_from_the_open_register(open_book: Open) -> None:
    officer = open_book("spm2/officer")
    officer.pane.locator("#make-templates").click()
    officer.pane.locator("#officer-result button").first.wait_for()
    assert officer.pane.locator("#officer-result button").count() >= 3

    officer.pane.locator("#officer-result button").first.click()
    officer.wait_for("HOST.opened.length === 1")
    template = openpyxl.load_workbook(BytesIO(base64.b64decode(officer.page.evaluate("HOST.opened[0]"))))
    assert template["_form"].sheet_state == "veryHidden"
    assert officer.errors == []


def test_a_group_opens_its_own_template_from_any_workbook(open_book: Open, office: FurnishedOffice) -> None:
    excel = open_book("spm2/officer", token=office.token("spm2/g3"))
    excel.pane.locator("#open-template").click()
    excel.wait_for("HOST.opened.length === 1")
    template = openpyxl.load_workbook(BytesIO(base64.b64decode(excel.page.evaluate("HOST.opened[0]"))))
    pairs = {row[0].value: row[1].value for row in template["_form"].iter_rows(max_col=2)}

    assert pairs["group_id"] == "g3"
    assert not excel.pane.locator("#officer").is_visible()


@pytest.fixture
def upload_page(browser: Browser, server: Running) -> Iterator[Page]:
    context = browser.new_context(locale="th-TH")
    page = context.new_page()
    page.goto(f"{server.base}/upload")
    yield page
    context.close()


def test_a_pc_without_the_pane_sends_from_a_page(upload_page: Page, office: FurnishedOffice) -> None:
    upload_page.fill("#token", office.token("khonkaen2/g3"))
    upload_page.set_input_files("#file", office.books["khonkaen2/g3"].path)
    upload_page.click("button")
    upload_page.locator("#receipt", has_text="ได้รับแล้ว").wait_for()

    sent = (office.returned("khonkaen2") / "g3.xlsx").read_bytes()
    assert sent == office.books["khonkaen2/g3"].path.read_bytes()


def test_the_page_says_why_another_groups_file_is_refused(
    upload_page: Page, office: FurnishedOffice, tmp_path: Path
) -> None:
    upload_page.fill("#token", office.token("khonkaen2/g1"))
    upload_page.set_input_files("#file", office.books["khonkaen2/g2"].path)
    upload_page.click("button")
    upload_page.locator("#problems li").wait_for()

    assert "เป็นของกลุ่มอื่น" in upload_page.inner_text("#problems")
    assert not (office.returned("khonkaen2") / "g1.xlsx").exists()
