"""Filling in a real template in the browser host: what a person types, sees and gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.headless import ERROR, WARNING
from tests.excel_host.running import ROOT
from xl_addin.excel.writing.styles import ERROR_LOOK, MISSING_LOOK, WARNING_LOOK
from xl_addin.model.thai import fiscal_calendar

SHEET = "แบบรายงาน"
SCREENSHOTS = ROOT / "out" / "screenshots"
MOST_BATCHES = 4
"""Of a check that writes: read, look once more whether nothing was typed meanwhile, write; and Excel.run's own."""
Open = Callable[..., BrowserExcel]


@pytest.fixture
def excel(excel: BrowserExcel) -> Iterator[BrowserExcel]:
    """Nothing of the pane fails in the page."""
    yield excel
    assert excel.blocked == []
    assert excel.errors == []


def test_the_check_starts_with_the_document(excel: BrowserExcel) -> None:
    assert excel.text("progress-text") == "กรอกแล้ว 0 จาก 8 โครงการ, ต้องแก้ 16 แห่ง"
    assert excel.page.evaluate("HOST.startup") == "Load"


def test_projects_not_begun_are_counted_to_the_last(excel: BrowserExcel) -> None:
    group = excel.pane.locator("#problems > li", has_text="ยังไม่ได้กรอก 8 โครงการ")

    assert group.locator("button").count() == 5
    assert group.locator(".more").inner_text() == "และอีก 3 โครงการ"


def test_the_pane_has_the_colours_of_the_templates_legend(excel: BrowserExcel) -> None:
    """Wrong, still to be filled in, to be looked at: in the list as in the cells."""
    with excel.after():
        excel.edit(SHEET, "E14", [["130000"]])
        excel.edit(SHEET, "E15", [[0]])
        excel.edit(SHEET, "I15", [["ดำเนินการแล้ว"]])

    fills = excel.pane.locator("#problems").evaluate("""list => Object.fromEntries(
        ["button.error", "button.warning", "li.missing", "button.missing"].map(
            (look) => [look, getComputedStyle(list.querySelector(look)).backgroundColor]))""")
    assert fills == {
        "button.error": as_rgb(ERROR_LOOK),
        "button.warning": as_rgb(WARNING_LOOK),
        "li.missing": as_rgb(MISSING_LOOK),
        "button.missing": as_rgb(MISSING_LOOK),
    }
    warned = excel.pane.locator("#problems button.warning .where").first.inner_text().split()[-1]
    assert excel.mark(SHEET, warned) == WARNING


def as_rgb(look: dict[str, str]) -> str:
    red, green, blue = bytes.fromhex(look["bg_color"][1:])
    return f"rgb({red}, {green}, {blue})"


