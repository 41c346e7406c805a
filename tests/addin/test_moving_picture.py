"""The whole flow in the browser host, frame by frame: the README's moving picture.

`out/screenshots/flow.png`, looked at, is copied to workbook_templates/pictures/.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.running import ROOT
from tests.support.pictures.moving import moving_picture

pytestmark = pytest.mark.slow

FLOW = ROOT / "out" / "screenshots" / "flow.png"
SIZE = {"width": 1200, "height": 600}
SHEET = "แบบรายงาน"
DOING = "กำลังดำเนินการ"
Open = Callable[..., BrowserExcel]


def test_from_a_blank_template_to_the_report(open_book: Open) -> None:
    frames: list[tuple[bytes, float]] = []

    def keep(seen: BrowserExcel, seconds: float) -> None:
        frames.append((seen.page.screenshot(animations="disabled"), seconds))

    staff = open_book("spm2/g1")
    staff.page.set_viewport_size(SIZE)
    staff.settled(1)
    keep(staff, 1.5)
    first, *others = staff.addresses("used")
    with staff.after():
        staff.type(first, "99999999")
    assert staff.problems()
    keep(staff, 2.5)
    with staff.after():
        staff.type(first, "15000")
    keep(staff, 1.0)
    with staff.after():
        for address in others:
            staff.edit(SHEET, address, [[15000]])
        for address in staff.addresses("status"):
            staff.edit(SHEET, address, [[DOING]])
    keep(staff, 1.5)
    staff.press("ready", "พร้อมส่งแล้ว")
    keep(staff, 1.0)
    staff.press("send", "ส่งแล้ว")
    keep(staff, 1.5)

    officer = open_book("spm2/officer")
    officer.page.set_viewport_size(SIZE)
    officer.pane.locator("#follow").click()
    officer.pane.locator("#reminder").wait_for()
    keep(officer, 2.0)
    officer.pane.locator("#consolidate").click()
    officer.wait_for("HOST.opened.length === 1")
    officer.pane.get_by_text("เปิดเป็นสมุดงานใหม่แล้ว").wait_for()
    keep(officer, 2.5)

    assert [officer.errors, officer.blocked, staff.errors, staff.blocked] == [[], [], [], []]
    assert all(one != other for (one, _), (other, _) in pairwise(frames))
    FLOW.parent.mkdir(parents=True, exist_ok=True)
    FLOW.write_bytes(moving_picture(frames))
