"""When something is not as it should be: no server, a bad token, another group, an older Excel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.headless import ERROR
from tests.excel_host.office import FurnishedOffice
from xl_addin.server.security.tokens import Role, TokenBook

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"
Open = Callable[..., BrowserExcel]


def test_without_the_server_the_pane_says_so_keeps_the_rows_and_catches_up(excel: BrowserExcel) -> None:
    # Only the live check is cut off: the grid's formulas are computed by the same process.
    excel.page.route("**/custom-scripts-call/**", lambda route: route.abort())
    runs = excel.runs()
    excel.edit(SHEET, "E9", [["๑๐๐"]])
    excel.pane.locator("#live-status.away").wait_for()
    assert "ติดต่อเครื่องให้บริการไม่ได้" in excel.text("live-status")
    assert "จะลองใหม่เอง" in excel.text("live-status")

    excel.edit(SHEET, "E10", [["130000"]])
    assert "เกินงบประมาณที่ได้รับ" in excel.native_words(SHEET, 10)
    excel.page.unroute("**/custom-scripts-call/**")
    excel.settled(runs + 1)

    assert excel.value(SHEET, "E9") == 100
    assert excel.mark(SHEET, "E10") == ERROR
    assert "ตรวจแล้ว" in excel.text("live-status")


def test_the_login_page_of_a_network_is_told_as_such(excel: BrowserExcel) -> None:
    page = "<html><body>Login to continue</body></html>"
    excel.page.route(
        "**/custom-scripts-call/**", lambda route: route.fulfill(body=page, content_type="text/html")
    )
    runs = excel.runs()
    excel.edit(SHEET, "E9", [["๑๐๐"]])
    excel.pane.locator("#live-status", has_text="หน้าเข้าสู่ระบบของเครือข่าย").wait_for()
    assert "Excel" not in excel.text("live-status")
    excel.page.unroute("**/custom-scripts-call/**")
    excel.settled(runs + 1)
    assert excel.value(SHEET, "E9") == 100


def test_the_bar_is_full_only_when_nothing_is_left_to_put_right(excel: BrowserExcel) -> None:
    with excel.after():
        for row in (*range(9, 13), *range(14, 18)):
            excel.edit(SHEET, f"E{row}", [["130000000"]])
    bar = excel.pane.locator("#work .bar")
    assert excel.pane.locator("#bar-begun").evaluate("one => parseFloat(one.style.width)") < 100
    assert (bar.get_attribute("aria-valuenow"), bar.get_attribute("aria-valuemax")) == ("0", "8")
    assert "ต้องแก้" in (bar.get_attribute("aria-valuetext") or "")


def test_a_wrong_token_asks_for_another(open_book: Open) -> None:
    excel = open_book("spm2/g2", token="test-token")
    excel.pane.locator("#enter-error", has_text="รหัสเข้าใช้ไม่ถูกต้อง").wait_for()

    assert excel.pane.locator("#enter").is_visible()


def test_without_a_code_the_pane_asks_for_one_and_does_nothing_else(open_book: Open) -> None:
    excel = open_book("spm2/g2", token="")
    excel.pane.locator("#enter").wait_for()

    assert excel.text("live-status") == "ใส่รหัสเข้าใช้ก่อน จึงจะเริ่มตรวจ"
    assert "ขอได้ที่กลุ่มนโยบายและแผน" in excel.text("enter")
    assert not excel.pane.locator("#work").is_visible()
    excel.edit(SHEET, "E9", [["๑๐๐"]])
    excel.pane.locator("#enter button").click()
    assert excel.text("enter-error") == "ใส่รหัสก่อน แล้วกด เข้าใช้"
    assert excel.calls == []
    assert excel.errors == []


def test_the_right_token_typed_into_the_pane_lets_in(open_book: Open, office: FurnishedOffice) -> None:
    excel = open_book("spm2/g2", token="")
    excel.pane.locator("#token").fill(office.token("spm2/g2").lower())
    excel.pane.locator("#enter button").click()
    excel.settled(1)

    assert excel.text("who") == "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา"
    assert not excel.pane.locator("#enter").is_visible()


def test_a_token_revoked_while_the_workbook_is_open_stops_the_check(
    open_book: Open, office: FurnishedOffice
) -> None:
    book = TokenBook(office.state.tokens)
    plain, token = book.issue(Role.GROUP, "spm2", "g2", "กลุ่มนิเทศ")
    excel = open_book("spm2/g2", token=plain)
    excel.settled(1)

    book.revoke(token.id)
    excel.edit(SHEET, "E9", [["๑๐๐"]])
    excel.pane.locator("#enter-error", has_text="ถูกยกเลิกแล้ว").wait_for()

    assert excel.value(SHEET, "E9") == "๑๐๐"
    assert excel.pane.locator("body").inner_text().count("ถูกยกเลิกแล้ว") == 1
    for button in ("check-all", "ready", "send"):
        assert excel.pane.locator(f"#{button}").is_disabled()


def test_another_groups_workbook_is_not_checked_with_this_token(
    open_book: Open, office: FurnishedOffice
) -> None:
    excel = open_book("spm2/g2", token=office.token("spm2/g1"))
    excel.pane.locator("#live-status.away").wait_for()

    assert "ไฟล์นี้เป็นของกลุ่มอื่น" in excel.text("live-status")
    assert excel.problems() == []

    excel.pane.locator("#change-code").click()
    excel.pane.locator("#token").fill(office.token("spm2/g2"))
    excel.pane.locator("#enter button[type=submit]").click()
    excel.settled(1)
    assert excel.text("who") == "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา"


def test_the_planning_group_reports_with_its_own_code_and_goes_back_to_the_officer_s(
    open_book: Open, office: FurnishedOffice
) -> None:
    excel = open_book("spm2/g1", token=office.token("spm2/officer"))
    excel.settled(1)
    assert excel.pane.locator("#own-group").is_visible()
    assert excel.pane.locator("#send").is_disabled()

    excel.pane.locator("#change-code").click()
    excel.pane.locator("#token").fill(office.token("spm2/g1"))
    excel.pane.locator("#enter button[type=submit]").click()
    excel.pane.locator("#who", has_text="กลุ่มนโยบายและแผน").wait_for()
    assert not excel.pane.locator("#own-group").is_visible()
    assert not excel.pane.locator("#officer").is_visible()

    excel.pane.locator("#change-code").click()
    excel.pane.locator("#known-codes button", has_text="เจ้าหน้าที่แผน").click()
    excel.pane.locator("#officer").wait_for()
    assert excel.text("who") == "เจ้าหน้าที่แผน"
    assert excel.errors == []


@pytest.mark.parametrize("api_version", [1.14, 1.13, 1.9])
def test_older_excels_check_as_well_and_do_not_run_in_circles(open_book: Open, api_version: float) -> None:
    excel = open_book("spm2/g2", api_version=api_version)
    excel.settled(1)
    calls = len(excel.calls)
    with excel.after():
        excel.edit(SHEET, "E9", [["๕๐"]])

    assert excel.value(SHEET, "E9") == 50
    assert len(excel.calls) == calls + 1
    assert excel.errors == []


def test_a_sheet_without_protection_is_left_without_it(open_book: Open) -> None:
    excel = open_book("spm2/g2", protected=False)
    excel.settled(1)
    with excel.after():
        excel.edit(SHEET, "E14", [["130000"]])

    assert excel.mark(SHEET, "E14") == ERROR
    assert not excel.is_protected(SHEET)


def test_text_from_a_cell_never_becomes_markup(excel: BrowserExcel) -> None:
    with excel.after():
        excel.edit(SHEET, "E9", [["<img src=x onerror=alert(1)>"]])

    assert any("<img src=x" in text for text in excel.problems())
    assert excel.pane.locator("#problems img").count() == 0
    assert excel.errors == []


def test_a_sheet_under_the_user_s_own_password_is_checked_without_marks_until_it_is_opened(
    open_book: Open,
) -> None:
    excel = open_book("spm2/g2")
    excel.settled(1)
    excel.page.evaluate("s => { HOST.book.sheet(s).protection.password = 'own'; }", SHEET)
    excel.edit(SHEET, "E9", [["130000000"]])
    excel.pane.locator("#live-status", has_text="รหัสผ่านที่ตั้งเอง").wait_for()
    assert "เกินงบประมาณ" in str(excel.listed())
    assert excel.mark(SHEET, "E9") != ERROR
    assert excel.page.evaluate("s => HOST.book.sheet(s).protection.protected", SHEET)

    excel.page.evaluate("s => { HOST.book.sheet(s).protection.password = null; }", SHEET)
    excel.pane.locator("#check-all").click()
    excel.pane.locator("#live-status.good", has_text="ตรวจแล้ว").wait_for()
    assert excel.mark(SHEET, "E9") == ERROR
    assert excel.errors == []
