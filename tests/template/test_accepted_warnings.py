"""A warning that the officer accepted is told no more by the live check and by templates made afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.excel_host.book import HostBook
from tests.support.registers import small_register
from tests.support.templates import grid_of, write_template
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.decisions import Decision, DecisionKind
from xl_addin.office.open_round import open_round
from xl_addin.server.live.live_check import check_live
from xl_addin.server.live.request_model import LiveRequest
from xl_addin.template.pages.field_names import field_cells
from xl_addin.template.shared.check_sheet import ERRORS, WARNINGS, WORDS

TYPED = {
    "spm2": ("used_over_limit", {"used": 90_000, "status": "กำลังดำเนินการ"}, "เกินร้อยละ"),
    "chiangmai2": ("used_over_budget", {"actual": 990_000}, "เกินงบประมาณทั้งปี"),
}
"""What two projects of a group type, and the warning that both get for it."""


def typed(path: Path, form_id: str, accepted: str, entries: dict[str, object]) -> tuple[list[str], int, int]:
    """The words of the projects' checks, and how many errors and warnings are counted, once p003 and p005 are
    filled in; the first one's warning of the rule `accepted` was accepted."""
    register = small_register(form_id)
    if accepted:
        kind = DecisionKind.ACCEPT_WARNING
        decision = Decision(1, kind, project_id="p003", rule=accepted, reason="ตามสัญญา")
        register = replace(register, decisions=(decision,))
    write_template(path, register, "g2", 2)
    book, raw = HostBook(path), read_workbook(path)
    names = [sheet.name for sheet in raw.sheets]
    edits = [
        (names.index(sheet), row - 1, column - 1, entries[key])
        for sheet, cells in _projects(path, raw, form_id)
        for key, (row, column) in cells.items()
        if key in entries
    ]
    assert len(edits) == 2 * len(entries)
    book.calculate(edits)
    sheet = names.index("_check")
    found = {(row, column): value for (at, row, column), value in book.values.items() if at == sheet}
    words = [
        str(value) for (row, column), value in sorted(found.items()) if column == WORDS and value and row > 1
    ]
    return words, int(found[0, ERRORS]), int(found[0, WARNINGS])


def _projects(path: Path, raw: RawWorkbook, form_id: str) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """Sheet, and key -> cell (row, column), of p003 and p005."""
    if form_id == "chiangmai2":
        for page in field_cells(raw):
            if page.sheet.cells[page.cells["project_id"]].value in ("p003", "p005"):
                yield page.sheet.name, dict(page.cells)
        return
    grid = grid_of(path)
    for project in ("p003", "p005"):
        yield grid.sheet, {key: parse_cell(grid.address(project, key)) for key in grid.columns}


@pytest.mark.parametrize("form_id", TYPED)
def test_an_accepted_warning_is_neither_counted_nor_told(tmp_path: Path, form_id: str) -> None:
    rule, entries, said = TYPED[form_id]
    before, errors, warnings = typed(tmp_path / "before.xlsx", form_id, "", entries)
    after, errors_after, warnings_after = typed(tmp_path / "after.xlsx", form_id, rule, entries)
    assert (errors_after, warnings_after) == (errors, warnings - 1)
    assert sum(said in line for text in before for line in text.splitlines()) == 2
    assert sum(said in line for text in after for line in text.splitlines()) == 1


def test_the_live_check_tells_it_no_more_and_tells_the_others() -> None:
    """Of p002 the warning that 90,000 of 120,000 are spent was accepted, of p003 not."""
    register = small_register("spm2")
    decision = Decision(1, DecisionKind.ACCEPT_WARNING, project_id="p002", rule="used_over_limit", reason="x")
    rows = {
        "table": "projects",
        "sheet": "แบบรายงาน",
        "first_column": 0,
        "keys": ["project_id", "used", "status"],
        "numbers": [9, 10],
        "values": [[project, 90_000, "กำลังดำเนินการ"] for project in ("p002", "p003")],
    }
    request = LiveRequest.model_validate({"identity": {}, "rows": rows})
    told = {}
    for name, office in (("before", register), ("after", replace(register, decisions=(decision,)))):
        answer = check_live(request, open_round(office, 1), "g2")
        told[name] = {
            row.project for row in answer.rows for one in row.mistakes if one.rule == "used_over_limit"
        }
    assert told == {"before": {"p002", "p003"}, "after": {"p003"}}
