"""The planning group at the pane: follow the returns, consolidate with progress, the report open in Excel."""

from __future__ import annotations

import base64
import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.office import FurnishedOffice, furnish, served
from tests.excel_host.returned import long_in_reading, many_groups, return_as_in_the_demo, return_each
from tests.excel_host.running import ROOT, Running, free_port
from xl_addin.demo.examples import demo_register
from xl_addin.office.folder import CORRECTIONS
from xl_addin.server.app import PROJECT
from xl_addin.server.security.tokens import Role, TokenBook

pytestmark = pytest.mark.slow

SCREENSHOTS = ROOT / "out" / "screenshots"
GROUPS, COPIES = 40, 2
FILES = GROUPS * COPIES + 1
A4 = 9
JANUARY_2563 = dt.datetime(2020, 1, 6, 8, 40)
LONG_NAME = "กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร"
Open = Callable[..., BrowserExcel]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> FurnishedOffice:
    """spm2: an office of the demo with what its groups returned; khonkaen2: many groups, all in order."""
    many = many_groups("khonkaen2", GROUPS)
    registers = [(demo_register("spm2"), 1), (many, 1)]
    furnished = furnish(tmp_path_factory.mktemp("officer"), registers, free_port())
    return_as_in_the_demo(furnished, "spm2", JANUARY_2563)
    return_each(furnished.returned("khonkaen2"), many, [group.id for group in many.groups], COPIES)
    long_in_reading(furnished.returned("khonkaen2") / "g20 บัญชีทั้งปี.xlsx")
    return furnished


@pytest.fixture(scope="module")
def server(office: FurnishedOffice) -> Iterator[Running]:
    with served(office) as started:
        yield started


@pytest.fixture
def officer(open_book: Open) -> Iterator[BrowserExcel]:
    """At the register of the demo's office."""
    opened = open_book("spm2/officer")
    yield opened
    assert opened.blocked == []
    assert opened.errors == []


def pressed(officer: BrowserExcel, button: str) -> None:
    officer.pane.locator(f"#{button}").click()
    # Attached, not visible: a refusal hides the bar at once, and a busy browser is never seen to show it.
    officer.pane.locator("#job-text", has_text="เสร็จแล้ว").wait_for(state="attached")


def entry(officer: BrowserExcel, name: str) -> list[str]:
    """The lines that the pane shows of a group or a file."""
    return officer.pane.locator("#officer-result li", has_text=name).first.inner_text().split("\n")


def opened_workbook(officer: BrowserExcel) -> bytes:
    officer.wait_for("HOST.opened.length === 1")
    return base64.b64decode(officer.page.evaluate("HOST.opened[0]"))


