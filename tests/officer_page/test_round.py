"""A whole round of an office, clicked through in the browser: no terminal, no option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.officer_page.conftest import ROOT, office_program
from xl_addin.demo.demo import make_demo
from xl_addin.office.folder import OfficeFolder

pytestmark = pytest.mark.slow

SCREENSHOTS = ROOT / "out" / "screenshots"
WIDTHS = (320, 768, 1024, 1280, 1920)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real office's register and returned workbooks of its first round."""
    out = tmp_path_factory.mktemp("demo")
    make_demo("spm2", out, lambda path: None)
    return out / "spm2"


def keep(page: Page, name: str, section: str = "") -> None:
    """The picture of a step for the officer's guide: the page, or one of its sections."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"guide-{name}.png"
    if section:
        page.locator(f"section[aria-labelledby={section}]").screenshot(path=path, animations="disabled")
    else:
        page.screenshot(path=path, animations="disabled")


def settled(page: Page) -> None:
    """Until the page has looked at the office."""
    expect(page.locator("#register-said")).to_contain_text("โครงการ")
    expect(page.locator("#make-report")).to_be_enabled()


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def decide_by_keys(page: Page, button: Locator, reason: str) -> None:
    """The button asks why; the reason is typed, and the cursor is in its place at once."""
    button.press("Enter")
    expect(page.locator("form.reason input")).to_be_focused()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")


def decided_by_keys(page: Page) -> None:
    """A warning is accepted, a file sent back and taken in again, and a group has nothing, by the keyboard alone."""
    held = page.locator("#decisions li")
    expect(held).to_have_count(0)
    key = page.locator("#problems details", has=page.locator(".decide")).first.get_attribute("data-key")
    warning = page.locator(f"#problems details[data-key={key}]")
    warning.locator("summary").press("Enter")
    accept = warning.get_by_role("button", name="ยอมรับ:")
    before = accept.count()
    accept.first.press("Enter")
    accessible(page)
    page.keyboard.press("Escape")
    expect(accept.first).to_be_focused()
    decide_by_keys(page, accept.first, "ตามสัญญา")
    expect(held).to_have_count(1)
    expect(held).to_contain_text("เหตุผล: ตามสัญญา")
    expect(page.locator("#decided-said")).to_contain_text("บันทึกในทะเบียนแล้ว")
    expect(accept).to_have_count(before - 1)

    row = page.locator("#groups tbody tr", has=page.locator(".state.returned")).first
    key = row.get_attribute("data-key")
    row = page.locator(f"#groups tr[data-key={key}]")
    decide_by_keys(page, row.get_by_role("button", name="ส่งคืน"), "ยอดไม่ตรงกับบัญชี")
    expect(row.locator(".state")).to_have_text(re.compile("ส่งคืนให้แก้ไข"))
    expect(row).to_be_focused()
    keep(page, "6-problems", "problems-title")
    held.filter(has_text="ยอดไม่ตรงกับบัญชี").get_by_role("button").press("Enter")
    expect(row.locator(".state")).to_have_text(re.compile("ส่งแล้ว"))

    decide_by_keys(page, page.get_by_role("button", name="ไม่มีรายการรอบนี้").first, "แจ้งทางโทรศัพท์")
    expect(page.locator("#groups .state.nothing")).to_have_count(1)
    accessible(page)


def test_a_round_by_click(page: Page, demo: Path, tmp_path: Path) -> None:
    office = tmp_path / "ปีงบประมาณ 2563"
    with office_program(tmp_path) as running:
        page.goto(running.link)
        accessible(page)
        keep(page, "1-open")
        page.get_by_label("แบบรายงาน").select_option("spm2")
        page.get_by_label("โฟลเดอร์ที่จะทำ").fill(str(office))
        page.get_by_role("button", name="ทำโฟลเดอร์และทะเบียนเปล่า").click()
        expect(page.locator("#register-said")).not_to_be_empty()
        keep(page, "2-register")

        # The register is filled in in Excel and saved; the page reads it again by itself.
        OfficeFolder(office).register.write_bytes((demo / "register.xlsx").read_bytes())
        settled(page)
        expect(page.locator("#groups tbody tr")).to_have_count(9)

        page.get_by_role("button", name="ทำแบบทุกกลุ่ม").click()
        expect(page.locator("#templates-result")).to_contain_text("ทำแบบแล้ว")
        keep(page, "3-templates", "templates-title")
        assert len(list((office / "รอบ 1" / "แบบ").glob("*.xlsx"))) == 9

        page.locator("#files").set_input_files(sorted((demo / "returned").glob("*.xlsx")))
        expect(page.locator("#received li").last).to_contain_text("รับแล้ว")
        expect(page.locator("#returns-said")).to_contain_text("ส่งแล้ว 6 จาก 9 กลุ่ม")
        keep(page, "4-returns", "returns-title")

        page.get_by_role("button", name="รวมรายงาน").click()
        expect(page.locator("#report-said")).to_contain_text("ยังเป็นร่าง")
        assert (office / "รอบ 1" / "รายงาน.xlsx").is_file()
        expect(page.locator("#numbers")).to_contain_text("15 จาก 21")
        keep(page, "5-report", "report-title")
        page.get_by_role("button", name="ทำ Word").click()
        expect(page.locator("#beside-result li").first).to_contain_text(".docx")
        assert list((office / "รอบ 1").glob("*.docx"))
        page.get_by_role("button", name="ทำ PDF").click()
        expect(page.locator("#beside-result")).to_contain_text("ทำ PDF แล้ว")
        assert (office / "รอบ 1" / "รายงาน.pdf").read_bytes().startswith(b"%PDF")
        expect(page.get_by_role("button", name="เปิด PDF")).to_be_enabled()
        expect(page.get_by_label("ตัวเลขรอบก่อนจาก")).to_have_value("")

        page.locator("#problems summary").first.click()
        expect(page.locator("#problems .fix").first).to_contain_text("วิธีแก้")
        decided_by_keys(page)
        page.get_by_role("button", name="ทำไฟล์ส่งคืนและร่างอีเมล").click()
        expect(page.locator("#corrections-result p").first).to_contain_text("ร่างอีเมล")
        keep(page, "7-corrections", "corrections-title")
        made = {path.suffix for path in (office / "รอบ 1" / "ส่งคืนแก้ไข").iterdir()}
        assert {".xlsx", ".eml", ".txt"} <= made
        accessible(page)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=SCREENSHOTS / f"officer-page-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            accessible(page)

        page.get_by_role("button", name="ปิดโปรแกรม").click()
        assert running.process.wait(60) == 0


def test_keys_alone_reach_the_report(page: Page, demo: Path, tmp_path: Path) -> None:
    office = OfficeFolder(tmp_path / "ปีงบประมาณ 2563")
    office.path.mkdir()
    office.register.write_bytes((demo / "register.xlsx").read_bytes())
    with office_program(tmp_path, office.path) as running:
        page.goto(running.link)
        settled(page)
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "make-report":
                break
        page.keyboard.press("Enter")
        expect(page.locator("#report-said")).not_to_be_empty()
        assert office.round(1).report.is_file()


def test_the_icon_of_the_report_begins_with_it(page: Page, demo: Path, tmp_path: Path) -> None:
    office = OfficeFolder(tmp_path / "ปีงบประมาณ 2563")
    office.path.mkdir()
    office.register.write_bytes((demo / "register.xlsx").read_bytes())
    with office_program(tmp_path, office.path, "--report") as running:
        page.goto(running.link)
        expect(page.locator("#report-said")).to_contain_text("รวมรายงานเสร็จแล้ว")
        assert office.round(1).report.is_file()
