"""Names of files and folders that no XML can hold, or that lead to programs: the report stays whole and harmless."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support import raw_workbooks as raw
from tests.support.office import Office
from tests.support.well_formed import checked_write, ill_formed_parts, link_targets
from xl_addin.report import writer
from xl_addin.report.writer import write_report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not take")

HARMLESS = "แผน ที่ 1 #[2]%.xlsx"
NAMES = [
    "a\x01b.xlsx",
    "a\x1fb.xlsx",
    "a\ufffeb.xlsx",
    "a\uffffb.xlsx",
    os.fsdecode(b"a\xff\xfe.xlsx"),
    "..\\..\\up.xlsx",
    "line\nbreak.xlsx",
    "plan.exe",
    "plan.bat",
    "plan.js",
    "plan.hta",
    "plan.scr",
    "plan.lnk",
    "plan.url",
    "plan.xlsx.exe",
]


def test_links_lead_only_to_workbooks_in_the_folder(tmp_path: Path) -> None:
    office = Office(tmp_path)
    content = office.put(office.book().fill("P1", used=-5), HARMLESS).read_bytes()
    for name in NAMES:
        (office.folder / name).write_bytes(content)
    (office.folder / "broken.xlsx").write_bytes(content[:500])
    consolidated = office.consolidate()
    write_report(tmp_path / "report.xlsx", consolidated, returned="returned")
    assert ill_formed_parts(tmp_path / "report.xlsx") == {}
    linked = {
        target.partition("#")[0].replace("\\", "/") for target in link_targets(tmp_path / "report.xlsx")
    }
    assert {target for target in linked if target.startswith("returned")} <= {
        "returned/แผน%20ที่%201%20%23%5B2%5D%25.xlsx",
        "returned/good.xlsx",
    }


@pytest.mark.parametrize("folder", ["ส่ง\x02แล้ว", "a\uffff", os.fsdecode(b"\xff"), "มี ช่อง #1"])
def test_a_folder_may_have_any_name(folder: str, tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put(office.book().fill("P1", used=-5), "plan.xlsx")
    write_report(tmp_path / "report.xlsx", office.consolidate(), returned=f"../{folder}")
    assert ill_formed_parts(tmp_path / "report.xlsx") == {}


def test_the_tests_take_no_report_of_which_a_part_is_no_xml(tmp_path: Path) -> None:
    """So that every part of every report that they make is parsed: see tests/conftest.py."""
    assert writer.atomic_write is checked_write
    with pytest.raises(AssertionError, match="sheet1"), writer.atomic_write(tmp_path / "a.xlsx") as growing:
        growing.write_bytes(raw.zipped({"xl/worksheets/sheet1.xml": "<a>\x01</a>"}))
    assert not (tmp_path / "a.xlsx").exists()
