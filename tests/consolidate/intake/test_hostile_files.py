"""A folder of workbooks made to stop whoever reads them, through the real command: it ends, and tells of each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.consolidate.intake.hostile_files import ROW, hostile_files, parts_of
from tests.support import raw_workbooks as raw
from tests.support.commands import run_python
from tests.support.office import Office, outcome, told
from tests.support.returned import register
from tests.support.well_formed import ill_formed_parts
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.consolidate.intake.repeated_problems import MOST_LINES
from xl_addin.register.writer import write_register
from xl_addin.report.worksheets.problems_sheet import PROBLEMS_SHEET
from xl_addin.report.worksheets.returns_sheet import RETURNS_SHEET

SHEET = "xl/worksheets/sheet1.xml"
LEAST = 60


@pytest.mark.slow
def test_a_folder_of_hostile_files_is_consolidated(tmp_path: Path) -> None:
    office = Office(tmp_path)
    good = office.put(office.book()).read_bytes()
    names = []
    for name, content in hostile_files(good):
        (office.folder / name).write_bytes(content)
        names.append(name)
    assert len(set(names)) == len(names) >= LEAST
    write_register(tmp_path / "register.xlsx", office.register.form, register())
    report = tmp_path / "report.xlsx"
    said = run_python(
        "scripts/consolidate.py", tmp_path / "register.xlsx", office.folder, report, "--round", "1"
    )
    assert (said.returncode, said.stderr) == (1, "")
    assert ill_formed_parts(report) == {}
    book = openpyxl.load_workbook(report, read_only=True)
    listed = Counter(text for text in _texts(book[RETURNS_SHEET]) if text in names)
    # A file may be named in the row of its group, too.
    assert {name for name in names if not listed[name]} == set()
    lines = Counter(text for text in _texts(book[PROBLEMS_SHEET]) if text in names)
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def _texts(sheet: object) -> list[str]:
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]  # type: ignore[attr-defined]


def test_codes_pasted_below_a_table_are_told_in_time_that_grows_with_their_number(office: Office) -> None:
    """Each row unpacked its column anew: 90,000 rows took the parent minutes."""
    path = office.put(office.book())
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>X{n}</v></c></row>' for n in range(ROW, ROW + 20_000)
    )
    parts = parts_of(path.read_bytes())
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    path.write_bytes(raw.zipped(parts))
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.USED
    (rest,) = told(consolidated, "rows_unknown_project")
    assert "19,800" in rest.message
    assert rest.place.cell.endswith(str(ROW + 200))
    assert str(ROW + 19_999) in rest.message
    assert len([each for each in consolidated.problems if each.place.file == "plan.xlsx"]) <= MOST_LINES
