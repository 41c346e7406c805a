"""What the officer decided, and what each rule means, stand on sheets of their own behind the report."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.office import Office
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.decisions import Decision, DecisionKind
from xl_addin.model.table_names import DATA_SHEET, DECISIONS_SHEET
from xl_addin.report.book import data_sheet
from xl_addin.report.table import project_marks
from xl_addin.report.worksheets.decisions_sheet import GONE
from xl_addin.report.worksheets.problems_sheet import PROBLEMS_SHEET, RULE_LABEL
from xl_addin.report.worksheets.replaced_sheet import REPLACED_SHEET
from xl_addin.report.worksheets.returns_sheet import RETURNS_SHEET
from xl_addin.report.worksheets.rules_sheet import RULES_SHEET
from xl_addin.report.writer import write_report

ACCEPTED = Decision(
    1, DecisionKind.ACCEPT_WARNING, project_id="P1", rule="used_over_limit", value="18000", reason="ตามสัญญา"
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.put(office.book().fill("P1", used=19_000).fill("P2", used="ราวหมื่น"))
    return office


def report(consolidated: Consolidated) -> Workbook:
    target = BytesIO()
    assert write_report(target, consolidated).disagreements == ()
    return load_workbook(BytesIO(target.getvalue()))


def rows(book: Workbook, sheet: str) -> list[list[str]]:
    return [[str(cell or "") for cell in row] for row in book[sheet].iter_rows(values_only=True)]


def test_each_problem_names_its_rule_with_a_link_to_what_it_means(office: Office) -> None:
    book = report(office.consolidate())
    sheet = book[PROBLEMS_SHEET]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == RULE_LABEL)
    cells = [sheet.cell(row, head.column) for row in range(head.row + 1, sheet.max_row + 1)]
    assert {"used_over_limit", "number_unreadable"} & {cell.value for cell in cells}
    assert sheet.auto_filter.ref.split(":")[1].startswith(head.column_letter)
    for cell in cells:
        there = book[RULES_SHEET][cell.hyperlink.location.rpartition("!")[2]]
        assert there.value == cell.value


def test_every_rule_of_the_form_is_explained_in_words(office: Office) -> None:
    found = office.consolidate()
    written = rows(report(found), RULES_SHEET)
    explained = {row[1]: row for row in written}
    assert {rule.id for rule in found.register.form.rules} <= explained.keys()
    assert {one.rule for one in found.problems} <= explained.keys()
    over = explained["used_over_limit"]
    assert over[2] == "ควรตรวจ"
    assert "{" not in "".join("".join(row) for row in written), "names of columns stand where values would"
    assert over[6] == "1"


def test_decisions_are_listed_with_what_they_were_about_and_why(office: Office) -> None:
    assert DECISIONS_SHEET not in report(office.consolidate()).sheetnames
    other = Decision(1, DecisionKind.ACCEPT_WARNING, project_id="P3", rule="used_over_limit", reason="เผื่อไว้")
    office.register = replace(office.register, decisions=(ACCEPTED, other))
    written = rows(report(office.consolidate()), DECISIONS_SHEET)
    assert written[0][0] == f"{DECISIONS_SHEET} ข้อที่ยอมรับ 1 ข้อ"
    said = next(row for row in written if "P1" in row[4])
    assert (said[6], said[7], said[8]) == ("18000", "19,000.00", "ตามสัญญา")
    assert GONE in next(row for row in written if "P3" in row[4])[5]


def test_a_printed_figure_leads_to_its_data_and_on_to_the_file_and_cell(office: Office) -> None:
    found = office.consolidate()
    book = report(found)
    printed = next(
        cell
        for row in book["ไตรมาส 1"].iter_rows()
        for cell in row
        if cell.value == 19_000 and cell.hyperlink
    )
    name, _, address = printed.hyperlink.location.replace("'", "").replace("$", "").rpartition("!")
    data = book[name]
    assert data[address].value == 19_000
    keys = {cell.value: cell.column for cell in data[2]}
    where = data.cell(data[address].row, keys["used_cell"])
    place = found.frame.loc[found.frame["project_id"] == "P1", ["sheet", "used_cell"]].iloc[0]
    assert where.value == place["used_cell"]
    assert where.hyperlink.target.replace("\\", "/") == "returned/plan.xlsx"
    assert where.hyperlink.location.replace("'", "") == f"{place['sheet']}!{place['used_cell']}"
    blank = data.cell(3 + list(found.frame["project_id"]).index("H1"), keys["file"])
    assert blank.hyperlink is None, "nothing was returned"


def test_what_a_file_changes_against_the_one_it_replaces_is_listed_cell_by_cell(office: Office) -> None:
    assert REPLACED_SHEET not in report(office.consolidate()).sheetnames
    office.put(office.book().fill("P1", used=19_000).fill("P2", used=1_200, status=None), "plan แก้.xlsx")
    taken = Decision(1, DecisionKind.ACCEPT_FILE, "plan", file="plan แก้.xlsx")
    office.register = replace(office.register, decisions=(taken,))
    written = rows(report(office.consolidate()), REPLACED_SHEET)
    assert written[0][0] == f"{REPLACED_SHEET} 2 ช่อง"
    found = [row for row in written if row[4] == "plan.xlsx"]
    at = office.book().at
    assert [(row[2].split()[0], row[5], row[6], row[7], row[8]) for row in found] == [
        ("P2", "ราวหมื่น", "plan แก้.xlsx", at("P2", "used"), "1,200.00"),
        ("P2", "กำลังดำเนินการ", "plan แก้.xlsx", at("P2", "status"), "(ว่าง)"),
    ]


def test_who_called_a_form_ready_stands_in_the_list_of_files(tmp_path: Path) -> None:
    office = Office(tmp_path)
    signed = office.book().stamp("ready", "6").stamp("signed_position", "ผู้อำนวยการกลุ่ม")
    office.put(signed.stamp("signed_on", "6 ม.ค. 2566"))
    listed = rows(report(office.consolidate()), RETURNS_SHEET)
    assert any("พร้อมส่งโดย ผู้อำนวยการกลุ่ม 6 ม.ค. 2566" in row for row in listed)


def test_no_sheet_gets_more_links_than_it_may(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel opens a sheet with very many links slowly; beyond so many the figures stand without."""
    found = office.consolidate()
    sheets = (DATA_SHEET, "ไตรมาส 1")
    links = {sheet: _links(report(found), sheet) for sheet in sheets}
    most = min(links.values()) - 1
    assert most > 2
    for module in (data_sheet, project_marks):
        monkeypatch.setattr(module, "MOST_LINKS", most)
    fewer = {sheet: _links(report(found), sheet) for sheet in sheets}
    assert all(0 < number <= most for number in fewer.values()), (links, fewer)


def _links(book: Workbook, sheet: str) -> int:
    return sum(cell.hyperlink is not None for row in book[sheet].iter_rows() for cell in row)
