"""A form with a sheet per project from the blank template to the office's report, in both hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from tests.excel_host.browser import BrowserExcel
from tests.excel_host.conftest import ONE_PROJECT, PAGE_FORMS
from tests.excel_host.filling import PageForm, example_filling, page_form
from tests.excel_host.headless import HeadlessExcel, NotReady
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.officer import HeadlessOfficer, Report
from xl_addin.demo.page_typing import Filled
from xl_addin.model.form.schema import Column
from xl_addin.model.values.clean import clean
from xl_addin.previous.previous_report import read_previous

pytestmark = pytest.mark.slow

Open = Callable[..., BrowserExcel]


@dataclass(frozen=True, slots=True)
class Task:
    """A group's workbook and what belongs in it."""

    form_id: str
    book: str
    path: Path
    pages: PageForm
    filling: dict[str, Filled]

    def cells(self) -> list[tuple[str, str, Any]]:
        """(sheet, address, what is typed) of all projects."""
        return list(self.pages.cells(self.filling))


@pytest.fixture(params=PAGE_FORMS)
def task(request: pytest.FixtureRequest, office: FurnishedOffice) -> Task:
    form_id: str = request.param
    book = ONE_PROJECT[form_id]
    path = office.books[book].path
    return Task(form_id, book, path, page_form(path, form_id), example_filling(form_id, PAGE_FORMS[form_id]))


def test_filled_in_sent_and_consolidated_without_a_browser(
    task: Task, office: FurnishedOffice, client: httpx.Client, tmp_path: Path
) -> None:
    excel = HeadlessExcel(task.path, client, office.token(task.book))
    with pytest.raises(NotReady):
        excel.press_ready()
    for sheet, address, value in task.cells():
        excel.edit(sheet, address, [[value]])
    assert excel.listed() == []
    with pytest.raises(NotReady):
        excel.press_send()

    excel.press_ready()
    receipt = excel.press_send()
    assert receipt["group"] == task.book.split("/")[1]
    assert receipt["size"] == (office.returned(task.form_id) / f"{receipt['group']}.xlsx").stat().st_size

    officer = HeadlessOfficer(client, office.token(f"{task.form_id}/officer"))
    sent = {group["id"]: group["when"] for group in officer.follow()["groups"]}
    assert sent[receipt["group"]]
    report = officer.consolidate()
    assert report.said.startswith(officer.follow()["said"].replace("ส่งแล้ว", "รวมแล้ว"))
    assert report.told("identity_ready_differs") == []
    assert_reported(task, report, tmp_path)


def test_filled_in_sent_and_consolidated_with_the_panes_buttons(
    task: Task, office: FurnishedOffice, open_book: Open, client: httpx.Client, tmp_path: Path
) -> None:
    excel = open_book(task.book)
    excel.settled(1)
    assert excel.pane.locator("#ready").is_disabled()
    with excel.after():
        for sheet, address, value in task.cells():
            excel.edit(sheet, address, [[value]])
    assert excel.listed() == []
    excel.press("ready", "พร้อมส่งแล้ว")
    excel.press("send", "ส่งแล้ว")
    assert "ได้รับแล้ว" in excel.text("receipt")
    assert excel.errors == []

    officer = HeadlessOfficer(client, office.token(f"{task.form_id}/officer"))
    assert_reported(task, officer.consolidate(), tmp_path)


def test_an_edit_after_ready_takes_the_stamp_back(
    task: Task, office: FurnishedOffice, client: httpx.Client
) -> None:
    excel = HeadlessExcel(task.path, client, office.token(task.book))
    for sheet, address, value in task.cells():
        excel.edit(sheet, address, [[value]])
    excel.press_ready()
    sheet, address, value = task.cells()[0]
    excel.edit(sheet, address, [[value]])

    assert excel.identity["issue"] == "2"
    assert excel.identity["ready"] == ""
    with pytest.raises(NotReady):
        excel.press_send()


def assert_reported(task: Task, report: Report, folder: Path) -> None:
    """The report holds what was typed, of every field and of every row of the small tables."""
    path = folder / "report.xlsx"
    path.write_bytes(report.workbook)
    form = task.pages.form
    found = read_previous(path, form)
    for project in task.pages.projects:
        filled = task.filling[project]
        [row] = rows_of(found.frame, project)
        assert held(row, form.columns) == as_read(filled.fields, form.columns)
        for table in form.tables:
            typed = [as_read(row, table.columns) for row in filled.tables.get(table.key, ())]
            assert typed
            assert [held(row, table.columns) for row in rows_of(found.tables[table.key], project)] == typed


def rows_of(frame: pd.DataFrame, project: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame[frame["project_id"] == project].to_dict("records")
    return rows


def held(row: Mapping[str, Any], columns: Iterable[Column]) -> dict[str, Any]:
    """The entries of a row of the report, without blanks, as inside values."""
    return {
        column.key: row[column.key]
        for column in columns
        if column.fill == "group" and not pd.isna(row[column.key])
    }


def as_read(typed: Mapping[str, Any], columns: Iterable[Column]) -> dict[str, Any]:
    """What was typed as inside values."""
    return {
        column.key: clean(column.kind, typed[column.key], choices=column.choices or None).value
        for column in columns
        if column.key in typed
    }
