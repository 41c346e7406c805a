"""Every kind of column goes the whole way: a form, its template, what a group types, the report's data.

A kind that is added to `model/values/kinds.py` runs through this; what it lacks is named here.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.office import used
from tests.support.returned import Returned, register
from tests.support.typing import tidy_data
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.model.form.loader import form_from_text
from xl_addin.model.problems.catalogue import catalogue, say
from xl_addin.model.problems.problem import Severity
from xl_addin.model.thai.fiscal_calendar import serial_of
from xl_addin.model.values.kinds import Family, Kind
from xl_addin.report.writer import write_report

HEAD = """
id = "kinds"
version = 1
title = "แบบที่มีคอลัมน์ทุกชนิด"
[period]
rounds = 4
name = "ไตรมาสที่ {{ round }}"
[template]
titles = ["แบบ {{ office }}"]
[report]
title = "รายงาน"
"""
# What a group types into a cell of each family, what it cannot mean, and the finding that says so.
TYPED = {Family.NUMBER: 7, Family.DATE: dt.date(2022, 12, 20), Family.CHOICE: "ทำอยู่", Family.TEXT: "ประชุมแล้ว"}
WRONG = {
    Family.NUMBER: ("เจ็ดหรือแปด", "not_a_number"),
    Family.DATE: ("วันหลัง", "not_a_date"),
    Family.CHOICE: ("ไม่อยู่ในรายการ", "unknown_choice"),
    Family.TEXT: ("ก" * 2_001, "text_too_long"),
}


def form_text() -> str:
    columns, printed = [], []
    kinds = [
        ("no", Kind.COUNT, "register"),
        ("project", Kind.TEXT, "register"),
        *((f"at_{kind}", kind, "group") for kind in Kind),
    ]
    for key, kind, fill in kinds:
        lines = [
            "[[columns]]",
            f'key = "{key}"',
            f'label = ["{key}"]',
            f'kind = "{kind}"',
            f'fill = "{fill}"',
        ]
        if kind.facts.family is Family.CHOICE:
            lines.append('choices = { open = "ทำอยู่", closed = "เสร็จ" }')
        columns.append("\n".join(lines))
        printed.append(f'{{ label = ["{key}"], key = "{key}" }}')
    sheet = f'[[report.sheets]]\nkind = "table"\nname = "ตาราง"\ncolumns = [{", ".join(printed)}]'
    return "\n".join([HEAD, sheet, *columns])


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Consolidated]:
    """The folder of a small office whose group typed something right in P1 and something wrong in P2."""
    folder = tmp_path_factory.mktemp("kinds")
    office = register(form_from_text(form_text(), "kinds.toml"))
    book = Returned(office, "plan")
    book.fill("P1", **{f"at_{kind}": TYPED[kind.facts.family] for kind in Kind})
    book.fill("P2", **{f"at_{kind}": WRONG[kind.facts.family][0] for kind in Kind})
    book.save(folder / "plan.xlsx")
    return folder, consolidate(office, folder, 1, workers=1)


@pytest.mark.parametrize("kind", Kind)
def test_the_template_says_what_to_type_and_refuses_what_is_wrong(
    kind: Kind, returned: tuple[Path, Consolidated]
) -> None:
    assert f"entry_{kind}_guidance" in catalogue()
    assert kind.facts.family is Family.NUMBER or f"entry_{kind}_refused" in catalogue()
    book = openpyxl.load_workbook(returned[0] / "plan.xlsx")
    guidance = say(f"entry_{kind}_guidance")
    guarded = [rule for rule in book.worksheets[0].data_validations.dataValidation if rule.prompt == guidance]
    assert guarded
    assert all(rule.error for rule in guarded)


@pytest.mark.parametrize("kind", Kind)
def test_what_a_group_types_is_taken(kind: Kind, returned: tuple[Path, Consolidated]) -> None:
    taken = {
        Family.NUMBER: 7 * 10 ** (kind.facts.scale or 0),
        Family.DATE: serial_of(dt.date(2022, 12, 20)),
        Family.CHOICE: "open",
    }
    family = kind.facts.family
    assert used(returned[1], "P1", f"at_{kind}") == taken.get(family, TYPED[family])


@pytest.mark.parametrize("kind", Kind)
def test_what_cannot_be_meant_is_told_in_its_cell(kind: Kind, returned: tuple[Path, Consolidated]) -> None:
    key = f"at_{kind}"
    (told,) = [each for each in returned[1].problems if each.column == key and each.project == "P2"]
    assert told.rule == WRONG[kind.facts.family][1]
    assert told.severity is Severity.ERROR


def test_the_report_holds_every_value(tmp_path: Path, returned: tuple[Path, Consolidated]) -> None:
    result = write_report(tmp_path / "report.xlsx", returned[1])
    assert result.disagreements == ()
    row = next(row for row in tidy_data(tmp_path / "report.xlsx") if row["project_id"] == "P1")
    for kind in Kind:
        shown: Any = row[f"at_{kind}"]
        if kind.facts.family is Family.DATE:
            shown = shown.date()
        expected = "open" if kind.facts.family is Family.CHOICE else TYPED[kind.facts.family]
        assert shown == expected, kind
