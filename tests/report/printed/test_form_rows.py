"""A project as the sentences of its form see it: each figure knows its cell, what is not reported is blank."""

from __future__ import annotations

from io import BytesIO

from tests.support.page_offices import yasothon2
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import PrintedNumber
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.printed.form_rows import ProjectColumns


def test_a_projects_figure_knows_its_cell_and_is_blank_until_its_group_has_reported() -> None:
    book = ReportBook(BytesIO(), yasothon2(missing=("G06",)))
    frame, round_ = book.consolidated.frame, book.consolidated.round
    places = {key: number for number, key in enumerate(("project_id", "form_total"))}
    columns = ProjectColumns(book, DataSheet("ข้อมูล", places, {round_: range(2, 60)}, frozenset()), round_)
    reported = frame["reported"].tolist()
    found = [columns.row(position).form_total for position in range(len(frame))]
    assert {number for number, is_reported in zip(found, reported, strict=True) if not is_reported} == {""}
    filled = {position: number for position, number in enumerate(found) if number != ""}
    assert filled
    for position, number in filled.items():
        assert isinstance(number, PrintedNumber)
        assert number.source.formula == f"ข้อมูล!$B${3 + position}"
    rendered = book.render("{{ row.form_total }}", {"row": columns.row(next(iter(filled)))}, "แบบ")
    assert book.ledger.read_lines(rendered)[0][1] != ()