def take_picture(officer: BrowserExcel, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    officer.page.screenshot(path=SCREENSHOTS / name, animations="disabled")


def test_the_officer_sees_who_has_returned_what(officer: BrowserExcel) -> None:
    officer.page.get_by_role("button", name="สำนักงาน", exact=True).click()
    pressed(officer, "follow")
    officer.pane.locator("#reminder").wait_for()
    take_picture(officer, "returns.png")

    assert "ส่งแล้ว 6 จาก 9 กลุ่ม และมีไฟล์ที่ยังใช้ไม่ได้อีก 2 กลุ่ม" in officer.text("officer-result")
    assert entry(officer, "กลุ่มอำนวยการ")[:3] == [
        "กลุ่มอำนวยการ",
        "ส่งแล้ว · เรียบร้อยทั้ง 1 โครงการ",
        "รายงานไตรมาส 1 ส่งแล้ว.xlsx · 9 ม.ค. 2563 08.40 น. (เวลาของไฟล์)",
    ]
    assert entry(officer, "กลุ่มบริหารงานบุคคล")[1] == "ส่งแล้ว · เรียบร้อย 1 จาก 2 โครงการ ต้องแก้ 1 แห่ง"


def test_the_officer_sees_why_a_file_does_not_count_and_how_to_put_it_right(officer: BrowserExcel) -> None:
    pressed(officer, "follow")
    officer.pane.locator("#reminder").wait_for()

    differing, damaged = entry(officer, "กลุ่มส่งเสริมการจัดการศึกษา"), entry(officer, "กลุ่มบริหารงานการเงิน")
    assert differing[1] == "ขัดแย้ง (เกินกำหนดแล้ว)"
    assert sum(line.startswith("ข้อมูลไม่ตรงกับไฟล์อื่น") for line in differing) == 2
    assert sum(line.startswith("ถามกลุ่มว่าใช้ไฟล์ใด") for line in differing) == 1
    assert damaged[1] == "ส่งมาแต่ใช้ไม่ได้ (เกินกำหนดแล้ว)"
    assert damaged[3].startswith("ไฟล์นี้มาไม่ครบ")
    assert damaged[4].startswith("ขอให้กลุ่มส่งไฟล์อีกครั้ง")
    assert "ไม่ใช่ไฟล์ Excel" in entry(officer, "หนังสือนำส่งแบบรายงาน.pdf")[1]


def test_the_reminder_can_be_copied_whole(officer: BrowserExcel) -> None:
    pressed(officer, "follow")
    reminder = officer.pane.locator("#reminder")
    lines = reminder.input_value().split("\n")

    assert [line[:2] for line in lines if line[0].isdigit()] == ["1.", "2.", "3."]
    assert lines[4] == f"3. {LONG_NAME} 1 โครงการ — ยังไม่ได้รับไฟล์"
    assert reminder.evaluate("box => box.scrollHeight <= box.clientHeight + 4")
    officer.pane.get_by_role("button", name="คัดลอกข้อความ").click()
    assert reminder.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") == "\n".join(
        lines
    )


def test_no_groups_name_is_cut_in_a_narrow_pane(officer: BrowserExcel) -> None:
    officer.page.set_viewport_size({"width": 700, "height": 760})
    pressed(officer, "follow")
    names = officer.pane.locator("#officer-result h3")
    names.first.wait_for()

    assert LONG_NAME in names.all_inner_texts()
    fits = "boxes => boxes.every((box) => box.scrollWidth <= box.clientWidth)"
    assert names.evaluate_all(fits)
    assert officer.pane.locator("body").evaluate("body => body.scrollWidth <= body.clientWidth")


def test_consolidation_shows_how_far_it_is_and_opens_the_commands_own_report(
    open_book: Open, office: FurnishedOffice
) -> None:
    """The pane asks more often than usual, so that it sees more steps of a consolidation that is soon done."""
    officer = open_book("khonkaen2/officer", replaced={"/tidtam/officer.js": in_a_hurry()})
    shown = officer.pane.locator("#job-text")
    shown.evaluate("""box => {
        globalThis.shown = [];
        new MutationObserver(() => globalThis.shown.push(box.textContent)).observe(box, { childList: true });
    }""")
    pressed(officer, "consolidate")
    report = opened_workbook(officer)

    texts = shown.evaluate("() => globalThis.shown")
    pattern = re.compile(rf"อ่านแบบที่ส่งมา (\d+) จาก {FILES}")
    counts = [int(found[1]) for text in texts if (found := pattern.fullmatch(text))]
    assert any(0 < count < FILES for count in counts)
    assert counts == sorted(counts)
    assert texts[-1] == f"เสร็จแล้ว {FILES} จาก {FILES}"
    assert f"รวมแล้ว {GROUPS} จาก {GROUPS} กลุ่ม" in officer.text("officer-result")
    assert report == by_command(office, "khonkaen2")
    assert_ready_to_print(report)


def in_a_hurry() -> str:
    script = (PROJECT / "static/js/tidtam/officer.js").read_text(encoding="utf-8")
    assert script.count("const POLL = 700;") == 1
    return script.replace("const POLL = 700;", "const POLL = 10;")


