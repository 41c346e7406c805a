"""A short session of typing notices when the pane breaks: each of these changes to its code is caught."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.excel_host.browser import PATIENCE, BrowserExcel
from xl_addin.server.app import PROJECT

SHEET = "แบบรายงาน"
SCRIPTS = PROJECT / "static" / "js" / "tidtam"
Open = Callable[..., BrowserExcel]
HASTE = 5000
"""ms. A broken pane may never come to rest; the pane as it is gets more time on a busy PC."""

pytestmark = pytest.mark.slow

GUARD = (
    'if (event.triggerSource === "ThisLocalAddin" || (event.triggerSource === undefined && own)) '
    "return this.#overwrote(cell, event);"
)

Change = tuple[str, str, str]
"""File, what stands in it once, what stands there instead."""

MUTATIONS: dict[str, Change | tuple[Change, ...]] = {
    "no self-trigger guard": ("live.js", GUARD, ""),
    "no debounce": ("live.js", "debounce: 300", "debounce: 0"),
    "missing load": (
        "check.js",
        'load("rowIndex,values,formulas,numberFormat")',
        'load("rowIndex,formulas,numberFormat")',
    ),
    "no unprotect": ("check.js", "sheet.protection.unprotect();", ""),
    "off by one row": ("check.js", "getRangeByIndexes(first,", "getRangeByIndexes(first + 1,"),
    "events left off": (
        "check.js",
        "  const marks = store.marks(table.sheetId);",
        "  context.runtime.enableEvents = false; const marks = store.marks(table.sheetId);",
    ),
    "not protected again": ("check.js", "sheet.protection.protect(options);", ""),
    "stale answer wins": (
        ("check.js", "cells[i].values[0][0] === write.was", "true"),
        ("live.js", "if (decidedOn === undefined ||", "if (true ||"),
    ),
    "rows forgotten on failure": ("live.js", "new Set([...rows, ...waiting])", "new Set(waiting)"),
    "more than one check": ("live.js", "if (this.busy) return this.schedule();", ""),
}


def complaints(open_book: Open, replaced: dict[str, str], patience: float) -> str:
    """What a short session of typing finds wrong with the pane first; "" when all is in order."""
    try:
        excel = open_book("spm2/g2", replaced=replaced, patience=patience)
        excel.settled(1)
        for step in (_type_quickly, _type_during_a_check, _type_behind_an_answer, _type_without_server):
            found = step(excel) or " ".join(excel.errors)
            if found:
                return f"{step.__name__}: {found}"
    except Exception as error:
        return f"{type(error).__name__} {error}"
    return ""


def _type_quickly(excel: BrowserExcel) -> str:
    """Quick compared with the pane's waiting, which is stretched until all three edits are made."""
    calls, runs = len(excel.calls), excel.runs()
    excel.stretch_waiting(1000)
    for row, value in ((9, "๑๐"), (10, "20"), (11, "130000")):
        excel.edit(SHEET, f"E{row}", [[value]])
    waiting = excel.rows_waiting()
    if waiting != 3:
        return f"{waiting} of three rows wait while typing goes on"
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
    excel.check_now()
    excel.settled(runs + 1)
    excel.errors[:] = errors
    return "" if excel.value(SHEET, "E14") == 70 else "the row was forgotten"


def test_the_pane_as_it_is_passes(open_book: Open) -> None:
    assert complaints(open_book, {}, PATIENCE) == ""


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_pane_is_noticed(open_book: Open, name: str) -> None:
    mutation = MUTATIONS[name]
    changes = (mutation,) if isinstance(mutation[0], str) else mutation
    replaced = {}
    for file, old, new in changes:
        script = (SCRIPTS / file).read_text(encoding="utf-8")
        assert script.count(old) == 1
        replaced[f"/tidtam/{file}"] = script.replace(old, new)

    assert complaints(open_book, replaced, HASTE) != ""
