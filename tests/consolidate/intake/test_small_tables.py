"""A small table on a second sheet: its rows belong to projects by the hidden project id."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.support.office import Office, rules, told
from tests.support.returned import Returned, register
from xl_addin.model.form.schema import Form

FORM = Path(__file__).parents[3] / "workbook_templates" / "forms" / "spm2.toml"
TEXTS = FORM.parents[1] / "texts"
WORKS = """
[[tables]]
key = "works"
label = "งานที่ทำ"
rows = 5

[[tables.columns]]
key = "work"
label = ["งาน"]
kind = "long_text"
fill = "group"

[[tables.columns]]
key = "cost"
label = ["จ่าย"]
kind = "baht"
fill = "group"

[template]
"""


class WorksOffice(Office):
    def works(self, group: str, rows: list[tuple[str, str | None, object]]) -> Returned:
        """A filled workbook with rows (project id, work, cost) on its second sheet."""
        book = self.book(group)
        sheet = book.book.create_sheet("งาน")
        for number, row in enumerate([("project_id", "work", "cost"), *rows], 3):
            for at, value in enumerate(row, 1):
                sheet.cell(number, at, value)
        area = f"งาน!$A$3:$C${3 + len(rows)}"
        book.book.defined_names["t_works"] = DefinedName("t_works", attr_text=area)
        return book


@pytest.fixture
def office(tmp_path: Path) -> WorksOffice:
    text = FORM.read_text(encoding="utf-8").replace("[template]\n", WORKS, 1)
    # The loader refuses small tables in this layout, for no template carries them; reading does not depend on it.
    form = Form.model_validate(tomllib.loads(text)).model_copy(update={"texts_folder": TEXTS})
    office = WorksOffice(tmp_path, register(form))
    office.put(office.works("super", [("S1", "ประชุม", 500)]), "good.xlsx")
    return office


def test_rows_are_numbered_within_their_project_and_blank_ones_left_out(office: WorksOffice) -> None:
    rows = [("P2", "อบรม", 50), ("P1", "ประชุม", 100.25), ("P1", None, None), ("P1", "สรุปผล", "-")]
    office.put(office.works("plan", rows))
    works = office.consolidate().tables["works"]
    read = works[["project_id", "n", "work", "cost", "sheet", "row"]].values.tolist()
    assert read == [
        ["P1", 1, "ประชุม", 10_025, "งาน", 5],
        ["P1", 2, "สรุปผล", 0, "งาน", 7],
        ["P2", 1, "อบรม", 5_000, "งาน", 4],
        ["S1", 1, "ประชุม", 50_000, "งาน", 4],
    ]
    assert works["_row"].tolist() == [0, 0, 1, 3]


def test_each_figure_carries_its_file_sheet_and_cell(office: WorksOffice) -> None:
    office.put(office.works("plan", [("P2", "อบรม", 50), ("P1", "ประชุม", 100)]))
    works = office.consolidate().tables["works"]
    assert works[["project_id", "file", "sheet", "work_cell", "cost_cell"]].values.tolist() == [
        ["P1", "plan.xlsx", "งาน", "B5", "C5"],
        ["P2", "plan.xlsx", "งาน", "B4", "C4"],
        ["S1", "good.xlsx", "งาน", "B4", "C4"],
    ]


def test_what_is_wrong_in_a_row_is_told_with_its_cell_and_project(office: WorksOffice) -> None:
    office.put(office.works("plan", [("P1", "ประชุม", 10), ("P3", "อบรม", -7)]))
    (problem,) = told(office.consolidate(), "negative_number")
    assert (problem.place.sheet, problem.place.cell, problem.project) == ("งาน", "C5", "P3")
    assert problem.project_name == "ติดตามการใช้จ่ายงบประมาณ"


def test_a_row_of_a_project_that_is_not_the_groups_is_told_and_not_used(office: WorksOffice) -> None:
    office.put(office.works("plan", [("P1", "ประชุม", 10), ("X9", "อบรม", 7)]))
    consolidated = office.consolidate()
    assert set(consolidated.tables["works"]["project_id"]) == {"P1", "S1"}
    assert rules(consolidated) == {"row_unknown_project"}
    assert "7.00" in told(consolidated, "row_unknown_project")[0].message


def test_a_workbook_without_the_small_table_stops(office: WorksOffice) -> None:
    office.put(office.book())
    assert rules(office.consolidate()) == {"table_missing"}
