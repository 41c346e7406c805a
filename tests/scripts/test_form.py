"""The command `form`: a form to Excel and back, with mistakes given back beside their cells."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.support.commands import run_python

SCRIPT = "scripts/form.py"


def test_to_excel_check_and_back(tmp_path: Path) -> None:
    path = tmp_path / "แบบ.xlsx"
    assert run_python(SCRIPT, "to-excel", "khonkaen2", path).returncode == 0
    there = run_python(SCRIPT, "to-excel", "khonkaen2", path)
    assert (there.returncode, "--force" in there.stderr) == (2, True)
    checked = run_python(SCRIPT, "check", path)
    assert (checked.returncode, "ไม่มีที่ต้องแก้" in checked.stdout) == (0, True)
    assert run_python(SCRIPT, "from-excel", path, tmp_path / "own").returncode == 0
    own = {"TIDTAM_FORMS": str(tmp_path / "own")}
    assert run_python(SCRIPT, "preview", path, tmp_path / "ตัวอย่าง.xlsx", **own).returncode == 0
    assert "แบบรายงาน" in load_workbook(tmp_path / "ตัวอย่าง.xlsx").sheetnames


def test_mistakes_are_given_back_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "แบบ.xlsx"
    assert run_python(SCRIPT, "to-excel", "spm2", path).returncode == 0
    book = load_workbook(path)
    next(row for row in book["แบบ"].iter_rows(min_row=4) if row[3].value == "version")[1].value = "ใหม่"
    book.save(path)
    said = run_python(SCRIPT, "check", path)
    assert said.returncode == 1
    assert "จำนวนเต็ม" in said.stderr
    assert load_workbook(tmp_path / "แบบ_ที่ต้องแก้.xlsx").sheetnames[0] == "ที่ต้องแก้"


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ว่าง.xlsx").write_bytes(b"")
    for source in (tmp_path / "ว่าง.xlsx", tmp_path / "ไม่มี.xlsx", "smp2"):
        said = run_python(SCRIPT, "check", source)
        assert said.returncode in (1, 2)
        assert "Traceback" not in said.stderr
