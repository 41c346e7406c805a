"""A short session of typing notices when the pane breaks: each of these changes to its code is caught.

Caught means that the session complains of what the change breaks; any other complaint, or a harness that
fails, is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import TimeoutError

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import ONE_PROJECT
from xl_addin.server.app import PROJECT

pytestmark = pytest.mark.slow

SHEET = "แบบรายงาน"
SCRIPTS = PROJECT / "static" / "js" / "tidtam"

Open = Callable[..., BrowserExcel]
Step = Callable[[BrowserExcel], str]
"""Gives what it finds wrong, "" when all is in order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the pane, written otherwise.

    `old` stands once in the file, `new` in its place.
    """

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """The pane with a fault.

    `complaint`: what a session must say of it, as a regular expression.
    """

    complaint: str
    changes: tuple[Change, ...]


GUARD = (
    'if (event.triggerSource === "ThisLocalAddin" || (event.triggerSource === undefined && own)) '
    "return this.#overwrote(cell, event);"
)

ON_ROWS = {
    "no self-trigger guard": Mutation(
        r"_type_quickly: [2-9] checks of three quick edits", (Change("live.js", GUARD, ""),)
    ),
    "no debounce": Mutation(
        r"_type_quickly: [0-2] of three rows wait .* told of [3-9] edits",
        (Change("live.js", "debounce: 200", "debounce: 0"),),
    ),
    "missing load": Mutation(
        r"_open: never at rest: .*The property 'values' is not available.*\(Range\)",
        (
            Change(
                "check.js",
                'load("rowIndex,values,formulas,numberFormat")',
                'load("rowIndex,formulas,numberFormat")',
            ),
        ),
    ),
    "no unprotect": Mutation(
        # A sheet that does not open is taken for one under a password of the user's own, and left as it is.
        r"_type_quickly: not put right, or not marked",
        (Change("check.js", "sheet.protection.unprotect();", ""),),
    ),
    "off by one row": Mutation(
        r"_type_quickly: not put right, or not marked",
        (Change("check.js", "getRangeByIndexes(first,", "getRangeByIndexes(first + 1,"),),
    ),
    "events left off": Mutation(
        r"_type_quickly: 0 of three rows wait .* told of 0 edits",
        (
            Change(
                "check.js",
                "  const marks = shut ? null : store.marks(table.sheetId);",
                "  context.runtime.enableEvents = false;\n"
                "  const marks = shut ? null : store.marks(table.sheetId);",
            ),
        ),
    ),
    "not protected again": Mutation(
        r"_type_quickly: left unprotected",
        (Change("check.js", "if (opened) sheet.protection.protect(options);", ""),),
    ),
    "stale answer wins": Mutation(
        r"_type_behind_an_answer: the last entry was lost",
        (
            Change("check.js", "cells[i].values[0][0] === write.was", "true"),
            Change("live.js", "if (decidedOn === undefined ||", "if (true ||"),
        ),
    ),
    "rows forgotten on failure": Mutation(
        r"_type_without_server: the row was forgotten",
        (Change("live.js", "new Set([...rows, ...waiting])", "new Set(waiting)"),),
    ),
    "more than one check": Mutation(
        r"_type_during_a_check: two checks at once",
        (Change("live.js", "if (this.busy) return this.schedule();", ""),),
    ),
}

ON_A_PAGE = {
    "a page asked about in part": Mutation(
        r"_type_on_a_page: an unknown choice is not marked",
        (
            Change(
                "form.js",
                "return super.rowsWithin(first, last).length ? this.rows : [];",
                "return super.rowsWithin(first, last);",
            ),
        ),
    ),
    "a formula written as text": Mutation(
        r"_type_on_a_page: a formula stays lost",
        (Change("check.js", 'if (asText) range.numberFormat = [["General"]];', ""),),
    ),
    "text taken for a formula": Mutation(
        r"_type_on_a_page: a formula that became text stays text",
        (Change("check.js", " && formulas[position] !== values[position]", ""),),
    ),
}


def complaint(excel: BrowserExcel, steps: Sequence[Step]) -> str:
    """What a short session of typing finds wrong with the pane first; "" when all is in order.

    A pane that never comes to rest is a finding; whatever else goes wrong is the harness's failure."""
    for step in (_open, *steps):
        try:
            found = step(excel) or " ".join(excel.errors)
        except TimeoutError:
            found = f"never at rest: {excel.text('live-status')} {' '.join(excel.errors)}"
        if found:
            return f"{step.__name__}: {found}"
    return ""


def _open(excel: BrowserExcel) -> str:
    excel.settled(1)
    return ""


