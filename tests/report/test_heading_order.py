"""Headings of a printed table: every group once, wherever its projects stand in the register."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from tests.support.consolidations import office
from xl_addin.report.writer import write_report

HEADING = re.compile(r"^(\D+?) (\d+) โครงการ$")


def test_a_project_added_late_stands_under_its_groups_one_heading() -> None:
    consolidated = office("rayong2", 2)
    mixed = consolidated.frame.sort_values("no", key=lambda numbers: numbers % 3, kind="stable")
    target = BytesIO()
    write_report(target, replace(consolidated, frame=mixed.reset_index(drop=True)))

    sheet = load_workbook(target)["ผลการดำเนินงาน"]
    headings = [found for (cell,) in sheet["A1:A400"] if (found := HEADING.match(str(cell.value or "")))]
    regular = consolidated.frame[consolidated.frame["section_no"] == 1]
    assert {found[1]: int(found[2]) for found in headings} == dict(Counter(regular["group"]))
    assert len(headings) == regular["group"].nunique()