def by_command(office: FurnishedOffice, form_id: str) -> bytes:
    """The same consolidation by scripts/consolidate.py, the report beside the returned folder."""
    source = office.office.source(form_id)
    assert source is not None
    out = Path(source.returned).parent / "report.xlsx"
    command = [ROOT / "scripts/consolidate.py", source.register, source.returned, out, "--round", "1"]
    subprocess.run([sys.executable, *command], check=False, capture_output=True)
    return out.read_bytes()


def assert_ready_to_print(report: bytes) -> None:
    """Charts, print set-up and names are in what Excel was given to open."""
    book = openpyxl.load_workbook(BytesIO(report))
    printed = [sheet for sheet in book if sheet.print_area]
    assert len(printed) >= 4
    assert {sheet.page_setup.paperSize for sheet in printed} == {A4}
    assert any(sheet.print_title_rows for sheet in printed)
    assert "t_data" in book.defined_names
    assert any(name.startswith("xl/charts/chart") for name in zipfile.ZipFile(BytesIO(report)).namelist())


def test_the_officer_sees_what_was_consolidated_and_what_is_to_be_looked_at(officer: BrowserExcel) -> None:
    officer.page.get_by_role("button", name="สำนักงาน", exact=True).click()
    pressed(officer, "consolidate")
    report = openpyxl.load_workbook(BytesIO(opened_workbook(officer)))
    officer.pane.get_by_text("เปิดเป็นสมุดงานใหม่แล้ว").wait_for()
    take_picture(officer, "officer.png")

    assert {"การส่งรายงาน", "ข้อสังเกต", "กระทบยอด"} <= set(report.sheetnames)
    assert "รวมแล้ว 6 จาก 9 กลุ่ม" in officer.text("officer-result")
    found = entry(officer, "เกินงบประมาณที่ได้รับ")
    assert found[0] == "กลุ่มบริหารงานบุคคล › spm2_2563_รอบ1_กลุ่มบุคคล.xlsx › แบบรายงาน › E9"
    assert found[2].startswith("ตรวจจำนวนเงินของไตรมาสนี้")

    officer.pane.get_by_role("button", name="เปิดรายงานอีกครั้ง").click()
    officer.wait_for("HOST.opened.length === 2")
    assert officer.page.evaluate("HOST.opened[0] === HOST.opened[1]")


def test_the_officer_decides_in_the_pane_and_makes_what_goes_back(
    officer: BrowserExcel, office: FurnishedOffice
) -> None:
    """By the keyboard alone; the pane shows what is decided at once, and what was decided can be taken back."""
    pane, keyboard = officer.pane, officer.page.keyboard
    pressed(officer, "consolidate")
    pane.locator(".problems").get_by_role("button", name="ยอมรับ:").first.press("Enter")
    keyboard.type("ตามสัญญา")
    keyboard.press("Enter")
    pane.locator(".problems .decide", has_text="บันทึกในทะเบียนแล้ว").wait_for()

    pressed(officer, "follow")
    pane.get_by_text("เหตุผล: ตามสัญญา").wait_for()
    pane.get_by_role("button", name="ส่งคืน รายงานไตรมาส 1 ส่งแล้ว.xlsx").press("Enter")
    keyboard.type("ยอดไม่ตรงกับบัญชี")
    keyboard.press("Enter")
    pane.locator("#officer-result li.error", has_text="กลุ่มอำนวยการ").get_by_text(
        "ส่งคืนให้แก้ไข"
    ).first.wait_for()
    take_picture(officer, "decisions.png")

    pressed(officer, "correct")
    pane.locator("#officer-result li", has_text=".eml").first.wait_for()
    made = office.returned("spm2").parent / CORRECTIONS
    assert {".xlsx", ".eml"} <= {path.suffix for path in made.iterdir()}

    pressed(officer, "follow")
    back = pane.get_by_role("button", name="ยกเลิกการพิจารณา")
    back.last.press("Enter")
    pane.locator("#officer-result li.good", has_text="กลุ่มอำนวยการ").wait_for()
    back.first.press("Enter")
    back.first.wait_for(state="detached")