def _type_quickly(excel: BrowserExcel) -> str:
    """Quick compared with the pane's waiting, which is stretched until all three edits are made."""
    calls, runs, told = len(excel.calls), excel.runs(), excel.told()
    excel.stretch_waiting(1000)
    for row, value in ((9, "๑๐"), (10, "20"), (11, "130000")):
        excel.edit(SHEET, f"E{row}", [[value]])
    waiting = excel.rows_waiting()
    if waiting != 3:
        return f"{waiting} of three rows wait while typing goes on, told of {excel.told() - told} edits"
    excel.stretch_waiting(1 / 1000)
    excel.page.evaluate("{ document.getElementById('pane').contentWindow.tidtam.live.schedule(); }")
    excel.settled(runs + 1)
    if len(excel.calls) != calls + 1:
        return f"{len(excel.calls) - calls} checks of three quick edits"
    if excel.value(SHEET, "E9") != 10 or excel.mark(SHEET, "E11") is None:
        return "not put right, or not marked"
    return "" if excel.is_protected(SHEET) else "left unprotected"


def _type_during_a_check(excel: BrowserExcel) -> str:
    """Without the guard the second check begins, and its answer is kept beside the first one's."""
    runs = excel.runs()
    excel.hold_answers()
    excel.edit(SHEET, "E12", [["20"]])
    excel.wait_for("() => HOST.held === 1")
    excel.edit(SHEET, "E15", [["30"]])
    excel.wait_for("() => HOST.events === 0")
    excel.check_now()
    if not excel.rows_waiting():
        excel.wait_for("() => HOST.held === 2")
        return "two checks at once"
    excel.let_go()
    excel.settled(runs + 2)
    return ""


def _type_behind_an_answer(excel: BrowserExcel) -> str:
    excel.edit_while_the_answer_is_on_its_way(SHEET, "E12", "๖๐")
    with excel.after(2):
        excel.edit(SHEET, "E12", [["๕๐"]])
    return "" if excel.value(SHEET, "E12") == 60 else "the last entry was lost"


def _type_without_server(excel: BrowserExcel) -> str:
    errors, runs = list(excel.errors), excel.runs()
    excel.page.route("**/custom-scripts-call/**", lambda route: route.abort())
    excel.edit(SHEET, "E14", [["๗๐"]])
    excel.pane.locator("#live-status.away").wait_for()
    excel.page.unroute("**/custom-scripts-call/**")
    excel.errors[:] = errors
    excel.check_now()
    excel.settled(runs + 1)
    excel.errors[:] = errors
    return "" if excel.value(SHEET, "E14") == 70 else "the row was forgotten"


def _type_on_a_page(excel: BrowserExcel) -> str:
    """Format D: a choice, then over the formula of a field whose format is text, with a text and with itself."""
    [(sheet, cells)] = [(name, cells) for name, cells in excel.dump().items() if name.startswith("โครงการ ")]
    rows = {cell["v"]: at[1:] for at, cell in cells.items() if at.startswith("A")}
    status, phrase = (f"{cells[f'B{rows[key]}']['v']}{rows[key]}" for key in ("status", "result_phrase"))
    formula = excel.formula(sheet, phrase)
    excel.unprotect(sheet)
    with excel.after():
        excel.edit(sheet, status, [["เสร็จแล้วจ้า"]])
        excel.edit(sheet, phrase, [["ตามแผน"]])
    if excel.mark(sheet, status) is None:
        return "an unknown choice is not marked"
    if excel.formula(sheet, phrase) != formula:
        return "a formula stays lost"
    with excel.after():
        excel.edit(sheet, phrase, [[formula]])
    return "" if excel.formula(sheet, phrase) == formula else "a formula that became text stays text"


ROW_STEPS = (_type_quickly, _type_during_a_check, _type_behind_an_answer, _type_without_server)


def changed_scripts(mutation: Mutation) -> dict[str, str]:
    """End of a script's address -> its changed text."""
    replaced = {}
    for change in mutation.changes:
        script = (SCRIPTS / change.file).read_text(encoding="utf-8")
        assert script.count(change.old) == 1
        replaced[f"/tidtam/{change.file}"] = script.replace(change.old, change.new)
    return replaced


def test_the_pane_as_it_is_passes(open_book: Open) -> None:
    assert complaint(open_book("spm2/g2"), ROW_STEPS) == ""
    assert complaint(open_book(ONE_PROJECT["chiangmai2"]), [_type_on_a_page]) == ""


@pytest.mark.parametrize("name", ON_ROWS)
def test_a_pane_broken_for_rows_is_noticed(open_book: Open, name: str) -> None:
    excel = open_book("spm2/g2", replaced=changed_scripts(ON_ROWS[name]), stops_at_errors=True)

    assert re.search(ON_ROWS[name].complaint, complaint(excel, ROW_STEPS), re.DOTALL)


@pytest.mark.parametrize("name", ON_A_PAGE)
def test_a_pane_broken_for_pages_is_noticed(open_book: Open, name: str) -> None:
    book = ONE_PROJECT["chiangmai2"]
    excel = open_book(book, replaced=changed_scripts(ON_A_PAGE[name]), stops_at_errors=True)

    assert re.search(ON_A_PAGE[name].complaint, complaint(excel, [_type_on_a_page]), re.DOTALL)
