"""Ready, send, receipt; templates for the groups; the upload page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import httpx
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.excel_host.browser import PATIENCE, POSITION, BrowserExcel
from tests.excel_host.headless import HeadlessExcel
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import ROOT, Running
from xl_addin.excel.addresses import cell_address

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"
PHONE = 360
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
    excel.pane.locator("#ready").click()
    excel.pane.locator("#message", has_text="ใส่ตำแหน่งผู้รับรองก่อน").wait_for()
    assert identity(excel)["ready"] == ""
    excel.pane.locator("#signed-on").fill("9 ม.ค. 2563")
    excel.press("ready", "พร้อมส่งแล้ว")

    stamped = identity(excel)
    assert stamped["ready"] == str(2 * len(excel.addresses("used")))
    assert stamped["issue"] == "2"
    assert stamped["group_id"] == "g1"
    signed = {"signed_position": POSITION, "signed_on": "9 ม.ค. 2563"}
    assert {key: stamped[key] for key in signed} == signed
    assert excel.page.evaluate("HOST.book.customProperties") == {
        "tidtam_issue": "2",
        "tidtam_ready": stamped["ready"],
        **{f"tidtam_{key}": value for key, value in signed.items()},
    }

    with excel.after():
        excel.type(excel.addresses("used")[0], "1")
    after = identity(excel)
    assert (after["ready"], after["signed_position"], after["signed_on"]) == ("", "", "")
    assert excel.pane.locator("#send").is_disabled()


def test_the_main_button_is_the_next_one_to_press(excel: BrowserExcel) -> None:
    assert main_buttons(excel) == ["ready"]
    fill_in(excel, 15000)
    excel.press("ready", "พร้อมส่งแล้ว")
    assert main_buttons(excel) == ["send"]
    excel.press("send", "ส่งแล้ว")
    assert main_buttons(excel) == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    excel.screenshot(SCREENSHOTS / "sent.png")

    with excel.after():
        excel.type(excel.addresses("used")[0], "15001")
    excel.pane.locator("#message", has_text="แก้หลังส่งแล้ว ต้องกดพร้อมส่งและส่งใหม่").wait_for()
    assert not excel.pane.locator("#receipt").is_visible()
    assert main_buttons(excel) == ["ready"]


def main_buttons(excel: BrowserExcel) -> list[str]:
    found: list[str] = excel.pane.locator("#work .buttons button.main").evaluate_all(
        "all => all.map((b) => b.id)"
    )
    return found


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
    lines = excel.text("receipt").split("\n")
    assert "กลุ่มนโยบายและแผน ไตรมาสที่ 1 ปีงบประมาณ 2566" in lines
    assert (
        f"กรอก {len(excel.addresses('used'))} จาก {len(excel.addresses('used'))} โครงการ, ต้องแก้ 0 แห่ง"
        in lines
    )
    assert any(re.fullmatch(r"\d+ \S+ \d{4} \d\d\.\d\d น\.", line) for line in lines)
    sheet = openpyxl.load_workbook(BytesIO(first))[SHEET]
    assert [sheet[cell].value for cell in excel.addresses("used")] == [20000] * len(excel.addresses("used"))

    fill_in(excel, 21000)
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.pane.locator("#send").click()
    changed = excel.pane.locator("#question .where").all_inner_texts
    excel.pane.locator("#question button", has_text="ส่งแทนไฟล์เดิม").wait_for()
    assert any("20,000" in line and "21,000" in line for line in changed())
    excel.pane.locator("#question button", has_text="ส่งแทนไฟล์เดิม").click()
    excel.pane.locator("#message", has_text="ส่งแล้ว").wait_for()
    excel.errors[:] = [
        error for error in excel.errors if "409 (Conflict)" not in error
    ]  # the question itself

    assert "ใช้แทนไฟล์ที่ส่งไว้ก่อน" in excel.text("receipt")
    assert digest[:16] in excel.text("receipt")
    assert (office.returned("spm2") / "g1.xlsx").read_bytes() != first


def test_the_officers_pane_says_which_register_and_round_are_open(open_book: Open) -> None:
    officer = open_book("spm2/officer")
    line = officer.pane.locator("#officer .open-round", has_text="ไตรมาสที่ 1 ปีงบประมาณ 2566")
    line.wait_for()

    assert "spm2.xlsx" in line.inner_text()
    assert "ไม่ใช่แบบรายงาน" not in officer.pane.locator("body").inner_text()


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
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="th-TH")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.base}/upload")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_a_pc_without_the_pane_fetches_its_template_and_sends_it_from_a_page(
    upload_page: Page, office: FurnishedOffice, tmp_path: Path
) -> None:
    upload_page.fill("#token", office.token("khonkaen2/g3"))
    with upload_page.expect_download() as download:
        upload_page.get_by_role("button", name="ดาวน์โหลดแบบของกลุ่ม").click()
    template = tmp_path / download.value.suggested_filename
    download.value.save_as(template)
    assert template.read_bytes() == office.books["khonkaen2/g3"].path.read_bytes()
    assert re.fullmatch(r"แบบรายงาน .*กลุ่ม.*\.xlsx", template.name)

    send_file(upload_page, template)
    upload_page.locator("#receipt", has_text="ได้รับไฟล์แล้ว แต่ยังไม่ได้กรอก").wait_for()
    assert (office.returned("khonkaen2") / "g3.xlsx").read_bytes() == template.read_bytes()
    assert "ยังไม่ได้กรอกโครงการใด" in upload_page.inner_text("#receipt")
    assert upload_page.inner_text("#message") == "ยังไม่นับว่าส่ง เพราะแบบยังไม่ได้กรอก"


def test_the_officers_code_fetches_no_groups_template(upload_page: Page, office: FurnishedOffice) -> None:
    upload_page.fill("#token", office.token("khonkaen2/officer"))
    upload_page.get_by_role("button", name="ดาวน์โหลดแบบของกลุ่ม").click()
    upload_page.locator("#message", has_text="ใส่รหัสของกลุ่ม").wait_for()


def test_the_page_asks_before_a_blank_file_replaces_a_filled_one(
    upload_page: Page, office: FurnishedOffice, client: httpx.Client, tmp_path: Path
) -> None:
    blank = office.books["rayong2/g3"].path
    excel = HeadlessExcel(blank, client, office.token("rayong2/g3"))
    [table] = excel.tables
    row = table.rows[0]
    excel.edit(table.sheet, cell_address(row, table.column("q2_actual")), [[180_000_000]])
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(excel.workbook.save())
    there = office.returned("rayong2") / "g3.xlsx"
    upload_page.fill("#token", office.token("rayong2/g3"))
    send_file(upload_page, filled)
    upload_page.locator("#receipt", has_text="ได้รับแล้ว").wait_for()
    said = upload_page.locator("#receipt .unfinished").inner_text()
    found = re.fullmatch(r"กรอก 1 จาก \d+ โครงการ, ต้องแก้ ([1-9]\d*) แห่ง", said)
    assert found is not None
    listed = upload_page.locator("#receipt .problems li")
    assert listed.count() == int(found[1])
    assert re.fullmatch(r"แบบรายงาน [A-Z]+\d+", listed.first.locator(".where").inner_text())
    assert listed.first.locator(".fix").inner_text()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    upload_page.screenshot(path=SCREENSHOTS / "upload-receipt.png", full_page=True)

    send_file(upload_page, blank)
    upload_page.locator("#question", has_text="ไฟล์ที่ส่งไว้ก่อนกรอกไว้มากกว่า").wait_for()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    upload_page.screenshot(path=SCREENSHOTS / "question.png")
    assert said in upload_page.inner_text("#question")
    upload_page.get_by_role("button", name="ไม่ส่ง เก็บไฟล์เดิมไว้").click()
    upload_page.locator("#message", has_text="ไม่ได้ส่ง").wait_for()
    assert there.read_bytes() == filled.read_bytes()

    send_file(upload_page, blank)
    upload_page.get_by_role("button", name="ส่งแทนไฟล์เดิม").click()
    upload_page.locator("#receipt", has_text="ใช้แทนไฟล์ที่ส่งไว้ก่อน").wait_for()
    assert there.read_bytes() == blank.read_bytes()


def send_file(page: Page, path: Path) -> None:
    page.set_input_files("#file", path)
    page.click("#upload button[type=submit]")


def test_the_page_says_of_a_register_that_it_is_no_groups_form(
    upload_page: Page, office: FurnishedOffice
) -> None:
    upload_page.fill("#token", office.token("rayong2/g1"))
    send_file(upload_page, office.books["rayong2/officer"].path)
    upload_page.locator("#receipt li").wait_for()

    said = upload_page.inner_text("#receipt")
    assert "อาจเป็นทะเบียนหรือรายงานรวม" in said
    assert "group_id" not in said
    assert "_form" not in said


def test_the_page_says_why_another_groups_file_is_refused(
    upload_page: Page, office: FurnishedOffice, tmp_path: Path
) -> None:
    upload_page.fill("#token", office.token("khonkaen2/g1"))
    send_file(upload_page, office.books["khonkaen2/g2"].path)
    upload_page.locator("#receipt li").wait_for()

    assert "เป็นของกลุ่มอื่น" in upload_page.inner_text("#receipt")
    assert upload_page.inner_text("body").count("เป็นของกลุ่มอื่น") == 1
    assert "กลุ่ม กลุ่ม" not in upload_page.inner_text("#receipt")
    assert not (office.returned("khonkaen2") / "g1.xlsx").exists()