def test_templates_are_made_by_whole_names_and_a_workbook_that_is_no_register_makes_none(
    officer: BrowserExcel, open_book: Open, office: FurnishedOffice
) -> None:
    pressed(officer, "make-templates")
    officer.pane.get_by_role("button", name=f"เปิดแบบของ{LONG_NAME}").click()
    template = openpyxl.load_workbook(BytesIO(opened_workbook(officer)))
    identity = {row[0].value: row[1].value for row in template["_form"].iter_rows(max_col=2)}
    assert identity["group"] == LONG_NAME

    other = open_book("spm2/G01", token=office.token("spm2/officer"))
    pressed(other, "make-templates")
    other.pane.get_by_text("ยังทำแบบไม่ได้ ต้องแก้ทะเบียน").wait_for()
    assert other.pane.locator("#officer-result li.error .fix").first.inner_text()
    assert other.pane.locator("#officer-result button").count() == 0


@pytest.mark.parametrize(
    ("button", "said"), [("follow", "ดูโฟลเดอร์รับแบบไม่ได้"), ("consolidate", "รวมรายงานไม่ได้")]
)
def test_what_stands_in_the_way_is_said_in_the_pane(
    officer: BrowserExcel, office: FurnishedOffice, button: str, said: str
) -> None:
    returned = office.returned("spm2")
    away = returned.rename(returned.with_name("moved"))
    try:
        pressed(officer, button)
        officer.pane.locator("#officer-result .problem-text", has_text=said).wait_for()
    finally:
        away.rename(returned)

    assert str(returned) in officer.text("officer-result")
    assert officer.page.evaluate("HOST.opened.length") == 0


def test_a_server_that_is_away_for_a_moment_is_waited_for(officer: BrowserExcel) -> None:
    officer.page.route("**/tidtam/jobs/**", lambda route: route.abort())
    officer.pane.locator("#follow").click()
    officer.pane.locator("#job-text", has_text="ติดต่อเครื่องให้บริการไม่ได้ จะลองใหม่เอง").wait_for()
    officer.page.unroute("**/tidtam/jobs/**")
    officer.pane.locator("#reminder").wait_for()
    officer.errors.clear()  # the browser's own word for each request that failed


def test_a_revoked_officer_is_told_so(open_book: Open, office: FurnishedOffice) -> None:
    tokens = TokenBook(office.state.tokens)
    plain, token = tokens.issue(Role.OFFICER, "spm2")
    officer = open_book("spm2/officer", token=plain)
    officer.pane.locator("#officer").wait_for()
    tokens.revoke(token.id)
    officer.pane.locator("#follow").click()

    officer.pane.locator("#officer-result .problem-text", has_text="ถูกยกเลิกแล้ว").wait_for()
    officer.pane.locator("#enter-error", has_text="ถูกยกเลิกแล้ว").wait_for()


def test_the_ribbon_s_buttons_are_those_of_the_person_and_press_the_pane_s(
    open_book: Callable[..., BrowserExcel], office: FurnishedOffice
) -> None:
    officer = open_book("spm2/officer")
    officer.wait_for("HOST.ribbon?.tabs[0].controls.some((one) => one.enabled)")
    assert on_the_ribbon(officer) == {"Tidtam.Check", "Tidtam.Make", "Tidtam.Follow", "Tidtam.Report"}
    done = officer.page.evaluate(
        "new Promise((done) => HOST.actions.tidtamFollow({ completed: () => done(HOST.shown) }))"
    )
    assert done is True
    officer.pane.locator("#officer-result h3").first.wait_for()

    group = open_book("spm2/officer", token=office.token("spm2/G01"))
    group.wait_for("HOST.ribbon?.tabs[0].controls.some((one) => one.enabled)")
    assert on_the_ribbon(group) == {"Tidtam.Check", "Tidtam.Send"}


def on_the_ribbon(excel: BrowserExcel) -> set[str]:
    """Ids of the buttons that can be pressed."""
    controls = excel.page.evaluate("HOST.ribbon.tabs[0].controls")
    return {one["id"] for one in controls if one["enabled"]}