def test_typing_fills_the_computed_cells(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E9", "12000")

    assert excel.value(SHEET, "F9") == 12000
    assert excel.value(SHEET, "H9") == 10


def test_the_templates_own_sum_follows(excel: BrowserExcel) -> None:
    with excel.after():
        excel.edit(SHEET, "E9", [[100], ["๒๐๐"], [300]])

    assert excel.value(SHEET, "E18") == 600


@pytest.mark.parametrize("typed", ["๑๒,๕๐๐.๕๐", "12,500.50 บาท", " 12500.5 "])
def test_a_number_pasted_as_text_becomes_a_number(excel: BrowserExcel, typed: str) -> None:
    """The cell's own validation refuses such a text where it is typed, and lets a paste in, as Excel does."""
    with excel.after():
        excel.paste("E9", [[typed]])

    assert excel.value(SHEET, "E9") == 12500.5
    assert excel.value(SHEET, "F9") == 12500.5
    assert excel.mark(SHEET, "E9") is None


@pytest.mark.parametrize("pasted", ["ดำเนินการแล้ว ", " ดําเนินการแล้ว", "ดำเนิน\u200bการแล้ว"])
def test_a_choice_in_another_spelling_is_put_into_the_lists_own(excel: BrowserExcel, pasted: str) -> None:
    """What the pane understands the template's formulas and filters must find in the list."""
    with excel.after():
        excel.paste("I9", [[pasted]])

    assert excel.value(SHEET, "I9") == "ดำเนินการแล้ว"
    assert "ไม่อยู่ในรายการ" not in excel.native_words(SHEET, 9)


def test_a_day_of_the_year_2565_in_excels_own_era_becomes_the_day_that_was_meant(open_book: Open) -> None:
    """An Excel without the Thai calendar takes 15/12/2565 as it is typed: the template would find it too late."""
    excel = open_book("rayong2/g2")
    excel.settled(1)
    cell = excel.addresses("report_date")[0]
    with excel.after():
        excel.edit(SHEET, cell, [[fiscal_calendar.serial_of(dt.date(2565, 12, 15))]])

    assert excel.value(SHEET, cell) == fiscal_calendar.serial_of(dt.date(2022, 12, 15))
    assert "ปีงบประมาณ" not in excel.native_words(SHEET, int(cell[1:]))


def test_a_row_that_lost_its_project_is_told_and_not_ready(excel: BrowserExcel) -> None:
    """The consolidation could not use what is typed there."""
    excel.unprotect(SHEET)
    with excel.after():
        excel.edit(SHEET, excel.addresses("project_id")[0], [["P999"]])

    assert any("รหัสโครงการที่ซ่อนอยู่ในแถวนี้" in text for text in excel.problems())
    assert excel.pane.locator("#ready").is_disabled()

    with excel.after():
        excel.edit(SHEET, excel.addresses("project_id")[0], [[""]])
    assert any("รหัสโครงการที่ซ่อนอยู่ในแถวนี้" in text for text in excel.problems())


def test_a_wrong_cell_is_marked_named_and_found_by_a_click(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E14", "130000")

    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    excel.screenshot(SCREENSHOTS / "pane.png")
    assert excel.mark(SHEET, "E14") == ERROR
    [problem] = [text for text in excel.problems() if "E14" in text]
    assert "ใช้จ่ายรวม 130,000.00 บาท เกินงบประมาณที่ได้รับ 120,000.00 บาท" in problem
    assert "ตรวจจำนวนเงินของไตรมาสนี้" in problem
    excel.page.click('td[data-a="B2"]')
    excel.pane.get_by_text("ใช้จ่ายรวม 130,000.00").click()
    excel.wait_for("HOST.book.selection.r === 13 && HOST.book.selection.c === 4")


def test_putting_it_right_takes_the_mark_and_the_problem_away(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E14", "130000")
    with excel.after():
        excel.type("E14", "30000")

    assert excel.mark(SHEET, "E14") is None
    assert not any("E14" in text for text in excel.problems())


def test_the_pane_says_word_for_word_what_the_template_says(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E14", "130000")
    with excel.after():
        excel.paste("E15", [["abc"]])

    begun = [lines for _, lines in excel.listed() if len(lines) == 3]
    assert len(begun) == 2
    for wrong, [remedy], missing in begun:
        where, message, fix = wrong
        assert f"{message} — {fix}" in excel.native_words(SHEET, int(where[-2:]))
        where, message = missing
        assert f"{message} — {remedy}" in excel.native_words(SHEET, int(where[-2:]))


def test_what_was_found_last_stands_first(excel: BrowserExcel) -> None:
    with excel.after():
        excel.paste("E9", [["abc"]])
    with excel.after():
        excel.type("E14", "130000")

    first, second, *_ = [lines[0][0] for _, lines in excel.listed()]
    assert (first, second) == (f"{SHEET} E14", f"{SHEET} E9")
    with excel.after():
        excel.edit(SHEET, "I9", [["เสร็จแล้วจ้า"]])

    found = [where for _, [[where, *_], *_] in excel.listed()]
    assert found[:2] == [f"{SHEET} I9", f"{SHEET} E14"]


def test_the_bar_tells_projects_that_are_begun_from_those_in_order(excel: BrowserExcel) -> None:
    with excel.after():
        excel.edit(SHEET, "E9", [[100], [200]])
        excel.edit(SHEET, "I9", [["กำลังดำเนินการ"]])

    widths = {bar: excel.pane.locator(f"#bar-{bar}").get_attribute("style") for bar in ("begun", "finished")}
    assert widths == {"begun": "width: 25%;", "finished": "width: 12.5%;"}


def test_a_paste_of_several_rows_is_one_check(excel: BrowserExcel) -> None:
    calls = len(excel.calls)
    with excel.after():
        excel.edit(SHEET, "E9", [["๑๐๐"], ["200"], ["3x"], [400]])

    assert len(excel.calls) == calls + 1
    assert [excel.value(SHEET, f"F{row}") for row in (9, 10, 12)] == [100, 200, 400]
    assert excel.mark(SHEET, "E11") == ERROR


def test_a_paste_of_three_by_seven_is_one_check(open_book: Open) -> None:
    """Format C, where seven cells side by side are open: locked ones in between keep their formulas."""
    excel = open_book("rayong2/g2", protected=False)
    excel.settled(1)
    calls = len(excel.calls)
    first = excel.addresses("q1_actual")[0]
    with excel.after():
        excel.paste(first, [["๑๐๐", 2, 3, 4, 5, 6, 7], ["200", 2, 3, 4, 5, 6, 7], ["ก", 2, 3, 4, 5, 6, 7]])

    assert len(excel.calls) == calls + 1
    assert excel.value(SHEET, first) == 100
    assert excel.mark(SHEET, excel.addresses("q1_actual")[2]) == ERROR
    lost = [a for a in excel.addresses("used_to_date")[:3] if not excel.formula(SHEET, a)]
    assert lost == []


def rows_asked(call: dict[str, Any]) -> list[int]:
    """The row numbers of a live check; as many rows of cells travel as it names."""
    [question] = call["args"]
    assert len(question["rows"]["values"]) == len(question["rows"]["numbers"])
    numbers: list[int] = question["rows"]["numbers"]
    return numbers


def test_only_the_row_that_was_edited_travels(excel: BrowserExcel) -> None:
    assert len(rows_asked(excel.calls[-1])) == 8
    with excel.after():
        excel.paste("E12", [["๑,๐๐๐"]])

    assert rows_asked(excel.calls[-1]) == [12]


def test_only_the_rows_of_a_paste_travel(excel: BrowserExcel) -> None:
    with excel.after():
        excel.paste("E14", [["๑๐๐"], ["200"], ["3x"]])

    assert rows_asked(excel.calls[-1]) == [14, 15, 16]


def test_quick_edits_are_one_check(excel: BrowserExcel) -> None:
    calls = len(excel.calls)
    excel.stretch_waiting(1000)
    for row in (9, 10, 11):
        excel.edit(SHEET, f"E{row}", [[row]])
    assert excel.rows_waiting() == 3
    excel.stretch_waiting(1 / 1000)
    with excel.after():
        excel.check_now()

    assert len(excel.calls) == calls + 1


def test_the_panes_own_writing_starts_no_check(excel: BrowserExcel) -> None:
    calls = len(excel.calls)
    with excel.after():
        excel.paste("E9", [["๕๐"]])

    assert len(excel.calls) == calls + 1


def test_fill_down_and_delete(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E9", "70")
    with excel.after():
        excel.fill_down("E9:E12")
    assert [excel.value(SHEET, f"F{row}") for row in (9, 10, 11, 12)] == [70] * 4

    with excel.after():
        excel.delete("E10")
    assert excel.value(SHEET, "F10") == 0
    assert excel.text("progress-text").startswith("กรอกแล้ว 3 จาก 8 โครงการ")


def test_a_formula_that_was_overwritten_comes_back(excel: BrowserExcel) -> None:
    formula = excel.formula(SHEET, "F9")
    excel.page.evaluate("HOST.book.sheets[0].protection.protected = false")
    with excel.after():
        excel.edit(SHEET, "F9", [[999]])
    assert excel.formula(SHEET, "F9") == formula

    with excel.after():
        excel.edit(SHEET, "F9:F9", [[""]])
    assert excel.formula(SHEET, "F9") == formula


def test_the_sheet_stays_protected(excel: BrowserExcel) -> None:
    with excel.after():
        excel.type("E14", "130000")

    assert excel.is_protected(SHEET)
    assert excel.page.evaluate("HOST.book.sheets[0].protection.options.allowFormatColumns") is True


def test_the_sheet_is_never_found_open_between_two_batches(excel: BrowserExcel) -> None:
    """A number as text, a wrong one to be marked: read, looked at once more, put right."""
    excel.page.evaluate("""() => {
        HOST.found = [];
        HOST.meanwhile = async () => { HOST.found.push(HOST.book.sheets[0].protection.protected); };
    }""")
    with excel.after():
        excel.edit(SHEET, "E14", [["๑๓๐๐๐๐"]])

    assert excel.mark(SHEET, "E14") == ERROR
    batches = excel.page.evaluate("HOST.found")
    assert set(batches) == {True}
    assert len(batches) <= MOST_BATCHES


def test_a_sheet_is_locked_again_when_putting_it_right_fails(excel: BrowserExcel) -> None:
    """The batch stops in its middle; what Excel says goes to the console, and the next try puts it right."""
    excel.page.evaluate("""() => {
        const { color } = EXCEL_CLASSES.ConditionalRangeFill.properties;
        HOST.mended = color.set;
        color.set = () => { throw hostError("GeneralException", "There was an internal error."); };
    }""")
    excel.edit(SHEET, "E14", [["130000"]])
    excel.pane.locator("#live-status.away").wait_for()

    assert excel.is_protected(SHEET)
    assert any("There was an internal error." in text for text in excel.errors)
    assert excel.text("live-status") == "ยังตรวจไม่ได้: Excel ยังทำรายการนี้ไม่ได้ จะลองใหม่เอง"
    excel.errors.clear()
    with excel.after():
        excel.page.evaluate(
            "() => { EXCEL_CLASSES.ConditionalRangeFill.properties.color.set = HOST.mended; }"
        )
    assert excel.mark(SHEET, "E14") == ERROR
    assert excel.is_protected(SHEET)


def test_while_a_cell_is_being_edited_nothing_is_disturbed_or_lost(excel: BrowserExcel) -> None:
    runs = excel.runs()
    excel.stretch_waiting(1000)
    excel.edit(SHEET, "E9", [["๑๐"]])
    excel.begin_typing("E10", "2")
    assert excel.rows_waiting() == 1
    excel.stretch_waiting(1 / 1000)
    excel.check_now()
    excel.wait_for("() => HOST.heldUp === 1")
    assert excel.page.locator("td textarea").input_value() == "2"
    excel.page.keyboard.type("5")
    excel.page.keyboard.press("Enter")
    excel.settled(runs + 1)

    assert [excel.value(SHEET, f"F{row}") for row in (9, 10)] == [10, 25]


def test_whoever_presses_a_button_with_a_half_typed_cell_is_told_to_press_enter(excel: BrowserExcel) -> None:
    excel.begin_typing("E10", "25")
    excel.page.evaluate("document.getElementById('pane').contentDocument.getElementById('check-all').click()")
    excel.pane.locator("#held-up", has_text="กด Enter").wait_for()
    with excel.after(2):
        excel.page.locator("td textarea").press("Enter")

    assert not excel.pane.locator("#held-up").is_visible()
    assert excel.value(SHEET, "F10") == 25


def test_no_edit_made_during_a_check_is_lost(excel: BrowserExcel) -> None:
    """An edit in every batch of the pane's: while rows are read, written, marked, locked again."""
    rows = [9, 10, 11, 12, 14, 15, 16, 17]
    for turn in range(3):
        rows = rows[turn:] + rows[:turn]
        excel.edit_during_checks(SHEET, [(f"E{row}", f"๑{turn}{row}") for row in rows])
        excel.settled()

    assert {row: excel.value(SHEET, f"E{row}") for row in rows} == {row: int(f"12{row}") for row in rows}
    assert "9 จาก" not in excel.text("progress-text")


def test_a_cell_typed_into_within_the_batch_that_puts_it_right_keeps_the_last_entry(
    excel: BrowserExcel,
) -> None:
    """The second edit falls into each batch of the check of the first once, that of the writing too."""
    others = ["E10", "E11", "E12", "E14", "E15", "E16"]
    for between in range(len(others) + 1):
        edits = [("E9", "๑๑๑"), *((cell, "๙") for cell in others[:between]), ("E9", f"๑๒{between}")]
        excel.edit_during_checks(SHEET, edits)
        excel.settled()
        assert excel.value(SHEET, "E9") == int(f"12{between}")


def test_what_was_typed_last_wins_over_an_answer_on_its_way(excel: BrowserExcel) -> None:
    excel.edit_while_the_answer_is_on_its_way(SHEET, "E9", "๖๐")
    with excel.after(2):
        excel.edit(SHEET, "E9", [["๕๐"]])

    assert excel.value(SHEET, "E9") == 60
